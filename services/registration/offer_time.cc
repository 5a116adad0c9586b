#include <algorithm>

#include "absl/time/civil_time.h"
#include "services/registration/domain.h"

namespace cwp::registration {
namespace {

// How long an offer stands, by day, when the session is at least this far away.
struct OfferTime {
  absl::Duration until_start;
  absl::Duration time;
};
constexpr OfferTime kOfferTimes[] = {
    {absl::Hours(7 * 24), absl::Hours(24)},
    {absl::Hours(2 * 24), absl::Hours(8)},
    {absl::Hours(24), absl::Hours(3)},
    {absl::Hours(6), absl::Hours(1)},
    {absl::ZeroDuration(), absl::Minutes(20)},
};

absl::Duration OfferTimeFor(absl::Duration until_start) {
  for (const OfferTime& step : kOfferTimes) {
    if (until_start >= step.until_start) return step.time;
  }
  return absl::Minutes(20);
}

}  // namespace

absl::Time OfferDeadline(const Pool& pool, const Moment& moment) {
  const Rules& rules = moment.rules;
  absl::Duration left = OfferTimeFor(pool.start_time - moment.now);
  absl::Time deadline = moment.now;
  while (left > absl::ZeroDuration()) {
    const absl::CivilDay day = absl::ToCivilDay(deadline, rules.zone);
    if (rules.bank_holidays.count(day) > 0) {
      deadline = absl::FromCivil(day + 1, rules.zone);
      continue;
    }
    const absl::Time opens =
        absl::FromCivil(absl::CivilHour(day) + rules.day_start, rules.zone);
    const absl::Time closes =
        absl::FromCivil(absl::CivilHour(day) + rules.day_end, rules.zone);
    deadline = std::max(deadline, opens);
    const absl::Duration today =
        std::min(left, std::max(absl::ZeroDuration(), closes - deadline));
    left -= today;
    deadline = left > absl::ZeroDuration()
                   ? absl::FromCivil(day + 1, rules.zone)
                   : deadline + today;
  }
  return std::min({deadline, pool.booking_close_time, pool.start_time});
}

}  // namespace cwp::registration
