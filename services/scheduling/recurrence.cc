#include "services/scheduling/recurrence.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::scheduling {
namespace {

using Frequency = Recurrence::Frequency;

constexpr int kMaxInterval = 999;
constexpr int kMaxOrdinal = 5;
// Larger numbers are taken as this, which is too long for a series anyway.
constexpr int kLargestNumber = 999'999;
constexpr int kLastYear = 9999;

constexpr std::pair<absl::string_view, Frequency> kFrequencies[] = {
    {"DAILY", Frequency::kDaily},
    {"WEEKLY", Frequency::kWeekly},
    {"MONTHLY", Frequency::kMonthly}};

constexpr std::pair<absl::string_view, absl::Weekday> kWeekdays[] = {
    {"MO", absl::Weekday::monday},    {"TU", absl::Weekday::tuesday},
    {"WE", absl::Weekday::wednesday}, {"TH", absl::Weekday::thursday},
    {"FR", absl::Weekday::friday},    {"SA", absl::Weekday::saturday},
    {"SU", absl::Weekday::sunday}};

absl::Status Refusal(absl::string_view reason, absl::string_view problem,
                     absl::string_view part = "") {
  ErrorMetadata metadata = {{"field", "rule"}};
  if (!part.empty()) metadata["part"] = std::string(part);
  return InvalidArgument(reason, absl::StrCat("the rule ", problem),
                         std::move(metadata));
}

absl::Status PartInvalid(absl::string_view part, absl::string_view problem) {
  return InvalidArgument("RRULE_INVALID", absl::StrCat(part, " ", problem),
                         {{"field", "rule"}, {"part", std::string(part)}});
}

bool IsNumber(absl::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// The number in digits; none when `text` is anything else.
std::optional<int> ReadNumber(absl::string_view text) {
  if (!IsNumber(text)) return std::nullopt;
  int number = 0;
  if (!absl::SimpleAtoi(text, &number)) return kLargestNumber;
  return std::min(number, kLargestNumber);
}

// "YYYYMMDD"; none when there is no such day.
std::optional<absl::CivilDay> ReadDay(absl::string_view text) {
  if (text.size() != 8 || !IsNumber(text)) return std::nullopt;
  const int year = *ReadNumber(text.substr(0, 4));
  const int month = *ReadNumber(text.substr(4, 2));
  const int day = *ReadNumber(text.substr(6, 2));
  // Civil days carry over: 30 February becomes 2 March. That is refused here.
  const absl::CivilDay read(year, month, day);
  if (read.month() != month || read.day() != day) return std::nullopt;
  return read;
}

// "YYYYMMDDTHHMMSSZ".
std::optional<absl::Time> ReadInstant(absl::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') {
    return std::nullopt;
  }
  const std::optional<absl::CivilDay> day = ReadDay(text.substr(0, 8));
  const absl::string_view time = text.substr(9, 6);
  if (!day.has_value() || !IsNumber(time)) return std::nullopt;
  const int hour = *ReadNumber(time.substr(0, 2));
  const int minute = *ReadNumber(time.substr(2, 2));
  const int second = *ReadNumber(time.substr(4, 2));
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return absl::FromCivil(absl::CivilSecond(day->year(), day->month(),
                                           day->day(), hour, minute, second),
                         absl::UTCTimeZone());
}

absl::StatusOr<RuleDay> ReadRuleDay(absl::string_view text) {
  RuleDay day;
  const absl::string_view name =
      text.substr(text.size() < 2 ? 0 : text.size() - 2);
  const auto* const found =
      std::find_if(std::begin(kWeekdays), std::end(kWeekdays),
                   [&](const auto& weekday) { return weekday.first == name; });
  if (found == std::end(kWeekdays)) {
    return PartInvalid("BYDAY", absl::StrCat("has '", text,
                                             "', which is no day of the week "
                                             "(MO TU WE TH FR SA SU)"));
  }
  day.weekday = found->second;
  absl::string_view ordinal = text.substr(0, text.size() - 2);
  if (ordinal.empty()) return day;
  const bool from_end = absl::ConsumePrefix(&ordinal, "-");
  if (!from_end) absl::ConsumePrefix(&ordinal, "+");
  const std::optional<int> number = ReadNumber(ordinal);
  if (!number.has_value() || *number < 1 || *number > kMaxOrdinal) {
    return PartInvalid("BYDAY",
                       absl::StrCat("has '", text,
                                    "': a month has the 1st to 5th of "
                                    "a day, or -1st to -5th from its end"));
  }
  day.ordinal = from_end ? -*number : *number;
  return day;
}

// Reads one part after another, then what they are together.
class Parser {
 public:
  Parser(absl::CivilMinute start, const absl::TimeZone& zone)
      : start_(start), zone_(zone) {}

  absl::Status Read(absl::string_view text) {
    const std::vector<absl::string_view> sides = absl::StrSplit(text, '=');
    if (sides.size() != 2 || sides[0].empty() || sides[1].empty()) {
      return Refusal("RRULE_INVALID",
                     "is not of the form NAME=VALUE;NAME=VALUE");
    }
    const absl::string_view name = sides[0];
    if (!seen_.insert(std::string(name)).second) {
      return PartInvalid(name, "is there twice");
    }
    if (name == "FREQ") return ReadFrequency(sides[1]);
    if (name == "INTERVAL") return ReadInterval(sides[1]);
    if (name == "BYDAY") return ReadDays(sides[1]);
    if (name == "COUNT") return ReadCount(sides[1]);
    if (name == "UNTIL") return ReadUntil(sides[1]);
    return Refusal("RRULE_PART_UNKNOWN",
                   absl::StrCat("has ", name,
                                ", of which nothing is known here: there are "
                                "FREQ, INTERVAL, BYDAY, COUNT and UNTIL"),
                   name);
  }

  absl::StatusOr<Recurrence> Finish() {
    if (seen_.count("FREQ") == 0) return PartInvalid("FREQ", "is missing");
    if (rule_.count.has_value() && rule_.until.has_value()) {
      return Refusal("RRULE_COUNT_AND_UNTIL", "has both COUNT and UNTIL");
    }
    if (!rule_.count.has_value() && !rule_.until.has_value()) {
      return Refusal("RRULE_ENDLESS", "never ends: give COUNT or UNTIL");
    }
    RETURN_IF_ERROR(CheckDays());
    return std::move(rule_);
  }

 private:
  absl::Status ReadFrequency(absl::string_view value) {
    for (const auto& [name, frequency] : kFrequencies) {
      if (value != name) continue;
      rule_.frequency = frequency;
      return absl::OkStatus();
    }
    return PartInvalid("FREQ", "is not DAILY, WEEKLY or MONTHLY");
  }

  absl::Status ReadInterval(absl::string_view value) {
    const std::optional<int> number = ReadNumber(value);
    if (!number.has_value() || *number < 1 || *number > kMaxInterval) {
      return PartInvalid("INTERVAL", "is not 1 to 999");
    }
    rule_.interval = *number;
    return absl::OkStatus();
  }

  absl::Status ReadDays(absl::string_view value) {
    for (const absl::string_view text : absl::StrSplit(value, ',')) {
      ASSIGN_OR_RETURN(const RuleDay day, ReadRuleDay(text));
      if (std::find(rule_.days.begin(), rule_.days.end(), day) !=
          rule_.days.end()) {
        return PartInvalid("BYDAY", absl::StrCat("has ", text, " twice"));
      }
      rule_.days.push_back(day);
    }
    return absl::OkStatus();
  }

  absl::Status ReadCount(absl::string_view value) {
    rule_.count = ReadNumber(value);
    if (!rule_.count.has_value()) return PartInvalid("COUNT", "is no number");
    if (*rule_.count > 0) return absl::OkStatus();
    return Refusal("SERIES_EMPTY", "yields nothing: COUNT is 0", "COUNT");
  }

  absl::Status ReadUntil(absl::string_view value) {
    rule_.until = ReadDay(value);
    if (rule_.until.has_value()) return absl::OkStatus();
    const std::optional<absl::Time> instant = ReadInstant(value);
    if (!instant.has_value()) {
      return PartInvalid("UNTIL",
                         "is neither a day, 20270326, nor an instant, "
                         "20270326T180000Z");
    }
    const absl::CivilMinute last = absl::ToCivilMinute(*instant, zone_);
    const absl::CivilDay day(last);
    const bool starts_later =
        start_ - absl::CivilMinute(absl::CivilDay(start_)) >
        last - absl::CivilMinute(day);
    rule_.until = starts_later ? day - 1 : day;
    return absl::OkStatus();
  }

  absl::Status CheckDays() {
    switch (rule_.frequency) {
      case Frequency::kDaily:
        if (rule_.days.empty()) return absl::OkStatus();
        return PartInvalid("BYDAY",
                           "does not go with FREQ=DAILY: write FREQ=WEEKLY");
      case Frequency::kWeekly:
        if (rule_.days.empty()) {
          rule_.days = {{.weekday = absl::GetWeekday(absl::CivilDay(start_))}};
        }
        if (!HasOrdinal(true)) return absl::OkStatus();
        return PartInvalid("BYDAY", "has numbers, which are for FREQ=MONTHLY");
      case Frequency::kMonthly:
        if (!rule_.days.empty() && !HasOrdinal(false)) return absl::OkStatus();
        return PartInvalid("BYDAY",
                           "must say which day of the month, such as 2TU or "
                           "-1FR, with FREQ=MONTHLY");
    }
    return absl::OkStatus();
  }

  // Whether some day has an ordinal, or has none.
  bool HasOrdinal(bool one) const {
    return std::any_of(
        rule_.days.begin(), rule_.days.end(),
        [&](const RuleDay& day) { return (day.ordinal != 0) == one; });
  }

  const absl::CivilMinute start_;
  const absl::TimeZone& zone_;
  std::set<std::string> seen_;
  Recurrence rule_;
};

std::string FormatDay(const RuleDay& day) {
  for (const auto& [name, weekday] : kWeekdays) {
    if (weekday != day.weekday) continue;
    return absl::StrCat(day.ordinal == 0 ? "" : absl::StrCat(day.ordinal),
                        name);
  }
  return "";
}

// The day of a month that an entry of BYDAY names, if the month has it.
std::optional<absl::CivilDay> DayOfMonth(absl::CivilMonth month,
                                         const RuleDay& day) {
  const absl::CivilDay first(month);
  const absl::CivilDay after(month + 1);
  const absl::CivilDay found =
      day.ordinal > 0
          ? absl::NextWeekday(first - 1, day.weekday) + 7 * (day.ordinal - 1)
          : absl::PrevWeekday(after, day.weekday) + 7 * (day.ordinal + 1);
  if (found < first || found >= after) return std::nullopt;
  return found;
}

// The first day of the rule's period with this number, which counts from the
// one that `start` is in.
absl::CivilDay PeriodStart(const Recurrence& rule, absl::CivilDay start,
                           int period) {
  const int steps = period * rule.interval;
  switch (rule.frequency) {
    case Frequency::kDaily:
      return start + steps;
    case Frequency::kWeekly:
      return absl::PrevWeekday(start + 1, absl::Weekday::monday) + 7 * steps;
    case Frequency::kMonthly:
      return absl::CivilDay(absl::CivilMonth(start) + steps);
  }
  return start;
}

// The days that the rule names in the period that begins with `first`; in
// order.
std::set<absl::CivilDay> DaysOfPeriod(const Recurrence& rule,
                                      absl::CivilDay first) {
  if (rule.frequency == Frequency::kDaily) return {first};
  std::set<absl::CivilDay> days;
  for (const RuleDay& day : rule.days) {
    const auto found =
        rule.frequency == Frequency::kWeekly
            ? std::optional(absl::NextWeekday(first - 1, day.weekday))
            : DayOfMonth(absl::CivilMonth(first), day);
    if (found.has_value()) days.insert(*found);
  }
  return days;
}

absl::Status TooLong(absl::string_view problem) {
  return InvalidArgument(
      "SERIES_TOO_LONG", absl::StrCat("the rule ", problem),
      {{"field", "rule"}, {"limit", absl::StrCat(kMaxSeriesDates)}});
}

absl::Status StartNotInRule(absl::CivilDay start, absl::CivilDay next) {
  return InvalidArgument(
      "START_NOT_IN_RULE",
      absl::StrCat("the series would start on ", absl::FormatCivilTime(start),
                   ", which is not a day of its rule; the next that is, is ",
                   absl::FormatCivilTime(next)),
      {{"field", "local_start"},
       {"day", absl::FormatCivilTime(start)},
       {"next", absl::FormatCivilTime(next)}});
}

}  // namespace

absl::StatusOr<Recurrence> ParseRecurrence(absl::string_view rule,
                                           absl::CivilMinute start,
                                           const absl::TimeZone& zone) {
  const std::string upper = absl::AsciiStrToUpper(rule);
  Parser parser(start, zone);
  for (const absl::string_view part :
       absl::StrSplit(absl::StripPrefix(upper, "RRULE:"), ';')) {
    RETURN_IF_ERROR(parser.Read(part));
  }
  return parser.Finish();
}

std::string FormatRecurrence(const Recurrence& recurrence) {
  std::string text;
  for (const auto& [name, frequency] : kFrequencies) {
    if (frequency == recurrence.frequency)
      absl::StrAppend(&text, "FREQ=", name);
  }
  if (recurrence.interval != 1) {
    absl::StrAppend(&text, ";INTERVAL=", recurrence.interval);
  }
  if (!recurrence.days.empty()) {
    absl::StrAppend(&text, ";BYDAY=",
                    absl::StrJoin(recurrence.days, ",",
                                  [](std::string* out, const RuleDay& day) {
                                    out->append(FormatDay(day));
                                  }));
  }
  if (recurrence.count.has_value()) {
    absl::StrAppend(&text, ";COUNT=", *recurrence.count);
  }
  if (recurrence.until.has_value()) {
    const absl::CivilDay& until = *recurrence.until;
    absl::StrAppend(&text, ";UNTIL=", absl::Dec(until.year(), absl::kZeroPad4),
                    absl::Dec(until.month(), absl::kZeroPad2),
                    absl::Dec(until.day(), absl::kZeroPad2));
  }
  return text;
}

absl::StatusOr<std::vector<absl::CivilDay>> ExpandRecurrence(
    const Recurrence& recurrence, absl::CivilDay start) {
  if (recurrence.until.has_value() && *recurrence.until < start) {
    return Refusal("SERIES_EMPTY", "ends before the first date", "UNTIL");
  }
  std::vector<absl::CivilDay> days;
  for (int period = 0;; ++period) {
    const absl::CivilDay first = PeriodStart(recurrence, start, period);
    if (recurrence.until.has_value() && first > *recurrence.until) {
      if (days.empty()) return Refusal("SERIES_EMPTY", "yields nothing");
      return days;
    }
    if (first.year() > kLastYear)
      return TooLong("has dates beyond the year 9999");
    for (const absl::CivilDay day : DaysOfPeriod(recurrence, first)) {
      if (day < start) continue;
      if (days.empty() && day != start) return StartNotInRule(start, day);
      if (recurrence.until.has_value() && day > *recurrence.until) return days;
      if (days.size() == kMaxSeriesDates)
        return TooLong("has more than 400 dates");
      days.push_back(day);
      if (days.size() == static_cast<size_t>(recurrence.count.value_or(0))) {
        return days;
      }
    }
  }
}

}  // namespace cwp::scheduling
