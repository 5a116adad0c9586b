#include "services/cwpctl/failure.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::ctl {

int ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return kExitOk;
  const std::string reason = ReasonOf(status);
  for (const absl::string_view usage :
       {"USAGE_INVALID", "CONFIG_INVALID", "PROGRAMME_INVALID",
        "BANK_HOLIDAYS_INVALID", "KEY_FILE_UNUSABLE"}) {
    if (reason == usage) return kExitUsage;
  }
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
    return kExitUnreachable;
  }
  return kExitRefused;
}

std::string Describe(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return absl::StrCat(
      status.message().empty() ? "the call failed" : status.message(), " (",
      reason.empty() ? absl::StatusCodeToString(status.code()) : reason, ")");
}

absl::Status Explain(const absl::Status& status, absl::string_view words) {
  if (status.ok()) return status;
  absl::Status explained(status.code(),
                         absl::StrCat(words, ": ", status.message()));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    explained.SetPayload(url, payload);
  });
  return explained;
}

absl::Status UsageError(absl::string_view message) {
  return InvalidArgument("USAGE_INVALID", message);
}

}  // namespace cwp::ctl
