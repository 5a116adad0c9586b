#ifndef CWP_COMMON_BASE_EMAIL_H_
#define CWP_COMMON_BASE_EMAIL_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace cwp {

// The most characters that an e-mail address can have.
inline constexpr size_t kMaxEmailAddress = 254;

// Whether `text` can be an e-mail address, as far as one can tell without
// sending a message there: words with single dots between them, one @, and the
// name of a host (RFC 5321's Dot-string and Domain). Stricter than that, since
// people do not mean the rest: plain ASCII, no quoted words, no address of a
// host in place of its name, and a name of at least two parts.
bool IsEmailAddress(absl::string_view text);

}  // namespace cwp

#endif  // CWP_COMMON_BASE_EMAIL_H_
