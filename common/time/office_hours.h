#ifndef CWP_COMMON_TIME_OFFICE_HOURS_H_
#define CWP_COMMON_TIME_OFFICE_HOURS_H_

#include <optional>
#include <set>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/time/days_off.h"
#include "common/time/local_time.h"

namespace cwp::civil {

// When the team can be reached. Immutable, and so safe to use from several
// threads at once.
class OfficeHours {
 public:
  struct Options {
    std::set<absl::Weekday> weekdays = {
        absl::Weekday::monday, absl::Weekday::tuesday, absl::Weekday::wednesday,
        absl::Weekday::thursday, absl::Weekday::friday};
    // Minutes after midnight on the wall clock, 0 to 1440; the office opens at
    // the first and is closed from the second.
    int opens = 9 * 60;
    int closes = 17 * 60;
    DaysOff days_off;
    absl::TimeZone zone = London();
  };

  explicit OfficeHours(Options options);

  bool IsOpen(absl::Time now) const;

  // The first instant from `now` on at which the office is open: `now` itself
  // when it is. Nothing when it does not open within a year.
  std::optional<absl::Time> NextOpen(absl::Time now) const;

 private:
  bool OpensOn(absl::CivilDay day) const;
  absl::Time At(absl::CivilDay day, int minutes) const;

  Options options_;
};

// Reads when the office is open, as `mon-fri 09:00-17:00`: days in the order of
// a week that begins on Monday, or one day, and times, of which 24:00 is the
// end of a day. Nothing when the text is not so.
std::optional<OfficeHours::Options> ReadOpeningTimes(absl::string_view text);

}  // namespace cwp::civil

#endif  // CWP_COMMON_TIME_OFFICE_HOURS_H_
