#ifndef CWP_COMMON_BASE_TEXT_H_
#define CWP_COMMON_BASE_TEXT_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cwp {

// Whether `text` is well-formed UTF-8 (RFC 3629).
bool IsValidUtf8(absl::string_view text);

// How many characters (code points) well-formed UTF-8 has.
size_t CountCharacters(absl::string_view text);

// Limits of a text field, in characters.
struct TextLimits {
  size_t min = 0;
  size_t max = 0;
  // Whether line breaks and tabs are allowed; other control characters never
  // are.
  bool lines = false;
};

// Checks a text field, which convert.cc has trimmed before. Fails with
// INVALID_ARGUMENT `FIELD_REQUIRED` when it is empty and must not be,
// `FIELD_TOO_LONG`, or `FIELD_INVALID` when it is too short, not UTF-8 or has
// control characters; metadata `field` is `name`, in the proto's words, and
// `limit` the maximum.
absl::Status CheckText(absl::string_view name, absl::string_view text,
                       TextLimits limits);

// Whether `text` is a slug: 1 to 63 lower-case letters, digits and single
// hyphens inside, beginning with a letter.
bool IsSlug(absl::string_view text);

}  // namespace cwp

#endif  // CWP_COMMON_BASE_TEXT_H_
