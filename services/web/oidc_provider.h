#ifndef CWP_SERVICES_WEB_OIDC_PROVIDER_H_
#define CWP_SERVICES_WEB_OIDC_PROVIDER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/http/client.h"
#include "services/web/oidc_keys.h"
#include "services/web/oidc_token.h"

namespace cwp::web {

// Where the provider sends browsers back to, below our public address.
inline constexpr absl::string_view kOidcBackPath =
    "/desk/sign-in/provider/back";

// Which claim says whose account it is.
enum class EmailFrom {
  // `email`, if `email_verified` is true.
  kVerifiedEmail,
  // What the organisation's own directory says, which nobody else writes.
  kEmail,
  kPreferredUsername,
};

// Whether a code of our own is asked for as well.
enum class SecondFactor { kOurs, kClaimed, kProvider };

struct OidcOptions {
  std::string issuer;
  std::string client_id;
  // Read whenever a code is redeemed, so that a new secret needs no restart.
  std::string secret_file;
  std::string redirect_uri;
  EmailFrom email_from = EmailFrom::kVerifiedEmail;
  SecondFactor second_factor = SecondFactor::kOurs;
  http::ClientLimits limits = {.connect = absl::Seconds(3),
                               .total = absl::Seconds(5)};
};

// One try to sign in: what ties the way there to the way back.
struct OidcTry {
  std::string state;
  std::string nonce;
  // Of PKCE (RFC 7636).
  std::string verifier;
};

// All of them random.
OidcTry NewOidcTry();

// What the organisation says is somebody's e-mail address; empty for none.
std::string EmailOf(const IdToken& token, EmailFrom from);

// An OpenID Connect provider, by the authorization code flow with PKCE. What it
// says of itself, and its keys, are kept for an hour; keys that a token names
// and nobody knows are asked for once more, at most once a minute. Blocks, for
// at most three times the limit. Used by one thread at a time, but for Stop.
//
// Fails with UNAVAILABLE `PROVIDER_UNREACHABLE`, `PROVIDER_ANSWER_INVALID`, and
// `PROVIDER_REFUSES_US` (metadata `error`): it does not take our id or secret.
class OidcProvider {
 public:
  // `clock` outlives it.
  OidcProvider(OidcOptions options, const Clock& clock);

  // Where the browser signs in.
  absl::StatusOr<std::string> SignInUrl(const OidcTry& attempt);

  // Whom the code that came back is about. Fails besides with
  // PERMISSION_DENIED `CODE_REFUSED`, as ReadIdToken does, and with
  // FAILED_PRECONDITION `SECRET_UNREADABLE`.
  absl::StatusOr<IdToken> Redeem(const std::string& code,
                                 const OidcTry& attempt);

  // From any thread: what is under way and all that follows fails.
  void Stop() { client_.Stop(); }

 private:
  // What it says of itself (OpenID Connect Discovery 1.0).
  struct Discovered {
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string keys_uri;
    // It takes our secret in the form alone.
    bool secret_in_form = false;
    absl::Time until;
  };

  absl::StatusOr<Discovered> Discover();
  absl::StatusOr<std::string> GetText(const std::string& url);
  absl::Status FetchKeys(const std::string& url);
  absl::StatusOr<std::string> AskForToken(const Discovered& provider,
                                          const std::string& code,
                                          const OidcTry& attempt);

  const OidcOptions options_;
  const Clock& clock_;
  http::Client client_;
  std::optional<Discovered> discovered_;
  OidcKeys keys_;
  absl::Time keys_until_ = absl::InfinitePast();
  absl::Time next_fetch_ = absl::InfinitePast();
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_OIDC_PROVIDER_H_
