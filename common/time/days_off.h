#ifndef CWP_COMMON_TIME_DAYS_OFF_H_
#define CWP_COMMON_TIME_DAYS_OFF_H_

#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/time/bank_holidays.h"

namespace cwp::civil {

// The days on which an organisation does not work.
struct DaysOff {
  // In order.
  std::vector<BankHoliday> bank_holidays = BundledBankHolidays();
  // Further days, which the organisation chose itself.
  std::set<absl::CivilDay> closed_days;

  // What the bank holiday on this day is called; empty when there is none.
  absl::string_view HolidayOn(absl::CivilDay day) const;

  // The last day of which it is known whether it is a bank holiday: they are
  // published by the year.
  absl::CivilDay known_until() const;
};

}  // namespace cwp::civil

#endif  // CWP_COMMON_TIME_DAYS_OFF_H_
