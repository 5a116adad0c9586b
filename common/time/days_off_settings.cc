#include "common/time/days_off_settings.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/local_time.h"

namespace cwp::civil {
namespace {

constexpr size_t kMaxBytes = 1 << 20;

absl::Status Invalid(absl::string_view path, absl::string_view problem) {
  return InvalidArgument("BANK_HOLIDAYS_INVALID",
                         absl::StrCat(path, " ", problem));
}

absl::StatusOr<std::vector<BankHoliday>> LoadBankHolidays(
    const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadBankHolidaysFile(path));
  absl::StatusOr<std::vector<BankHoliday>> read = ParseBankHolidays(text);
  if (!read.ok()) {
    return Invalid(path, absl::StrCat("is wrong: ", read.status().message()));
  }
  return MergeBankHolidays(BundledBankHolidays(), *std::move(read));
}

}  // namespace

void AddBankHolidaysSetting(Config& config, DaysOffSettings& settings) {
  config.Add("bank-holidays", &settings.bank_holidays,
             "File of bank holidays, as `cwpctl bank-holidays import` writes "
             "it. Until there is one, those that came with the program.");
}

void AddClosedDaysSetting(Config& config, DaysOffSettings& settings) {
  config.Add("closed-days", &settings.closed_days,
             "Days on which the organisation is closed beside weekends and "
             "bank holidays, YYYY-MM-DD.");
}

absl::StatusOr<DaysOff> LoadDaysOff(const DaysOffSettings& settings) {
  DaysOff days_off;
  std::error_code error;
  if (!settings.bank_holidays.empty() &&
      std::filesystem::exists(settings.bank_holidays, error)) {
    ASSIGN_OR_RETURN(days_off.bank_holidays,
                     LoadBankHolidays(settings.bank_holidays));
  }
  for (const std::string& text : settings.closed_days) {
    const std::optional<absl::CivilMinute> day =
        ReadLocal(absl::StrCat(text, "T00:00"));
    if (!day.has_value()) {
      return InvalidArgument("CONFIG_INVALID",
                             absl::StrCat("closed-days has '", text,
                                          "', which is no day "
                                          "YYYY-MM-DD"),
                             {{"key", "closed-days"}});
    }
    days_off.closed_days.insert(absl::CivilDay(*day));
  }
  return days_off;
}

absl::StatusOr<std::string> ReadBankHolidaysFile(absl::string_view path) {
  std::ifstream file{std::string(path), std::ios::binary};
  std::string text(kMaxBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && !file.good()) return Invalid(path, "cannot be read");
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kMaxBytes) {
    return Invalid(path, "is larger than any file of bank holidays");
  }
  return text;
}

}  // namespace cwp::civil
