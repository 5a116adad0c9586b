#include "common/time/days_off.h"

#include <sys/stat.h>

#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/testing/temp_dir.h"
#include "common/time/days_off_settings.h"
#include "gtest/gtest.h"

namespace cwp::civil {
namespace {

using Day = absl::CivilDay;

// A copy of the feed that knows one year, with a day off for every month that
// is the first of it, and no others.
std::string FeedOf(int year) {
  std::string events;
  for (int month = 1; month <= 12; ++month) {
    absl::StrAppend(&events, month == 1 ? "" : ",",
                    R"({"title": "First of the month", "date": ")",
                    absl::FormatCivilTime(Day(year, month, 1)), R"("})");
  }
  return absl::StrCat(R"({"england-and-wales": {"events": [)", events, "]}}");
}

TEST(DaysOffTest, KnowsTheBundledDays) {
  const DaysOff days_off;
  EXPECT_EQ(days_off.HolidayOn(Day(2027, 3, 29)), "Easter Monday");
  EXPECT_EQ(days_off.HolidayOn(Day(2027, 3, 30)), "");
  EXPECT_EQ(days_off.HolidayOn(Day(2029, 1, 1)), "");
  EXPECT_EQ(days_off.known_until(), Day(2028, 12, 31));
  EXPECT_TRUE(days_off.closed_days.empty());
}

TEST(DaysOffTest, TakesAFileForItsYears) {
  const TempDir folder;
  const std::string path = folder.File("bank-holidays.json");
  // There is none yet.
  EXPECT_EQ(LoadDaysOff({.bank_holidays = path})->bank_holidays.size(), 24u);
  std::ofstream(path) << FeedOf(2029);
  const auto loaded = LoadDaysOff(
      {.bank_holidays = path, .closed_days = {"2027-12-29", "2027-12-30"}});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->HolidayOn(Day(2027, 3, 29)), "Easter Monday");
  EXPECT_EQ(loaded->HolidayOn(Day(2029, 7, 1)), "First of the month");
  EXPECT_EQ(loaded->known_until(), Day(2029, 12, 31));
  EXPECT_EQ(loaded->closed_days,
            (std::set<Day>{Day(2027, 12, 29), Day(2027, 12, 30)}));
  // What it says of a year goes before what came with the program.
  std::ofstream(path) << FeedOf(2027);
  EXPECT_EQ(LoadDaysOff({.bank_holidays = path})->HolidayOn(Day(2027, 3, 29)),
            "");
}

TEST(DaysOffTest, RefusesWhatItCannotRead) {
  const TempDir folder;
  const std::string path = folder.File("bank-holidays.json");
  std::ofstream(path) << "<html>";
  const absl::Status html = LoadDaysOff({.bank_holidays = path}).status();
  EXPECT_EQ(ReasonOf(html), "BANK_HOLIDAYS_INVALID");
  EXPECT_TRUE(absl::StrContains(html.message(), path)) << html;
  std::ofstream(path) << std::string((1 << 20) + 1, ' ');
  const absl::Status large = LoadDaysOff({.bank_holidays = path}).status();
  EXPECT_TRUE(absl::StrContains(large.message(), "is larger")) << large;
  const absl::Status dir =
      LoadDaysOff({.bank_holidays = folder.path()}).status();
  EXPECT_EQ(ReasonOf(dir), "BANK_HOLIDAYS_INVALID");
  for (const std::string day : {"", "2027-02-30", "29/12/2027", "2027-12"}) {
    EXPECT_EQ(ReasonOf(LoadDaysOff({.closed_days = {day}}).status()),
              "CONFIG_INVALID")
        << day;
  }
}

}  // namespace
}  // namespace cwp::civil
