#ifndef CWP_COMMON_CRYPTO_RANDOM_H_
#define CWP_COMMON_CRYPTO_RANDOM_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace cwp::crypto {

// Bytes that nobody can guess. Safe to call from several threads at once.
std::string RandomBytes(size_t size);

// A secret of 256 bits in base64url, 43 characters: for partner tokens,
// sign-in tokens and cookies, which are stored hashed.
std::string RandomToken();

// `size` characters of Crockford's base 32 (digits and upper-case letters but
// I, L, O and U), 5 bits each: for references that people read out.
std::string RandomCrockford(size_t size);

// The same from bytes that are random already, one for each character; at least
// `size` of them.
std::string ToCrockford(absl::string_view bytes, size_t size);

// Reads what a person wrote for such a reference: in either case, with spaces
// or hyphens, with O for 0 and I or L for 1. Nothing when it holds any other
// character or none at all.
std::optional<std::string> ReadCrockford(absl::string_view text);

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_RANDOM_H_
