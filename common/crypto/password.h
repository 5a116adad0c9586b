#ifndef CWP_COMMON_CRYPTO_PASSWORD_H_
#define CWP_COMMON_CRYPTO_PASSWORD_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cwp::crypto {

// Hashes a password to keep: Argon2id with 19 MiB and two passes, as OWASP's
// Password Storage Cheat Sheet has it. Takes some 20 ms of a processor and
// says what it was made with, so that CheckPassword() goes on working when the
// costs here are raised.
std::string HashPassword(absl::string_view password);

// Whether `hash` was made of this password. Takes as long as HashPassword(),
// whatever the answer; false, too, for what is no hash.
bool CheckPassword(absl::string_view hash, absl::string_view password);

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_PASSWORD_H_
