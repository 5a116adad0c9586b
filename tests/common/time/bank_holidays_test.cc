#include "common/time/bank_holidays.h"

#include <set>
#include <string>
#include <vector>

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

TEST(BankHolidaysTest, ReadsThePublishedForm) {
  const auto holidays = ParseBankHolidays(R"({
    "scotland": {"division": "scotland", "events": [
      {"title": "2nd January", "date": "2029-01-02", "notes": "",
       "bunting": true}]},
    "england-and-wales": {"division": "england-and-wales", "events": [
      {"title": "Good Friday", "date": "2029-03-30", "notes": "",
       "bunting": false},
      {"title": "New Year’s Day", "date": "2029-01-01", "notes": "",
       "bunting": true}]}})");
  ASSERT_TRUE(holidays.ok()) << holidays.status();
  ASSERT_EQ(holidays->size(), 2u);
  EXPECT_EQ((*holidays)[0].day, Day(2029, 1, 1));
  EXPECT_EQ((*holidays)[0].title, "New Year’s Day");
  EXPECT_EQ((*holidays)[1].day, Day(2029, 3, 30));
}

TEST(BankHolidaysTest, RefusesEveryOtherForm) {
  const std::string before = R"({"england-and-wales": {"events": [)";
  for (const std::string& json : std::vector<std::string>{
           "", "<html>", "[]", "null", "{}", R"({"england-and-wales": 5})",
           R"({"england-and-wales": {"events": {}}})", before + "]}}",
           before + "5]}}", before + R"({"title": "x"}]}})",
           before + R"({"date": "2029-01-01"}]}})",
           before + R"({"title": "x", "date": 20290101}]}})",
           before + R"({"title": "x", "date": "2029-02-30"}]}})",
           before + R"({"title": "x", "date": "01/01/2029"}]}})",
           before + R"({"title": "x", "date": "2029-01"}]}})",
           std::string(5000, '[')}) {
    EXPECT_EQ(ReasonOf(ParseBankHolidays(json).status()),
              "BANK_HOLIDAYS_INVALID")
        << json;
  }
}

}  // namespace
}  // namespace cwp::civil
