#ifndef CWP_COMMON_TIME_BANK_HOLIDAYS_H_
#define CWP_COMMON_TIME_BANK_HOLIDAYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace cwp::civil {

struct BankHoliday {
  absl::CivilDay day;
  std::string title;
};

// The bank holidays of England and Wales from 2026 to 2028, in order, as
// GOV.UK published them on 24 November 2025. None after that is known here.
const std::vector<BankHoliday>& BundledBankHolidays();

// Reads those of England and Wales, in order, from a newer copy of
// https://www.gov.uk/bank-holidays.json. Fails with INVALID_ARGUMENT
// `BANK_HOLIDAYS_INVALID` and a sentence that names the place when `json` has
// another form, names a day twice, or fewer days of a year than there ever are:
// a day off is better known late than forgotten.
absl::StatusOr<std::vector<BankHoliday>> ParseBankHolidays(
    absl::string_view json);

// `newer`, and of the years that it says nothing about what `older` says. Both
// are in order.
std::vector<BankHoliday> MergeBankHolidays(
    const std::vector<BankHoliday>& older, std::vector<BankHoliday> newer);

}  // namespace cwp::civil

#endif  // CWP_COMMON_TIME_BANK_HOLIDAYS_H_
