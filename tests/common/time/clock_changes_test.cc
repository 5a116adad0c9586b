#include <libical/ical.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/time/icalendar.h"
#include "common/time/local_time.h"
#include "common/time/words.h"
#include "gtest/gtest.h"

// What pages and calendar files say around every clock change of the United
// Kingdom from 2026 to 2037, against what the system's zdump says of
// Europe/London. Series are held against it in tests/scheduling.

namespace cwp {
namespace {

// An instant, and what clocks in London show then.
using Shown = std::pair<absl::Time, absl::CivilSecond>;

// The instants at which clocks change, and the seconds before them.
std::vector<Shown> AskZdump() {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(
      popen("zdump -v -c 2025,2038 Europe/London", "r"), &pclose);
  std::string text;
  std::array<char, 4096> buffer;
  while (fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) {
    text += buffer.data();
  }
  // Europe/London  Sun Mar 29 01:00:00 2026 UT = Sun Mar 29 02:00:00 2026 BST …
  std::vector<Shown> shown;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<absl::string_view> words =
        absl::StrSplit(line, ' ', absl::SkipEmpty());
    const auto read = [&](size_t first) {
      absl::Time time;
      std::string error;
      EXPECT_TRUE(
          absl::ParseTime("%b %d %H:%M:%S %Y",
                          absl::StrCat(words[first], " ", words[first + 1], " ",
                                       words[first + 2], " ", words[first + 3]),
                          &time, &error))
          << error;
      return time;
    };
    if (words.size() != 16) continue;
    const absl::Time instant = read(2);
    const int year = absl::ToCivilYear(instant, absl::UTCTimeZone()).year();
    if (year < 2026 || year > 2037) continue;
    shown.push_back(
        {instant, absl::ToCivilSecond(read(9), absl::UTCTimeZone())});
  }
  return shown;
}

// The instant that libical reads from a calendar file of ours for a wall time.
absl::Time ReadByLibical(const std::string& wall_time) {
  std::string text;
  ical::AddLines(text, {"BEGIN:VCALENDAR", "VERSION:2.0",
                        "PRODID:-//example.org//test//EN"});
  ical::AddLondonZone(text);
  ical::AddLines(
      text, {"BEGIN:VEVENT", "UID:1@example.org", "DTSTAMP:20260101T000000Z",
             absl::StrCat("DTSTART;TZID=Europe/London:", wall_time),
             "END:VEVENT", "END:VCALENDAR"});
  const std::unique_ptr<icalcomponent, void (*)(icalcomponent*)> calendar(
      icalparser_parse_string(text.c_str()), &icalcomponent_free);
  icalcomponent* event =
      icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
  const icaltimetype start = icalcomponent_get_dtstart(event);
  icaltimezone* zone =
      icalcomponent_get_timezone(calendar.get(), "Europe/London");
  return absl::FromUnixSeconds(icaltime_as_timet_with_zone(start, zone));
}

std::string IcalTime(absl::CivilSecond local) {
  return absl::FormatTime("%Y%m%dT%H%M%S",
                          absl::FromCivil(local, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

TEST(ClockChangesTest, CalendarFilesAndPagesShowWhatClocksShow) {
  const std::vector<Shown> changes = AskZdump();
  ASSERT_EQ(changes.size(), 12 * 2 * 2) << "zdump must know Europe/London";
  for (const auto& [instant, local] : changes) {
    // As far from the change as nothing else changes.
    for (const absl::Duration away : {absl::ZeroDuration(), absl::Hours(2),
                                      absl::Hours(17), absl::Hours(24 * 7)}) {
      const bool before = local.second() == 59;
      const absl::Duration shift = before ? -away : away;
      const absl::Time then = instant + shift;
      const absl::CivilSecond clock = local + absl::ToInt64Seconds(shift);
      EXPECT_EQ(ical::LondonTime(then), IcalTime(clock));
      EXPECT_EQ(civil::TimeWords(then, civil::London()),
                civil::TimeWords(absl::FromCivil(clock, absl::UTCTimeZone()),
                                 absl::UTCTimeZone()));
      EXPECT_EQ(civil::DateWords(then, civil::London()),
                civil::DateWords(absl::FromCivil(clock, absl::UTCTimeZone()),
                                 absl::UTCTimeZone()));
      // A time that comes twice is either.
      if (away == absl::ZeroDuration()) continue;
      EXPECT_EQ(ReadByLibical(IcalTime(clock)), then) << IcalTime(clock);
    }
  }
}

}  // namespace
}  // namespace cwp
