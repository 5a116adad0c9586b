#ifndef CWP_COMMON_HTTP_ESCAPE_H_
#define CWP_COMMON_HTTP_ESCAPE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace cwp::http {

// Makes text safe inside HTML elements and quoted attributes. Templates escape
// by themselves; this is for what is written without one.
std::string EscapeHtml(absl::string_view text);

// Encodes everything but letters, digits and `-._~` as %XX, so that the result
// can be one segment of a path or one part of a query (RFC 3986).
std::string PercentEncode(absl::string_view text);

// Reverses PercentEncode. Nothing when a % is not followed by two hexadecimal
// digits. A + stays a +.
std::optional<std::string> PercentDecode(absl::string_view text);

// Whether `location` is a path on this site, which a redirect may follow when
// it came from outside: begins with one slash, and holds no backslash, control
// character or space.
bool IsLocalPath(absl::string_view location);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_ESCAPE_H_
