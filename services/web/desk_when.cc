#include "services/web/desk_when.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/time/words.h"

namespace cwp::web {
namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr int kMostDays = 3650;
constexpr size_t kLongest = 60;
// Names are known by their first letters, at least these.
constexpr size_t kShortest = 3;

constexpr std::pair<absl::string_view, absl::Weekday> kWeekdays[] = {
    {"monday", absl::Weekday::monday},
    {"tuesday", absl::Weekday::tuesday},
    {"wednesday", absl::Weekday::wednesday},
    {"thursday", absl::Weekday::thursday},
    {"friday", absl::Weekday::friday},
    {"saturday", absl::Weekday::saturday},
    {"sunday", absl::Weekday::sunday}};
constexpr absl::string_view kMonths[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

using Words = std::vector<std::string>;

std::optional<int> Number(absl::string_view text, int min, int max) {
  int number = 0;
  if (text.empty() || !absl::ascii_isdigit(text.front()) ||
      !absl::SimpleAtoi(text, &number) || number < min || number > max) {
    return std::nullopt;
  }
  return number;
}

// Whether `word` is `name` or the beginning of it.
bool Names(absl::string_view word, absl::string_view name) {
  return word.size() >= kShortest && absl::StartsWith(name, word);
}

std::optional<absl::Weekday> ReadWeekday(absl::string_view word) {
  for (const auto& [name, weekday] : kWeekdays) {
    if (Names(word, name)) return weekday;
  }
  return std::nullopt;
}

std::optional<int> ReadMonthName(absl::string_view word) {
  for (int month = 0; month < 12; ++month) {
    if (Names(word, kMonths[month])) return month + 1;
  }
  return std::nullopt;
}

// A day that there is.
std::optional<absl::CivilDay> Day(int year, int month, int day) {
  const absl::CivilDay date(year, month, day);
  if (date.month() != month || date.day() != day) return std::nullopt;
  return date;
}

// "12/1/2027", "2027-01-12".
std::optional<absl::CivilDay> ReadFigures(absl::string_view text) {
  const bool iso = absl::StrContains(text, '-');
  const std::vector<absl::string_view> parts =
      absl::StrSplit(text, iso ? '-' : '/');
  if (parts.size() != 3) return std::nullopt;
  const auto year = Number(parts[iso ? 0 : 2], 2000, 2100);
  const auto month = Number(parts[1], 1, 12);
  const auto day = Number(parts[iso ? 2 : 0], 1, 31);
  if (!year || !month || !day) return std::nullopt;
  return Day(*year, *month, *day);
}

// "12 january 2027", "12 january".
std::optional<absl::CivilDay> ReadDate(const Words& words,
                                       absl::CivilDay today) {
  if (words.size() < 2 || words.size() > 3) return std::nullopt;
  absl::string_view figure = words[0];
  for (const absl::string_view ending : {"st", "nd", "rd", "th"}) {
    if (absl::ConsumeSuffix(&figure, ending)) break;
  }
  const auto day = Number(figure, 1, 31);
  const auto month = ReadMonthName(words[1]);
  if (!day || !month) return std::nullopt;
  if (words.size() == 3) {
    const auto year = Number(words[2], 2000, 2100);
    if (!year) return std::nullopt;
    return Day(*year, *month, *day);
  }
  const int64_t year = today.year();
  const auto this_year = Day(static_cast<int>(year), *month, *day);
  if (this_year.has_value() && *this_year >= today) return this_year;
  return Day(static_cast<int>(year) + 1, *month, *day);
}

std::optional<absl::CivilDay> ReadRelative(const Words& words,
                                           absl::CivilDay today) {
  if (words.size() == 1 && words[0] == "today") return today;
  if (words.size() == 1 && words[0] == "tomorrow") return today + 1;
  if (words.size() == 2 && words[0] == "next") {
    const auto weekday = ReadWeekday(words[1]);
    if (weekday.has_value()) return absl::NextWeekday(today, *weekday);
  }
  if (words.size() == 3 && words[0] == "in" &&
      (words[2] == "days" || words[2] == "day")) {
    const auto days = Number(words[1], 0, kMostDays);
    if (days.has_value()) return today + *days;
  }
  return std::nullopt;
}

}  // namespace

std::optional<absl::CivilDay> ReadDayWords(absl::string_view text,
                                           absl::CivilDay today) {
  if (text.size() > kLongest) return std::nullopt;
  const std::string lower = absl::StrReplaceAll(
      absl::AsciiStrToLower(absl::StripAsciiWhitespace(text)), {{",", " "}});
  Words words = absl::StrSplit(lower, ' ', absl::SkipEmpty());
  if (words.empty()) return std::nullopt;
  const auto relative = ReadRelative(words, today);
  if (relative.has_value()) return relative;
  const auto weekday = ReadWeekday(words[0]);
  if (weekday.has_value()) words.erase(words.begin());
  std::optional<absl::CivilDay> day;
  if (words.size() == 1) day = ReadFigures(words[0]);
  if (!day.has_value()) day = ReadDate(words, today);
  if (day.has_value() && weekday.has_value() &&
      absl::GetWeekday(*day) != *weekday) {
    return std::nullopt;
  }
  return day;
}

std::optional<int> ReadTimeWords(absl::string_view text) {
  if (text.size() > kLongest) return std::nullopt;
  const std::string lower = absl::StrReplaceAll(
      absl::AsciiStrToLower(absl::StripAsciiWhitespace(text)),
      {{" ", ""}, {".", ":"}});
  absl::string_view rest = lower;
  if (rest == "midday" || rest == "noon") return kMinutesOfDay / 2;
  if (rest == "midnight") return 0;
  const bool afternoon = absl::ConsumeSuffix(&rest, "pm");
  const bool twelve_hours = afternoon || absl::ConsumeSuffix(&rest, "am");
  const std::vector<absl::string_view> parts = absl::StrSplit(rest, ':');
  if (parts.size() > 2 || (parts.size() == 1 && !twelve_hours)) {
    return std::nullopt;
  }
  const auto hour =
      Number(parts[0], twelve_hours ? 1 : 0, twelve_hours ? 12 : 23);
  const auto minute = parts.size() == 2 && parts[1].size() == 2
                          ? Number(parts[1], 0, 59)
                      : parts.size() == 1 ? std::optional<int>(0)
                                          : std::nullopt;
  if (!hour || !minute) return std::nullopt;
  if (!twelve_hours) return *hour * 60 + *minute;
  return (*hour % 12 + (afternoon ? 12 : 0)) * 60 + *minute;
}

std::string DayWords(absl::CivilDay day) {
  return civil::DateWords(absl::FromCivil(day, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

std::string TimeOfDayWords(int minutes) {
  return civil::TimeWords(absl::UnixEpoch() + absl::Minutes(minutes),
                          absl::UTCTimeZone());
}

std::string LocalText(absl::CivilMinute time) {
  return absl::StrFormat("%04d-%02d-%02dT%02d:%02d", time.year(), time.month(),
                         time.day(), time.hour(), time.minute());
}

}  // namespace cwp::web
