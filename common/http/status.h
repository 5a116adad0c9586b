#ifndef CWP_COMMON_HTTP_STATUS_H_
#define CWP_COMMON_HTTP_STATUS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cwp::http {

// The HTTP status code that stands for an error. The one place where the two
// meet.
int ToHttpStatus(absl::StatusCode code);

// The words that belong to an HTTP status code: "Not Found".
absl::string_view ReasonPhrase(int code);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_STATUS_H_
