#ifndef CWP_SERVICES_SCHEDULING_SERIES_PLAN_H_
#define CWP_SERVICES_SCHEDULING_SERIES_PLAN_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/time/days_off.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/recurrence.h"

namespace cwp::scheduling {

// What to do on a date on which the clock change leaves out or repeats the time
// of the series. Numbers are those of the proto.
enum class ClockChoice {
  // Ask: nothing is made before somebody has chosen.
  kAsk = 0,
  // Leave the date out.
  kSkip = 1,
  // A time that comes twice: its first coming. A time that does not come: as
  // much earlier as the clocks go forward, 00:30 for 01:30.
  kEarlier = 2,
  // Its second coming; or as much later, 02:30 for 01:30.
  kLater = 3,
};

// When the sessions of a series are, in wall time.
struct SeriesPattern {
  // The first date, and the time of day of all of them.
  absl::CivilMinute start;
  // An IANA name.
  std::string time_zone;
  // How long a meeting is by a stopwatch.
  absl::Duration meeting_duration;
  Recurrence recurrence;
  // Dates of the rule that are left out.
  std::set<absl::CivilDay> exceptions;
  bool skip_bank_holidays = false;
  bool skip_closed_days = false;
  ClockChoice clock_choice = ClockChoice::kAsk;
  // Choices for single dates, before the one for all.
  std::map<absl::CivilDay, ClockChoice> clock_choices;

  bool operator==(const SeriesPattern&) const = default;
};

// The wall time of the series on a day.
absl::CivilMinute OnDay(const SeriesPattern& pattern, absl::CivilDay day);

// What was chosen for a day, or else for all.
ClockChoice ChoiceFor(const SeriesPattern& pattern, absl::CivilDay day);

// What a wall time is on one day.
struct Resolution {
  // What the clock change does to it. Numbers are those of the proto.
  enum class Clock {
    // It comes once.
    kOnce = 1,
    // It does not come: the clocks go forward past it.
    kMissing = 2,
    // It comes twice: the clocks go back over it.
    kDoubled = 3,
  };
  Clock clock = Clock::kOnce;
  // The instant; of a time that does not come once, what kEarlier and kLater
  // make of it.
  absl::Time earlier;
  absl::Time later;
};
Resolution Resolve(absl::CivilMinute local, const absl::TimeZone& zone);

// The meeting that starts at an instant.
Meeting MeetingAt(absl::Time start, absl::Duration duration,
                  const std::string& time_zone, const absl::TimeZone& zone);

// One date of a series.
struct PlannedDate {
  // Numbers are those of the proto.
  enum class State {
    kKept = 1,
    kSkipped = 2,
    // The clock change needs a choice.
    kUndecided = 3,
  };
  enum class Why {
    kNone = 0,
    kException = 1,
    kBankHoliday = 2,
    kClosedDay = 3,
    kClockChange = 4,
  };
  // The day that the rule names.
  absl::CivilDay day;
  State state = State::kKept;
  // Why it is skipped.
  Why why = Why::kNone;
  // What the bank holiday on this day is called, skipped or not.
  std::string holiday;
  Resolution resolution;
  // When the meeting is; of a date that is skipped, when it would be. Nothing
  // where the clock change leaves that open.
  std::optional<Meeting> meeting;
  // What the clocks are ahead of UTC when it starts, and how much that differs
  // from the date before it (zero on the first, and where it is left open).
  absl::Duration utc_offset;
  absl::Duration utc_shift;
  // Whether the clocks change while the meeting lasts.
  bool changes_within = false;
};

// The dates of a series, in order: every one that the rule names, also those
// that are skipped. Fails as ExpandRecurrence does, and with INVALID_ARGUMENT
// - `TIME_ZONE_UNKNOWN`;
// - `DATE_NOT_IN_SERIES`: an exception, or a choice about the clock change, for
//   a day that the rule does not name; metadata `field` and `day`;
// - `SERIES_EMPTY`: every date is skipped;
// - `MEETINGS_OVERLAP`: a meeting is not over when the next starts.
absl::StatusOr<std::vector<PlannedDate>> PlanSeries(
    const SeriesPattern& pattern, const civil::DaysOff& days_off);

// Fails with FAILED_PRECONDITION `CLOCK_CHOICE_NEEDED` when a date is
// undecided; metadata `day`, `local`, `clock` (MISSING or DOUBLED), and `count`
// of such dates.
absl::Status CheckDecided(const SeriesPattern& pattern,
                          const std::vector<PlannedDate>& plan);

// The same for one wall time.
absl::Status ClockChoiceNeeded(absl::CivilMinute local, Resolution::Clock clock,
                               size_t count);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SERIES_PLAN_H_
