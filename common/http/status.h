#ifndef CWP_COMMON_HTTP_STATUS_H_
#define CWP_COMMON_HTTP_STATUS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::http {

// The HTTP status code that stands for an error. The one place where the two
// meet.
int ToHttpStatus(absl::StatusCode code);

// For how long a client should wait before it tries again, in whole seconds, as
// the header Retry-After wants it: what the error says in `retry_after_ms`, or
// `otherwise` where it says nothing.
std::string RetryAfter(const absl::Status& status, absl::Duration otherwise);

// The words that belong to an HTTP status code: "Not Found".
absl::string_view ReasonPhrase(int code);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_STATUS_H_
