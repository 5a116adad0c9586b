#include "common/time/days_off.h"

#include <algorithm>

namespace cwp::civil {

absl::string_view DaysOff::HolidayOn(absl::CivilDay day) const {
  const auto found = std::lower_bound(
      bank_holidays.begin(), bank_holidays.end(), day,
      [](const BankHoliday& a, absl::CivilDay b) { return a.day < b; });
  if (found == bank_holidays.end() || found->day != day) return "";
  return found->title;
}

absl::CivilDay DaysOff::known_until() const {
  if (bank_holidays.empty()) return absl::CivilDay(1, 1, 1);
  return absl::CivilDay(bank_holidays.back().day.year(), 12, 31);
}

}  // namespace cwp::civil
