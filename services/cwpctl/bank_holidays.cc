#include "services/cwpctl/bank_holidays.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/days_off.h"
#include "common/time/days_off_settings.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/fetch.h"

namespace cwp::ctl {
namespace {

constexpr size_t kMaxBytes = 1 << 20;

using Holidays = std::vector<civil::BankHoliday>;

bool IsAddress(const std::string& source) {
  return absl::StrContains(source, "://");
}

absl::Status NotWritten(const std::string& path) {
  return FailedPrecondition("FILE_NOT_WRITTEN",
                            absl::StrCat(path, ": ", std::strerror(errno)));
}

// Writes all of it to a descriptor, durably.
bool WriteAll(int descriptor, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(descriptor) == 0;
}

// Puts a file in the place of what is there, whole or not at all. It is no
// secret, and services may run as somebody else.
absl::Status ReplaceFile(const std::string& path, absl::string_view bytes) {
  constexpr mode_t kReadable = 0644;
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(),
                                      error);
  const std::string made = absl::StrCat(path, ".", Connections::NewRequestId());
  const int descriptor =
      open(made.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
           kReadable);
  if (descriptor < 0) return NotWritten(made);
  const bool good =
      fchmod(descriptor, kReadable) == 0 && WriteAll(descriptor, bytes);
  const absl::Status status = good ? absl::OkStatus() : NotWritten(made);
  close(descriptor);
  if (status.ok() && rename(made.c_str(), path.c_str()) == 0) return status;
  const absl::Status failed = status.ok() ? NotWritten(path) : status;
  unlink(made.c_str());
  return failed;
}

// What is in `a` and not in `b`; both are in order.
Holidays Without(const Holidays& a, const Holidays& b) {
  Holidays rest;
  std::set_difference(
      a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest),
      [](const auto& x, const auto& y) { return x.day < y.day; });
  return rest;
}

absl::Status CheckNotOlder(const Holidays& known, const Holidays& read) {
  const absl::civil_year_t until = known.back().day.year();
  if (read.back().day.year() >= until) return absl::OkStatus();
  return FailedPrecondition(
      "BANK_HOLIDAYS_OLDER",
      absl::StrCat("this copy ends in ", read.back().day.year(),
                   ", and those of ", until, " are known already"));
}

}  // namespace

std::string BankHolidaysFile(const std::string& data) {
  return absl::StrCat(data, "/config/bank-holidays.json");
}

absl::StatusOr<Holidays> KnownBankHolidays(const std::string& data) {
  ASSIGN_OR_RETURN(
      civil::DaysOff days_off,
      civil::LoadDaysOff({.bank_holidays = BankHolidaysFile(data)}));
  return std::move(days_off.bank_holidays);
}

absl::StatusOr<ImportedHolidays> ImportBankHolidays(const std::string& data,
                                                    const std::string& source) {
  ASSIGN_OR_RETURN(const std::string text,
                   IsAddress(source) ? Fetch(source, kMaxBytes)
                                     : civil::ReadBankHolidaysFile(source));
  ASSIGN_OR_RETURN(Holidays read, civil::ParseBankHolidays(text));
  // A file there that is damaged is no reason to keep it.
  const Holidays known =
      KnownBankHolidays(data).value_or(civil::BundledBankHolidays());
  RETURN_IF_ERROR(CheckNotOlder(known, read));
  ImportedHolidays imported;
  imported.known =
      civil::MergeBankHolidays(civil::BundledBankHolidays(), std::move(read));
  imported.added = Without(imported.known, known);
  imported.removed = Without(known, imported.known);
  RETURN_IF_ERROR(ReplaceFile(BankHolidaysFile(data), text));
  return imported;
}

}  // namespace cwp::ctl
