#include "tests/simulation/promised.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "common/time/local_time.h"

namespace cwp::simulation {
namespace {

using registration::Rules;

// By how long there is until the start.
absl::Duration TimeToAnswer(absl::Duration until_start) {
  if (until_start >= absl::Hours(7 * 24)) return absl::Hours(24);
  if (until_start >= absl::Hours(2 * 24)) return absl::Hours(8);
  if (until_start >= absl::Hours(24)) return absl::Hours(3);
  if (until_start >= absl::Hours(6)) return absl::Hours(1);
  return absl::Minutes(20);
}

absl::Time OClock(absl::CivilDay day, int hour) {
  return absl::FromCivil(absl::CivilHour(day) + hour, civil::London());
}

// How much of the time between two moments counts.
absl::Duration Daytime(absl::Time from, absl::Time to, const Rules& rules) {
  absl::Duration counted;
  const absl::CivilDay last = absl::ToCivilDay(to, civil::London());
  for (absl::CivilDay day = absl::ToCivilDay(from, civil::London());
       day <= last; ++day) {
    if (rules.bank_holidays.contains(day)) continue;
    const absl::Duration of_day =
        std::min(to, OClock(day, 21)) - std::max(from, OClock(day, 8));
    counted += std::max(absl::ZeroDuration(), of_day);
  }
  return counted;
}

}  // namespace

bool StandsAsPromised(absl::Time made, absl::Time until,
                      const registration::Session& session,
                      const Rules& rules) {
  const absl::Time last = std::min(session.start(), session.booking_close_time);
  if (until <= made || until > last) return false;
  const absl::Duration promised = TimeToAnswer(session.start() - made);
  const absl::Duration counted = Daytime(made, until, rules);
  if (until == last && counted <= promised) return true;
  // It ends as soon as its time has passed, and so by day.
  return counted == promised &&
         Daytime(made, until - absl::Milliseconds(1), rules) < promised;
}

}  // namespace cwp::simulation
