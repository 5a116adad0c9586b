#include "common/time/office_hours.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/time/local_time.h"
#include "gtest/gtest.h"

namespace cwp::civil {
namespace {

absl::Time At(const std::string& local) {
  return ResolveLocal(local, "Europe/London").value();
}

TEST(OfficeHoursTest, OpensOnWorkingDaysFromNineToFive) {
  struct Case {
    std::string now;
    std::string next;  // The same when it is open.
  };
  const OfficeHours office({});
  for (const Case& c : std::vector<Case>{
           {"2026-11-20T09:00", "2026-11-20T09:00"},  // A Friday.
           {"2026-11-20T16:59", "2026-11-20T16:59"},
           {"2026-11-20T08:59", "2026-11-20T09:00"},
           {"2026-11-20T17:00", "2026-11-23T09:00"},
           {"2026-11-21T12:00", "2026-11-23T09:00"},
           {"2026-12-24T17:00", "2026-12-29T09:00"},  // Christmas.
           {"2026-12-28T12:00", "2026-12-29T09:00"},
           {"2027-03-25T18:00", "2027-03-30T09:00"},  // Easter, clocks change.
           {"2026-10-23T20:00", "2026-10-26T09:00"}}) {
    EXPECT_EQ(office.IsOpen(At(c.now)), c.now == c.next) << c.now;
    ASSERT_TRUE(office.NextOpen(At(c.now)).has_value()) << c.now;
    EXPECT_EQ(ToLocal(*office.NextOpen(At(c.now)), London()), c.next) << c.now;
  }
}

TEST(OfficeHoursTest, TakesOtherDaysHoursAndClosures) {
  const OfficeHours office(
      {.weekdays = {absl::Weekday::saturday},
       .opens = 10 * 60 + 30,
       .closes = 24 * 60,
       .days_off = {.closed_days = {absl::CivilDay(2026, 11, 21)}}});
  EXPECT_FALSE(office.IsOpen(At("2026-11-21T12:00")));
  EXPECT_EQ(ToLocal(*office.NextOpen(At("2026-11-21T12:00")), London()),
            "2026-11-28T10:30");
  EXPECT_TRUE(office.IsOpen(At("2026-11-28T23:59")));
  EXPECT_FALSE(office.IsOpen(At("2026-11-29T00:00")));
}

TEST(OfficeHoursTest, TakesOtherBankHolidays) {
  OfficeHours::Options options;
  options.days_off.bank_holidays = {
      {absl::CivilDay(2026, 11, 20), "A wedding"}};
  const OfficeHours office(options);
  EXPECT_FALSE(office.IsOpen(At("2026-11-20T12:00")));
  EXPECT_TRUE(office.IsOpen(At("2026-12-25T12:00")));
}

TEST(OfficeHoursTest, SaysWhenItNeverOpens) {
  EXPECT_EQ(OfficeHours({.weekdays = {}}).NextOpen(At("2026-11-21T12:00")),
            std::nullopt);
}

}  // namespace
}  // namespace cwp::civil
