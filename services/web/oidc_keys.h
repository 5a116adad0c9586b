#ifndef CWP_SERVICES_WEB_OIDC_KEYS_H_
#define CWP_SERVICES_WEB_OIDC_KEYS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/signature.h"

namespace cwp::web {

// By what an identity provider signs: its JSON Web Key Set (RFC 7517), as far
// as we take signatures: RSA (RS256) and P-256 (ES256).
class OidcKeys {
 public:
  // No keys.
  OidcKeys() = default;

  // Keys of other kinds, for encryption, without an id, or that cannot be read
  // are left out. Fails with UNAVAILABLE `PROVIDER_ANSWER_INVALID` when it is
  // no key set.
  static absl::StatusOr<OidcKeys> Read(absl::string_view text);

  bool Has(absl::string_view id) const { return keys_.contains(id); }

  // Whether the key of this id signed the message, by the algorithm `RS256` or
  // `ES256` that it is for.
  bool Verifies(absl::string_view id, absl::string_view algorithm,
                absl::string_view message, absl::string_view signature) const;

 private:
  struct Known {
    std::string algorithm;
    crypto::PublicKey key;
  };

  std::map<std::string, Known, std::less<>> keys_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_OIDC_KEYS_H_
