#ifndef CWP_TESTS_WEB_DESK_PEOPLE_FIXTURE_H_
#define CWP_TESTS_WEB_DESK_PEOPLE_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/web/desk_fixture.h"

namespace cwp::web {

// The desk, with a session that people come to; a coordinator is signed in.
class DeskPeopleTest : public DeskTest {
 protected:
  void SetUp() override;

  // A booking of two places by Ada Example.
  static registration::v1::Booking SampleBooking(int64_t id);
  // Who waits for two places.
  static registration::v1::WaitlistEntry SampleEntry(int64_t id);

  // What registration says from now on.
  void SetBookings(std::vector<registration::v1::Booking> bookings);
  void SetWaiting(std::vector<registration::v1::WaitlistEntry> entries);

  FakeRegistration& registration() { return services_.registration; }

  // A browser in which somebody of this role is signed in.
  DeskBrowser BrowserOf(const std::string& email, v1::Staff::Role role);

  std::unique_ptr<DeskBrowser> browser_;
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_DESK_PEOPLE_FIXTURE_H_
