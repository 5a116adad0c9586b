#include "common/programme/when.h"

#include <string>

#include "absl/time/civil_time.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace cwp::programme {
namespace {

// A Tuesday.
constexpr absl::CivilDay kToday(2027, 1, 12);

struct Case {
  std::string written;
  std::string means;
};

TEST(WhenTest, ReadsEveryForm) {
  for (const Case& each : {
           Case{"2027-01-12T18:00", "2027-01-12T18:00"},
           Case{"2028-02-29T09:05", "2028-02-29T09:05"},
           Case{"2027-01-12 18:00", "2027-01-12T18:00"},
           Case{"02/01/2027 18:00", "2027-01-02T18:00"},
           Case{"29/2/2028 09:05", "2028-02-29T09:05"},
           Case{"in 0 days at 18:00", "2027-01-12T18:00"},
           Case{"in 1 day at 07:30", "2027-01-13T07:30"},
           Case{"in 20 days at 18:00", "2027-02-01T18:00"},
           Case{"next Tuesday at 18:00", "2027-01-19T18:00"},
           Case{"next wednesday at 10:00", "2027-01-13T10:00"},
           Case{"next Monday at 10:00", "2027-01-18T10:00"},
           Case{"next Tuesday + 2 weeks at 18:00", "2027-02-02T18:00"},
           Case{"next Wednesday + 1 week at 00:00", "2027-01-20T00:00"},
       }) {
    EXPECT_THAT(ReadWhen(each.written, kToday), IsOkAndHolds(each.means))
        << each.written;
  }
}

TEST(WhenTest, RefusesWhatIsNoTime) {
  for (const std::string written : {"",
                                    "soon",
                                    "2027-01-12",
                                    "2027-02-30T18:00",
                                    "2027-01-12T24:00",
                                    "2027-01-12T18:60",
                                    "2027-01-12T6:00",
                                    "29/02/2027 18:00",
                                    "01/13/2027 18:00",
                                    "12/01/27 18:00",
                                    "12/01/2027T",
                                    "in twelve days at 18:00",
                                    "in -1 days at 18:00",
                                    "in 12 days",
                                    "in 12 weeks at 18:00",
                                    "in 99999 days at 18:00",
                                    "next Tuesday at 6pm",
                                    "next Someday at 18:00",
                                    "next Tuesday - 2 weeks at 18:00",
                                    "next Tuesday + two weeks at 18:00",
                                    "Tuesday at 18:00"}) {
    EXPECT_THAT(ReadWhen(written, kToday), HasReason("USAGE_INVALID"))
        << written;
  }
}

TEST(WhenTest, AddsMinutesAcrossMidnight) {
  EXPECT_EQ(AddMinutes("2027-12-31T23:30", 45), "2028-01-01T00:15");
}

}  // namespace
}  // namespace cwp::programme
