#ifndef CWP_SERVICES_CWPCTL_BANK_HOLIDAYS_H_
#define CWP_SERVICES_CWPCTL_BANK_HOLIDAYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/time/bank_holidays.h"

namespace cwp::ctl {

// Where services of an installation find bank holidays newer than their own.
std::string BankHolidaysFile(const std::string& data);

// The bank holidays that services of an installation know: those that came with
// the program, and those that were imported. Fails as civil::LoadDaysOff does.
absl::StatusOr<std::vector<civil::BankHoliday>> KnownBankHolidays(
    const std::string& data);

// What an import did to the days that services know.
struct ImportedHolidays {
  std::vector<civil::BankHoliday> added;
  std::vector<civil::BankHoliday> removed;
  // All of them afterwards.
  std::vector<civil::BankHoliday> known;
};

// Brings in a newer copy of GOV.UK's feed from a file or an address. Services
// read it at their next start. When it fails, nothing has changed: with
// - INVALID_ARGUMENT `BANK_HOLIDAYS_INVALID`, which says what is wrong where;
// - FAILED_PRECONDITION `BANK_HOLIDAYS_OLDER`: it ends before what is known;
// - FAILED_PRECONDITION `FILE_NOT_WRITTEN`;
// - and as Fetch() does.
absl::StatusOr<ImportedHolidays> ImportBankHolidays(const std::string& data,
                                                    const std::string& source);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_BANK_HOLIDAYS_H_
