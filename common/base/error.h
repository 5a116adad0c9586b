#ifndef CWP_COMMON_BASE_ERROR_H_
#define CWP_COMMON_BASE_ERROR_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cwp {

// What is variable in an error's message, by name.
using ErrorMetadata = std::map<std::string, std::string>;

// Returns an error that carries its reason across process boundaries, as a
// google.rpc.ErrorInfo payload.
//
// `reason` is in UPPER_SNAKE_CASE and documented in the proto file of the
// service that gives it. Everything variable in `message` belongs in `metadata`
// too, so that nobody has to parse text. Never put personal data or a token in
// either: both are logged.
absl::Status MakeError(absl::StatusCode code, absl::string_view reason,
                       absl::string_view message, ErrorMetadata metadata = {});

// Shorthand for the codes that this project uses most.
absl::Status InvalidArgument(absl::string_view reason,
                             absl::string_view message,
                             ErrorMetadata metadata = {});
absl::Status NotFound(absl::string_view reason, absl::string_view message,
                      ErrorMetadata metadata = {});
absl::Status FailedPrecondition(absl::string_view reason,
                                absl::string_view message,
                                ErrorMetadata metadata = {});
absl::Status Unavailable(absl::string_view reason, absl::string_view message,
                         ErrorMetadata metadata = {});

// The reason an error was given at birth; empty for OK and for errors that were
// made without one.
std::string ReasonOf(const absl::Status& status);

// One value of an error's metadata; empty when there is none by that name.
std::string MetadataOf(const absl::Status& status, absl::string_view name);

// The key under which an absl::Status carries its google.rpc.ErrorInfo.
inline constexpr absl::string_view kErrorInfoUrl =
    "type.googleapis.com/google.rpc.ErrorInfo";

}  // namespace cwp

#endif  // CWP_COMMON_BASE_ERROR_H_
