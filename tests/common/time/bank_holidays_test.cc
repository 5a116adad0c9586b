#include "common/time/bank_holidays.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "gtest/gtest.h"

namespace cwp::civil {
namespace {

using Day = absl::CivilDay;

// The Anonymous Gregorian algorithm.
Day EasterSunday(int year) {
  const int a = year % 19, b = year / 100, c = year % 100;
  const int d = b / 4, e = b % 4, g = (8 * b + 13) / 25;
  const int h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 19 * l) / 433;
  const int n = (h + l - 7 * m + 90) / 25;
  return Day(year, n, (h + l - 7 * m + 33 * n + 19) % 32);
}

bool IsWeekend(Day day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
}

// The rule by which England and Wales set them: eight a year, and those at a
// weekend move to the next free weekday.
std::set<Day> ByRule(int year) {
  std::set<Day> days = {
      EasterSunday(year) - 2, EasterSunday(year) + 1,
      absl::NextWeekday(Day(year, 4, 30), absl::Weekday::monday),
      absl::PrevWeekday(Day(year, 6, 1), absl::Weekday::monday),
      absl::PrevWeekday(Day(year, 9, 1), absl::Weekday::monday)};
  for (Day day : {Day(year, 1, 1), Day(year, 12, 25), Day(year, 12, 26)}) {
    while (IsWeekend(day) || days.count(day) > 0) ++day;
    days.insert(day);
  }
  return days;
}

TEST(BankHolidaysTest, TheSnapshotFollowsTheRule) {
  std::set<Day> want;
  for (const int year : {2026, 2027, 2028}) want.merge(ByRule(year));
  std::vector<Day> got;
  for (const BankHoliday& holiday : BundledBankHolidays()) {
    got.push_back(holiday.day);
    EXPECT_FALSE(holiday.title.empty());
  }
  EXPECT_EQ(got, std::vector<Day>(want.begin(), want.end()));
}

// The feed with these events of England and Wales, and one of Scotland.
std::string Feed(const std::string& events) {
  return absl::StrCat(R"({
    "scotland": {"division": "scotland", "events": [
      {"title": "2nd January", "date": "2029-01-02", "notes": "",
       "bunting": true}]},
    "england-and-wales": {"division": "england-and-wales", "events": [)",
                      events, "]}}\n");
}

std::string Event(Day day, const std::string& title) {
  return absl::StrCat(R"({"title": ")", title, R"(", "date": ")",
                      absl::FormatCivilTime(day),
                      R"(", "notes": "", "bunting": true})");
}

// All of a year.
std::vector<std::string> EventsOf(int year) {
  std::vector<std::string> events;
  for (const Day day : ByRule(year)) events.push_back(Event(day, "A day off"));
  return events;
}

TEST(BankHolidaysTest, ReadsThePublishedForm) {
  std::vector<std::string> events = EventsOf(2029);
  // In whatever order.
  std::swap(events[0], events[5]);
  events.push_back(Event(Day(2029, 6, 8), "Coronation of somebody – “hooray”"));
  const auto holidays = ParseBankHolidays(Feed(absl::StrJoin(events, ",")));
  ASSERT_TRUE(holidays.ok()) << holidays.status();
  ASSERT_EQ(holidays->size(), 9u);
  EXPECT_EQ((*holidays)[0].day, Day(2029, 1, 1));
  EXPECT_EQ((*holidays)[1].day, Day(2029, 3, 30));
  EXPECT_EQ((*holidays)[5].day, Day(2029, 6, 8));
  EXPECT_EQ((*holidays)[5].title, "Coronation of somebody – “hooray”");
}

TEST(BankHolidaysTest, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string json;
    std::string problem;
  };
  const std::string good = absl::StrJoin(EventsOf(2029), ",");
  const std::vector<std::string> few = EventsOf(2030);
  for (const Case& c : std::vector<Case>{
           {"", "not JSON in line 1, column 1"},
           {"<html>", "not JSON in line 1, column 1"},
           {"{\n  \"a\": 1,\n  b", "not JSON in line 3, column 3"},
           {Feed(good) + "x", "not JSON in line 6, column 1"},
           {std::string(5000, '['), "not JSON"},
           {"[]", "no events of england-and-wales"},
           {"null", "no events of england-and-wales"},
           {"{}", "no events of england-and-wales"},
           {R"({"england-and-wales": 5})", "no events of england-and-wales"},
           {R"({"england-and-wales": {"events": {}}})",
            "no events of england-and-wales"},
           {Feed(""), "no events of england-and-wales"},
           {Feed("5"), "no title in england-and-wales, event 1"},
           {Feed(good + R"(,{"date": "2029-01-01"})"),
            "no title in "
            "england-and-wales, event 9"},
           {Feed(good + R"(,{"title": "", "date": "2029-01-01"})"),
            "no title in england-and-wales, event 9"},
           {Feed(R"({"title": "x"})"),
            "no date YYYY-MM-DD in england-and-wales, event 1, x"},
           {Feed(R"({"title": "x", "date": 20290101})"), "event 1, x"},
           {Feed(R"({"title": "x", "date": "2029-02-30"})"), "event 1, x"},
           {Feed(R"({"title": "x", "date": "01/01/2029"})"), "event 1, x"},
           {Feed(R"({"title": "x", "date": "2029-01"})"), "event 1, x"},
           {Feed(good + "," + Event(Day(2029, 1, 1), "again")),
            "name 2029-01-01 twice"},
           {Feed(good + "," + few[0] + "," + few[1]),
            "name 2 days of 2030, of at least 8"}}) {
    const absl::Status status = ParseBankHolidays(c.json).status();
    EXPECT_EQ(ReasonOf(status), "BANK_HOLIDAYS_INVALID") << c.json;
    EXPECT_TRUE(absl::StrContains(status.message(), c.problem))
        << status.message() << " " << c.json;
  }
}

TEST(BankHolidaysTest, ANewerCopyWinsForItsYears) {
  const std::vector<BankHoliday> merged = MergeBankHolidays(
      {{Day(2026, 1, 1), "a"}, {Day(2027, 1, 1), "b"}, {Day(2028, 1, 3), "c"}},
      {{Day(2027, 1, 4), "d"}});
  ASSERT_EQ(merged.size(), 3u);
  EXPECT_EQ(merged[0].day, Day(2026, 1, 1));
  EXPECT_EQ(merged[1].day, Day(2027, 1, 4));
  EXPECT_EQ(merged[2].day, Day(2028, 1, 3));
}

}  // namespace
}  // namespace cwp::civil
