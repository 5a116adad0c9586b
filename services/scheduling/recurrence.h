#ifndef CWP_SERVICES_SCHEDULING_RECURRENCE_H_
#define CWP_SERVICES_SCHEDULING_RECURRENCE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace cwp::scheduling {

// How the days of a series recur: a subset of RFC 5545's RRULE. Days alone; the
// time of day is the series', and is the same on every one of them.

// The most dates that a series may have.
inline constexpr int kMaxSeriesDates = 400;

// One day of BYDAY.
struct RuleDay {
  // Which of its kind in the month: 1 to 5 from its start, -1 to -5 from its
  // end. 0 in weekly rules.
  int ordinal = 0;
  absl::Weekday weekday = absl::Weekday::monday;

  bool operator==(const RuleDay&) const = default;
};

struct Recurrence {
  enum class Frequency { kDaily, kWeekly, kMonthly };

  Frequency frequency = Frequency::kDaily;
  // Every so many days, weeks (which begin on Monday) or months.
  int interval = 1;
  // None in daily rules, at least one in others.
  std::vector<RuleDay> days;
  // Exactly one of these two: how many days, or the last day that may be one.
  std::optional<int> count;
  std::optional<absl::CivilDay> until;

  bool operator==(const Recurrence&) const = default;
};

// Reads FREQ, INTERVAL, BYDAY, COUNT and UNTIL, such as
//
//   FREQ=DAILY;INTERVAL=2;COUNT=5
//   FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270326
//   FREQ=MONTHLY;BYDAY=2TU,-1FR;COUNT=12
//
// in any order and either case, with or without `RRULE:` in front. `start` is
// the wall time of the first date: a weekly rule without BYDAY takes its day of
// the week, and an UNTIL that is an instant (20270326T180000Z, as calendars
// write it) lets in the days on which a meeting at that time starts by then.
//
// Fails with INVALID_ARGUMENT, metadata `field` and, where it is about one,
// `part`:
// - `RRULE_INVALID`: not of the form NAME=VALUE;..., a part twice, a value that
//   the part cannot have, or parts that do not go together;
// - `RRULE_PART_UNKNOWN`: a part that is not in this subset;
// - `RRULE_COUNT_AND_UNTIL`: both are there;
// - `RRULE_ENDLESS`: neither is;
// - `SERIES_EMPTY`: COUNT is 0.
absl::StatusOr<Recurrence> ParseRecurrence(absl::string_view rule,
                                           absl::CivilMinute start,
                                           const absl::TimeZone& zone);

// The rule as text, which ParseRecurrence reads as the same again.
std::string FormatRecurrence(const Recurrence& recurrence);

// The days in order, `start` first. Fails with INVALID_ARGUMENT, metadata
// `field`:
// - `SERIES_EMPTY`: it has no day from `start` to the last that may be one;
// - `START_NOT_IN_RULE`: `start` is not a day of the rule;
// - `SERIES_TOO_LONG`: more than 400 days, or days beyond the year 9999.
absl::StatusOr<std::vector<absl::CivilDay>> ExpandRecurrence(
    const Recurrence& recurrence, absl::CivilDay start);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_RECURRENCE_H_
