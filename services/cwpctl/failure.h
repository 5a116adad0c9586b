#ifndef CWP_SERVICES_CWPCTL_FAILURE_H_
#define CWP_SERVICES_CWPCTL_FAILURE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cwp::ctl {

// What cwpctl ends with.
inline constexpr int kExitOk = 0;
// A service, or a check before it, said no.
inline constexpr int kExitRefused = 1;
// The command line, the configuration or a file given is wrong.
inline constexpr int kExitUsage = 2;
// A service did not answer, or not in time.
inline constexpr int kExitUnreachable = 3;

// The exit code for how a command ended.
int ExitCodeOf(const absl::Status& status);

// What the operator reads: "a sentence (REASON)".
std::string Describe(const absl::Status& status);

// The same error with words in front of its message.
absl::Status Explain(const absl::Status& status, absl::string_view words);

// A mistake on the command line: INVALID_ARGUMENT `USAGE_INVALID`.
absl::Status UsageError(absl::string_view message);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_FAILURE_H_
