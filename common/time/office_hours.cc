#include "common/time/office_hours.h"

#include <utility>

#include "common/base/check.h"

namespace cwp::civil {

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

}  // namespace cwp::civil
