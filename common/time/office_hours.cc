#include "common/time/office_hours.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/check.h"

namespace cwp::civil {
namespace {

struct Day {
  absl::string_view name;
  absl::Weekday weekday;
};
constexpr Day kWeek[] = {
    {"mon", absl::Weekday::monday},    {"tue", absl::Weekday::tuesday},
    {"wed", absl::Weekday::wednesday}, {"thu", absl::Weekday::thursday},
    {"fri", absl::Weekday::friday},    {"sat", absl::Weekday::saturday},
    {"sun", absl::Weekday::sunday}};

// "mon-fri" or "mon"; no days when it is neither.
std::set<absl::Weekday> ReadDays(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> ends =
      absl::StrSplit(text, absl::MaxSplits('-', 1));
  const auto find = [](absl::string_view name) {
    return std::find_if(std::begin(kWeek), std::end(kWeek),
                        [&](const Day& day) { return day.name == name; });
  };
  const Day* const first = find(ends.first);
  const Day* const last = ends.second.empty() ? first : find(ends.second);
  std::set<absl::Weekday> days;
  if (first == std::end(kWeek) || last == std::end(kWeek)) return days;
  for (const Day* day = first; day <= last; ++day) days.insert(day->weekday);
  return days;
}

// "09:00"; 24:00 is the end of a day.
std::optional<int> ReadMinutes(absl::string_view text) {
  int hours = 0;
  int minutes = 0;
  const bool good = text.size() == 5 && text[2] == ':' &&
                    absl::ascii_isdigit(text[0]) &&
                    absl::ascii_isdigit(text[3]) &&
                    absl::SimpleAtoi(text.substr(0, 2), &hours) &&
                    absl::SimpleAtoi(text.substr(3), &minutes) && minutes < 60;
  if (!good || hours * 60 + minutes > 24 * 60) return std::nullopt;
  return hours * 60 + minutes;
}

}  // namespace

OfficeHours::OfficeHours(Options options) : options_(std::move(options)) {
  CWP_CHECK(0 <= options_.opens && options_.opens < options_.closes &&
                options_.closes <= 24 * 60,
            "office hours begin before they end, on one day");
}

bool OfficeHours::IsOpen(absl::Time now) const {
  const absl::CivilDay day = absl::ToCivilDay(now, options_.zone);
  return OpensOn(day) && At(day, options_.opens) <= now &&
         now < At(day, options_.closes);
}

std::optional<absl::Time> OfficeHours::NextOpen(absl::Time now) const {
  if (IsOpen(now)) return now;
  const absl::CivilDay today = absl::ToCivilDay(now, options_.zone);
  for (absl::CivilDay day = today; day - today <= 366; ++day) {
    const absl::Time opens = At(day, options_.opens);
    if (OpensOn(day) && opens >= now) return opens;
  }
  return std::nullopt;
}

bool OfficeHours::OpensOn(absl::CivilDay day) const {
  return options_.weekdays.count(absl::GetWeekday(day)) > 0 &&
         options_.days_off.closed_days.count(day) == 0 &&
         options_.days_off.HolidayOn(day).empty();
}

absl::Time OfficeHours::At(absl::CivilDay day, int minutes) const {
  return absl::FromCivil(absl::CivilMinute(day) + minutes, options_.zone);
}

std::optional<OfficeHours::Options> ReadOpeningTimes(absl::string_view text) {
  const std::vector<std::string> parts =
      absl::StrSplit(absl::AsciiStrToLower(text), ' ', absl::SkipEmpty());
  if (parts.size() != 2) return std::nullopt;
  const std::pair<std::string, std::string> ends =
      absl::StrSplit(parts[1], absl::MaxSplits('-', 1));
  OfficeHours::Options options;
  options.weekdays = ReadDays(parts[0]);
  const std::optional<int> opens = ReadMinutes(ends.first);
  const std::optional<int> closes = ReadMinutes(ends.second);
  const bool good = !options.weekdays.empty() && opens.has_value() &&
                    closes.has_value() && *opens < *closes;
  if (!good) return std::nullopt;
  options.opens = *opens;
  options.closes = *closes;
  return options;
}

}  // namespace cwp::civil
