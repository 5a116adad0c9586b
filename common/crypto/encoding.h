#ifndef CWP_COMMON_CRYPTO_ENCODING_H_
#define CWP_COMMON_CRYPTO_ENCODING_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace cwp::crypto {

// Base64 with the alphabet that is safe in URLs, without padding (RFC 4648,
// section 5).
std::string ToBase64Url(absl::string_view bytes);

// The opposite. Nothing unless `text` is exactly what ToBase64Url() gives for
// some bytes: no padding, no white space, no stray bits at the end.
std::optional<std::string> FromBase64Url(absl::string_view text);

// Ordinary, padded base64 (RFC 4648, section 4), read as strictly.
std::string ToBase64(absl::string_view bytes);
std::optional<std::string> FromBase64(absl::string_view text);

// Lower-case hexadecimal; either case is read.
std::string ToHex(absl::string_view bytes);
std::optional<std::string> FromHex(absl::string_view text);

// Eight bytes, the highest first, as everything that is hashed or sealed here
// writes numbers.
std::string ToBigEndian(uint64_t number);

// The opposite; `bytes` is eight long.
uint64_t FromBigEndian(absl::string_view bytes);

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_ENCODING_H_
