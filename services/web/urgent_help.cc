#include "services/web/urgent_help.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

absl::Status CopyFailed(const std::string& file) {
  return FailedPrecondition(
      "URGENT_HELP_COPY_FAILED",
      absl::StrCat("cannot write ", file,
                   ": the folder has to be there, and to be ours to write"));
}

}  // namespace

std::string CheckedDayWords(absl::CivilDay day) {
  return absl::FormatTime("%-d %B %E4Y",
                          absl::FromCivil(day, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

absl::StatusOr<UrgentSigning> ReadUrgentSigning(absl::string_view checked,
                                                absl::string_view signed_by,
                                                absl::CivilDay today) {
  if (checked.empty()) return UrgentSigning();
  absl::Time time;
  std::string error;
  const bool read = absl::ParseTime("%d %B %E4Y", checked, absl::UTCTimeZone(),
                                    &time, &error);
  const absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
  if (!read || day > today + 1) {
    return InvalidArgument(
        "CONFIG_INVALID",
        "the setting urgent-checked must be a day that is over, like "
        "22 November 2026",
        {{"setting", "urgent-checked"}});
  }
  return UrgentSigning{.signed_by = std::string(signed_by), .checked = day};
}

std::optional<int> UrgentCheckAge(const UrgentSigning& signing,
                                  absl::CivilDay today) {
  if (signing.signed_by.empty()) return std::nullopt;
  return static_cast<int>(today - signing.checked);
}

std::string UrgentAlarm(const UrgentSigning& signing, absl::CivilDay today) {
  const std::optional<int> age = UrgentCheckAge(signing, today);
  if (!age.has_value()) {
    return Say("office.urgent.nobody_signed");
  }
  if (*age <= kUrgentCheckDays) return "";
  return Say("office.urgent.checked_long_ago",
             {{"day", CheckedDayWords(signing.checked)},
              {"who", signing.signed_by},
              {"days", absl::StrCat(*age)}});
}

absl::Status WriteUrgentHelpCopy(const std::string& file,
                                 absl::string_view html,
                                 absl::string_view css_path,
                                 absl::string_view css) {
  const std::string link =
      absl::StrCat("<link rel=\"stylesheet\" href=\"", css_path, "\">");
  const std::string copy = absl::StrReplaceAll(
      html, {{link, absl::StrCat("<style>", css, "</style>")}});
  const std::string fresh = absl::StrCat(file, ".new");
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out << copy;
  out.close();
  std::error_code error;
  if (!out) return CopyFailed(file);
  std::filesystem::permissions(fresh, std::filesystem::perms(0644), error);
  if (!error) std::filesystem::rename(fresh, file, error);
  return error ? CopyFailed(file) : absl::OkStatus();
}

}  // namespace cwp::web
