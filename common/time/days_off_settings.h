#ifndef CWP_COMMON_TIME_DAYS_OFF_SETTINGS_H_
#define CWP_COMMON_TIME_DAYS_OFF_SETTINGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/config.h"
#include "common/time/days_off.h"

namespace cwp::civil {

// What a service is told of the days on which an organisation does not work.
struct DaysOffSettings {
  // A newer copy of the bank holidays than came with the program. Empty, or
  // without a file there: none.
  std::string bank_holidays;
  // Further days, `YYYY-MM-DD`.
  std::vector<std::string> closed_days;
};

// Adds `bank-holidays` to the configuration of a program, and `closed-days`.
void AddBankHolidaysSetting(Config& config, DaysOffSettings& settings);
void AddClosedDaysSetting(Config& config, DaysOffSettings& settings);

// Reads them, once. Fails with INVALID_ARGUMENT `BANK_HOLIDAYS_INVALID` when
// the file cannot be read or is not as ParseBankHolidays wants it, and
// `CONFIG_INVALID` when a closed day is no day.
absl::StatusOr<DaysOff> LoadDaysOff(const DaysOffSettings& settings);

// What a file of bank holidays holds. Fails with INVALID_ARGUMENT
// `BANK_HOLIDAYS_INVALID` when it cannot be read or is larger than 1 MiB.
absl::StatusOr<std::string> ReadBankHolidaysFile(absl::string_view path);

}  // namespace cwp::civil

#endif  // CWP_COMMON_TIME_DAYS_OFF_SETTINGS_H_
