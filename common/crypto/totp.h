#ifndef CWP_COMMON_CRYPTO_TOTP_H_
#define CWP_COMMON_CRYPTO_TOTP_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::crypto {

// Codes of an authenticator app: TOTP (RFC 6238) with what all apps
// understand, HMAC-SHA-1, six digits, a new one every 30 seconds.

// A new secret to share with an app: 20 bytes.
std::string NewTotpSecret();

// The code of a time step (see TotpStep).
std::string TotpCode(absl::string_view secret, int64_t step);

// The number of the 30 seconds that `time` is in.
int64_t TotpStep(absl::Time time);

// The step whose code this is: the current one, the one before it or the one
// after it, for clocks that are a little off. Nothing when it is none of
// theirs. Spaces in `code` do not count. Whoever accepts a step accepts no
// older one again, nor the same: a code works once.
std::optional<int64_t> FindTotpStep(absl::string_view secret,
                                    absl::string_view code, absl::Time now);

// A secret as people type it into an app: base 32 (RFC 4648, section 6)
// without padding.
std::string ToBase32(absl::string_view bytes);

// The address that a QR code tells an app: otpauth://totp/ISSUER:ACCOUNT?...,
// as https://github.com/google/google-authenticator/wiki/Key-Uri-Format says.
std::string TotpUri(absl::string_view secret, absl::string_view issuer,
                    absl::string_view account);

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_TOTP_H_
