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
// `BANK_HOLIDAYS_INVALID` when `json` has another form, or names none: a day
// off is better known late than forgotten.
absl::StatusOr<std::vector<BankHoliday>> ParseBankHolidays(
    absl::string_view json);

}  // namespace cwp::civil

#endif  // CWP_COMMON_TIME_BANK_HOLIDAYS_H_
