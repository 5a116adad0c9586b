#ifndef CWP_COMMON_TELEMETRY_JSON_TEXT_H_
#define CWP_COMMON_TELEMETRY_JSON_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cwp {

// Appends `text` as a JSON string, quotes included. Every control character is
// escaped, and each byte that is not part of well-formed UTF-8 becomes U+FFFD,
// so that the result is one line of valid JSON whatever `text` is.
void AppendJsonString(absl::string_view text, std::string& json);

// The same, as a value.
std::string JsonString(absl::string_view text);

}  // namespace cwp

#endif  // CWP_COMMON_TELEMETRY_JSON_TEXT_H_
