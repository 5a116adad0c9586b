#ifndef CWP_SERVICES_WEB_OIDC_TOKEN_H_
#define CWP_SERVICES_WEB_OIDC_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/web/oidc_keys.h"

namespace cwp::web {

// What an ID token has to say.
struct IdTokenWanted {
  std::string issuer;
  std::string client_id;
  std::string nonce;
};

// Whom an ID token is about, once it was checked.
struct IdToken {
  // What the issuer knows them by, for ever, and nobody else.
  std::string subject;
  // Empty without.
  std::string email;
  bool email_verified = false;
  std::string preferred_username;
  // The provider says that it took more than one factor: `amr` has `mfa`
  // (RFC 8176), or `acr` is the policy for it.
  bool several_factors = false;
};

// How far the clocks of a provider and ours may be apart.
inline constexpr absl::Duration kClockLeeway = absl::Minutes(1);

// The id of the key that a token says it is signed with; empty when it says
// none. Nothing of it is checked.
std::string KeyIdOf(absl::string_view token);

// Checks an ID token (OpenID Connect Core 1.0, section 3.1.3.7): signed by
// RS256 or ES256 with one of the keys, by the issuer, for us alone, now, for
// this sign-in. Pure.
//
// Fails with PERMISSION_DENIED `ID_TOKEN_REFUSED`, and metadata `at`: `FORM`,
// `ALGORITHM`, `KEY`, `SIGNATURE`, `ISSUER`, `AUDIENCE`, `EXPIRED`,
// `NOT_YET_VALID`, `NONCE` or `SUBJECT`.
absl::StatusOr<IdToken> ReadIdToken(absl::string_view token,
                                    const OidcKeys& keys,
                                    const IdTokenWanted& wanted,
                                    absl::Time now);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_OIDC_TOKEN_H_
