#ifndef CWP_TESTS_WEB_DESK_ALL_FIXTURE_H_
#define CWP_TESTS_WEB_DESK_ALL_FIXTURE_H_

#include <cstdint>
#include <string>

#include "tests/web/desk_people_fixture.h"

namespace cwp::web {

// The desk, with something behind each of its pages.
class DeskAllTest : public DeskPeopleTest {
 protected:
  // The services say yes; of a session that somebody does not lead, they say
  // what registration says then (leaders_test).
  void SetServices(bool others);

  // A path that fits the pattern of a route; that of an account is
  // `staff_id`'s.
  static std::string PathFor(const std::string& pattern, int64_t staff_id);
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_DESK_ALL_FIXTURE_H_
