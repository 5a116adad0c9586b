#include "services/scheduling/series_plan.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "common/time/local_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::scheduling {
namespace {

using Day = absl::CivilDay;
using State = PlannedDate::State;
using Why = PlannedDate::Why;
using Clock = Resolution::Clock;

SeriesPattern Weekly(absl::CivilMinute start, int count) {
  return {.start = start,
          .time_zone = "Europe/London",
          .meeting_duration = absl::Minutes(90),
          .recurrence = {.frequency = Recurrence::Frequency::kWeekly,
                         .days = {{.weekday = absl::GetWeekday(Day(start))}},
                         .count = count}};
}

SeriesPattern Daily(absl::CivilMinute start, int count) {
  SeriesPattern pattern = Weekly(start, count);
  pattern.recurrence.frequency = Recurrence::Frequency::kDaily;
  pattern.recurrence.days.clear();
  return pattern;
}

// What becomes of each date: when it starts, or why it does not.
std::string Show(const absl::StatusOr<std::vector<PlannedDate>>& plan) {
  if (!plan.ok()) return ReasonOf(plan.status());
  return absl::StrJoin(*plan, " ", [](std::string* out, const PlannedDate& d) {
    if (d.state == State::kKept) {
      absl::StrAppend(
          out, d.meeting->local_start, "=",
          absl::FormatTime("%H:%M", d.meeting->start, absl::UTCTimeZone()));
    } else {
      absl::StrAppend(out, absl::FormatCivilTime(d.day), "!",
                      static_cast<int>(d.why));
    }
  });
}

std::string Planned(const SeriesPattern& pattern) {
  return Show(PlanSeries(pattern, {}));
}

TEST(SeriesPlanTest, KeepsItsHourOverTheClockChange) {
  ASSERT_OK_AND_ASSIGN(
      const std::vector<PlannedDate> plan,
      PlanSeries(Weekly(absl::CivilMinute(2026, 10, 20, 18, 0), 3), {}));
  EXPECT_EQ(Show(plan),
            "2026-10-20T18:00=17:00 2026-10-27T18:00=18:00 "
            "2026-11-03T18:00=18:00");
  EXPECT_EQ(plan[0].utc_offset, absl::Hours(1));
  EXPECT_EQ(plan[0].utc_shift, absl::ZeroDuration());
  EXPECT_EQ(plan[1].utc_offset, absl::ZeroDuration());
  EXPECT_EQ(plan[1].utc_shift, absl::Hours(-1));
  EXPECT_EQ(plan[2].utc_shift, absl::ZeroDuration());
  EXPECT_EQ(plan[1].meeting->local_end, "2026-10-27T19:30");
}

TEST(SeriesPlanTest, LeavesOutExceptionsHolidaysAndClosedDays) {
  // Mondays; 3 and 31 May 2027 are bank holidays.
  SeriesPattern pattern = Weekly(absl::CivilMinute(2027, 5, 3, 18, 0), 5);
  civil::DaysOff days_off;
  days_off.closed_days = {Day(2027, 5, 10), Day(2027, 5, 12)};
  EXPECT_EQ(Show(PlanSeries(pattern, days_off)),
            "2027-05-03T18:00=17:00 2027-05-10T18:00=17:00 "
            "2027-05-17T18:00=17:00 2027-05-24T18:00=17:00 "
            "2027-05-31T18:00=17:00");
  pattern.skip_bank_holidays = true;
  pattern.exceptions = {Day(2027, 5, 24)};
  EXPECT_EQ(Show(PlanSeries(pattern, days_off)),
            "2027-05-03!2 2027-05-10T18:00=17:00 2027-05-17T18:00=17:00 "
            "2027-05-24!1 2027-05-31!2");
  pattern.skip_closed_days = true;
  ASSERT_OK_AND_ASSIGN(const auto plan, PlanSeries(pattern, days_off));
  EXPECT_EQ(Show(plan),
            "2027-05-03!2 2027-05-10!3 2027-05-17T18:00=17:00 2027-05-24!1 "
            "2027-05-31!2");
  EXPECT_EQ(plan[0].holiday, "Early May bank holiday");
  EXPECT_EQ(plan[1].holiday, "");
  // When it would be.
  EXPECT_EQ(plan[1].meeting->local_start, "2027-05-10T18:00");
}

TEST(SeriesPlanTest, AsksAboutAnHourThatDoesNotCome) {
  SeriesPattern pattern = Daily(absl::CivilMinute(2027, 3, 27, 1, 30), 3);
  ASSERT_OK_AND_ASSIGN(const auto plan, PlanSeries(pattern, {}));
  EXPECT_EQ(plan[1].state, State::kUndecided);
  EXPECT_EQ(plan[1].resolution.clock, Clock::kMissing);
  EXPECT_FALSE(plan[1].meeting.has_value());
  EXPECT_EQ(plan[0].state, State::kKept);
  EXPECT_EQ(plan[2].utc_shift, absl::Hours(1));
  const absl::Status status = CheckDecided(pattern, plan);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("CLOCK_CHOICE_NEEDED"));
  EXPECT_EQ(MetadataOf(status, "day"), "2027-03-28");
  EXPECT_EQ(MetadataOf(status, "local"), "2027-03-28T01:30");
  EXPECT_EQ(MetadataOf(status, "clock"), "MISSING");
  EXPECT_EQ(MetadataOf(status, "count"), "1");

  const std::string before = "2027-03-27T01:30=01:30 ";
  const std::string after = " 2027-03-29T01:30=00:30";
  pattern.clock_choice = ClockChoice::kEarlier;
  EXPECT_EQ(Planned(pattern), before + "2027-03-28T00:30=00:30" + after);
  pattern.clock_choice = ClockChoice::kLater;
  EXPECT_EQ(Planned(pattern), before + "2027-03-28T02:30=01:30" + after);
  pattern.clock_choice = ClockChoice::kSkip;
  EXPECT_EQ(Planned(pattern), before + "2027-03-28!4" + after);
  EXPECT_OK(CheckDecided(pattern, *PlanSeries(pattern, {})));
  // A choice for the date goes before the one for all.
  pattern.clock_choices = {{Day(2027, 3, 28), ClockChoice::kLater}};
  EXPECT_EQ(Planned(pattern), before + "2027-03-28T02:30=01:30" + after);
  // A date that is left out anyway needs none.
  pattern.clock_choice = ClockChoice::kAsk;
  pattern.clock_choices.clear();
  pattern.exceptions = {Day(2027, 3, 28)};
  EXPECT_EQ(Planned(pattern), before + "2027-03-28!1" + after);
}

TEST(SeriesPlanTest, AsksAboutAnHourThatComesTwice) {
  SeriesPattern pattern = Daily(absl::CivilMinute(2027, 10, 30, 1, 30), 3);
  ASSERT_OK_AND_ASSIGN(const auto plan, PlanSeries(pattern, {}));
  EXPECT_EQ(plan[1].resolution.clock, Clock::kDoubled);
  EXPECT_EQ(MetadataOf(CheckDecided(pattern, plan), "clock"), "DOUBLED");
  const std::string before = "2027-10-30T01:30=00:30 ";
  const std::string after = " 2027-11-01T01:30=01:30";
  pattern.clock_choice = ClockChoice::kEarlier;
  EXPECT_EQ(Planned(pattern), before + "2027-10-31T01:30=00:30" + after);
  pattern.clock_choice = ClockChoice::kLater;
  EXPECT_EQ(Planned(pattern), before + "2027-10-31T01:30=01:30" + after);
}

// The length is by a stopwatch: an hour that is left out is made up for.
TEST(SeriesPlanTest, SaysWhenTheClocksChangeWithinAMeeting) {
  ASSERT_OK_AND_ASSIGN(
      const auto plan,
      PlanSeries(Daily(absl::CivilMinute(2027, 3, 27, 0, 30), 2), {}));
  EXPECT_FALSE(plan[0].changes_within);
  EXPECT_EQ(plan[0].meeting->local_end, "2027-03-27T02:00");
  EXPECT_TRUE(plan[1].changes_within);
  EXPECT_EQ(plan[1].meeting->local_end, "2027-03-28T03:00");
  EXPECT_EQ(plan[1].meeting->end - plan[1].meeting->start, absl::Minutes(90));
}

TEST(SeriesPlanTest, RefusesWhatCannotBeMeant) {
  const SeriesPattern weekly = Weekly(absl::CivilMinute(2027, 5, 3, 18, 0), 2);
  SeriesPattern pattern = weekly;
  pattern.exceptions = {Day(2027, 5, 4)};
  const absl::Status stray = PlanSeries(pattern, {}).status();
  EXPECT_THAT(stray, HasReason("DATE_NOT_IN_SERIES"));
  EXPECT_EQ(MetadataOf(stray, "field"), "exceptions");
  EXPECT_EQ(MetadataOf(stray, "day"), "2027-05-04");
  pattern.exceptions = {Day(2027, 5, 3), Day(2027, 5, 10)};
  EXPECT_EQ(Planned(pattern), "SERIES_EMPTY");
  pattern = weekly;
  pattern.clock_choices = {{Day(2027, 5, 11), ClockChoice::kSkip}};
  EXPECT_EQ(Planned(pattern), "DATE_NOT_IN_SERIES");
  pattern = weekly;
  pattern.time_zone = "Europe/Londinium";
  EXPECT_EQ(Planned(pattern), "TIME_ZONE_UNKNOWN");
  pattern = weekly;
  pattern.recurrence.count = 401;
  EXPECT_EQ(Planned(pattern), "SERIES_TOO_LONG");
}

TEST(SeriesPlanTest, OneMeetingAtATime) {
  // Days of 24 hours, but for the one on which the clocks go forward.
  SeriesPattern pattern = Daily(absl::CivilMinute(2027, 3, 25, 18, 0), 3);
  pattern.meeting_duration = absl::Hours(24);
  EXPECT_OK(PlanSeries(pattern, {}));
  pattern.recurrence.count = 4;
  const absl::Status status = PlanSeries(pattern, {}).status();
  EXPECT_THAT(status, HasReason("MEETINGS_OVERLAP"));
  EXPECT_EQ(MetadataOf(status, "day"), "2027-03-28");
}

}  // namespace
}  // namespace cwp::scheduling
