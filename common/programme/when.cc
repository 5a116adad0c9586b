#include "common/programme/when.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"

namespace cwp::programme {
namespace {

constexpr int kMaxDays = 3650;
constexpr int kMaxWeeks = 520;

using Words = std::vector<absl::string_view>;

constexpr std::pair<absl::string_view, absl::Weekday> kWeekdays[] = {
    {"Monday", absl::Weekday::monday},
    {"Tuesday", absl::Weekday::tuesday},
    {"Wednesday", absl::Weekday::wednesday},
    {"Thursday", absl::Weekday::thursday},
    {"Friday", absl::Weekday::friday},
    {"Saturday", absl::Weekday::saturday},
    {"Sunday", absl::Weekday::sunday}};

std::optional<int> Number(absl::string_view text, int max) {
  int number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 0 || number > max) {
    return std::nullopt;
  }
  return number;
}

// The day that the words before `at` name.
std::optional<absl::CivilDay> ReadDay(const Words& words,
                                      absl::CivilDay today) {
  if (words.size() == 3 && words[0] == "in" &&
      (words[2] == "days" || words[2] == "day")) {
    const std::optional<int> days = Number(words[1], kMaxDays);
    if (days.has_value()) return today + *days;
  }
  const bool more = words.size() == 5 && words[2] == "+" &&
                    (words[4] == "weeks" || words[4] == "week");
  if ((words.size() == 2 || more) && words[0] == "next") {
    const std::optional<int> weeks =
        more ? Number(words[3], kMaxWeeks) : std::optional<int>(0);
    for (const auto& [name, weekday] : kWeekdays) {
      if (!absl::EqualsIgnoreCase(words[1], name) || !weeks.has_value()) {
        continue;
      }
      return absl::NextWeekday(today, weekday) + 7 * *weeks;
    }
  }
  return std::nullopt;
}

// "18:00" on a day; nothing when there is no such minute.
std::optional<absl::CivilMinute> ReadMinute(absl::CivilDay day,
                                            absl::string_view text) {
  const Words parts = absl::StrSplit(text, ':');
  if (parts.size() != 2 || parts[0].size() != 2 || parts[1].size() != 2) {
    return std::nullopt;
  }
  const std::optional<int> hour = Number(parts[0], 23);
  const std::optional<int> minute = Number(parts[1], 59);
  if (!hour.has_value() || !minute.has_value()) return std::nullopt;
  return absl::CivilMinute(day.year(), day.month(), day.day(), *hour, *minute);
}

// "2027-01-12", or "12/01/2027": the twelfth of January.
std::optional<absl::CivilDay> ReadDate(absl::string_view text) {
  absl::CivilDay written;
  if (text.size() == 10 && absl::ParseCivilTime(text, &written)) return written;
  const Words parts = absl::StrSplit(text, '/');
  if (parts.size() != 3 || parts[2].size() != 4) return std::nullopt;
  const std::optional<int> day = Number(parts[0], 31);
  const std::optional<int> month = Number(parts[1], 12);
  const std::optional<int> year = Number(parts[2], 9999);
  if (!day.has_value() || !month.has_value() || !year.has_value()) {
    return std::nullopt;
  }
  const absl::CivilDay read(*year, *month, *day);
  if (read.day() != *day || read.month() != *month) return std::nullopt;
  return read;
}

std::optional<absl::CivilMinute> Read(absl::string_view text,
                                      absl::CivilDay today) {
  Words words = absl::StrSplit(text, ' ', absl::SkipEmpty());
  if (words.size() == 1) words = absl::StrSplit(words[0], 'T');
  if (words.size() == 2) {
    const std::optional<absl::CivilDay> day = ReadDate(words[0]);
    return day.has_value() ? ReadMinute(*day, words[1]) : std::nullopt;
  }
  if (words.size() < 4 || words[words.size() - 2] != "at") return std::nullopt;
  const absl::string_view minute = words.back();
  words.resize(words.size() - 2);
  const std::optional<absl::CivilDay> day = ReadDay(words, today);
  if (!day.has_value()) return std::nullopt;
  return ReadMinute(*day, minute);
}

}  // namespace

absl::StatusOr<std::string> ReadWhen(absl::string_view text,
                                     absl::CivilDay today) {
  const std::optional<absl::CivilMinute> minute = Read(text, today);
  if (minute.has_value()) return absl::FormatCivilTime(*minute);
  return InvalidArgument(
      "USAGE_INVALID",
      absl::StrCat("'", text,
                   "' is no time; write 2027-01-12T18:00, in 12 days at 18:00, "
                   "next Tuesday at 18:00, or next Tuesday + 2 weeks at "
                   "18:00"));
}

std::string AddMinutes(absl::string_view local, int64_t minutes) {
  absl::CivilMinute minute;
  absl::ParseCivilTime(local, &minute);
  return absl::FormatCivilTime(minute + minutes);
}

}  // namespace cwp::programme
