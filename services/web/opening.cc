#include "services/web/opening.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/words.h"
#include "services/web/words.h"

namespace cwp::web {
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

absl::Status Invalid() {
  return InvalidArgument(
      "CONFIG_INVALID",
      "the setting opening-times must be as mon-fri 09:00-17:00",
      {{"setting", "opening-times"}});
}

// "mon-fri" or "mon".
absl::StatusOr<std::set<absl::Weekday>> ReadDays(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> ends =
      absl::StrSplit(text, absl::MaxSplits('-', 1));
  const auto find = [](absl::string_view name) {
    return std::find_if(std::begin(kWeek), std::end(kWeek),
                        [&](const Day& day) { return day.name == name; });
  };
  const Day* const first = find(ends.first);
  const Day* const last = ends.second.empty() ? first : find(ends.second);
  if (first == std::end(kWeek) || last == std::end(kWeek) || last < first) {
    return Invalid();
  }
  std::set<absl::Weekday> days;
  for (const Day* day = first; day <= last; ++day) days.insert(day->weekday);
  return days;
}

// "09:00"; 24:00 is the end of a day.
absl::StatusOr<int> ReadMinutes(absl::string_view text) {
  int hours = 0;
  int minutes = 0;
  const bool good = text.size() == 5 && text[2] == ':' &&
                    absl::ascii_isdigit(text[0]) &&
                    absl::ascii_isdigit(text[3]) &&
                    absl::SimpleAtoi(text.substr(0, 2), &hours) &&
                    absl::SimpleAtoi(text.substr(3), &minutes) && minutes < 60;
  if (!good || hours * 60 + minutes > 24 * 60) return Invalid();
  return hours * 60 + minutes;
}

}  // namespace

absl::StatusOr<Opening> Opening::Read(absl::string_view times,
                                      civil::DaysOff days_off,
                                      const absl::TimeZone& zone) {
  Opening opening(zone);
  if (times.empty()) return opening;
  const std::vector<std::string> parts = absl::StrSplit(
      absl::AsciiStrToLower(times), absl::ByAnyChar(" "), absl::SkipEmpty());
  if (parts.size() != 2) return Invalid();
  const std::pair<std::string, std::string> ends =
      absl::StrSplit(parts[1], absl::MaxSplits('-', 1));
  civil::OfficeHours::Options options;
  ASSIGN_OR_RETURN(options.weekdays, ReadDays(parts[0]));
  ASSIGN_OR_RETURN(options.opens, ReadMinutes(ends.first));
  ASSIGN_OR_RETURN(options.closes, ReadMinutes(ends.second));
  if (options.closes <= options.opens) return Invalid();
  options.days_off = std::move(days_off);
  options.zone = zone;
  opening.closes_ = options.closes;
  opening.hours_.emplace(std::move(options));
  return opening;
}

View Opening::ViewAt(absl::Time now) const {
  if (!hours_.has_value()) return {};
  if (hours_->IsOpen(now)) {
    const absl::CivilMinute closes =
        absl::CivilMinute(absl::ToCivilDay(now, zone_)) + closes_;
    return {{"open_until",
             civil::TimeWords(absl::FromCivil(closes, zone_), zone_)}};
  }
  const std::optional<absl::Time> next = hours_->NextOpen(now);
  if (!next.has_value()) return {};
  return {{"opens_next", OpensWords(*next, zone_)}};
}

}  // namespace cwp::web
