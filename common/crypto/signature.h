#ifndef CWP_COMMON_CRYPTO_SIGNATURE_H_
#define CWP_COMMON_CRYPTO_SIGNATURE_H_

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/string_view.h"

namespace cwp::crypto {

// Somebody else's public key, by which their signatures are checked, as JOSE
// (RFC 7518) has them: RSASSA-PKCS1-v1_5 with SHA-256 (RS256), and ECDSA on
// P-256 with SHA-256 (ES256). Immutable, and so safe to use from several
// threads at once.
class PublicKey {
 public:
  // Of an RSA key's modulus and exponent, as big-endian numbers. Nothing when
  // they make no key, or one of fewer than 2048 bits or more than 8192.
  static std::optional<PublicKey> Rsa(absl::string_view modulus,
                                      absl::string_view exponent);

  // Of a point on P-256: 32 bytes each. Nothing when it is not on the curve.
  static std::optional<PublicKey> P256(absl::string_view x,
                                       absl::string_view y);

  // Whether the key's holder signed the message: RS256 with an RSA key, ES256
  // (64 bytes, r and s) with one on P-256. False for whatever is no signature.
  bool Verifies(absl::string_view message, absl::string_view signature) const;

 private:
  struct Native;
  explicit PublicKey(std::shared_ptr<const Native> native)
      : native_(std::move(native)) {}

  std::shared_ptr<const Native> native_;
};

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_SIGNATURE_H_
