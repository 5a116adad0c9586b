#include "services/web/oidc_settings.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/url.h"

namespace cwp::web {
namespace {

absl::Status Invalid(absl::string_view name, absl::string_view problem) {
  return InvalidArgument("CONFIG_INVALID",
                         absl::StrCat("the setting ", name, " ", problem),
                         {{"setting", std::string(name)}});
}

absl::Status CheckIssuer(absl::string_view issuer) {
  if (absl::StartsWith(issuer, "https://") ||
      (absl::StartsWith(issuer, "http://") && IsLoopbackUrl(issuer))) {
    return absl::OkStatus();
  }
  return Invalid("oidc-issuer",
                 "must begin with https://, since secrets travel there; plain "
                 "http:// is for this machine itself");
}

absl::StatusOr<EmailFrom> ReadEmailFrom(absl::string_view word) {
  if (word == "verified-email") return EmailFrom::kVerifiedEmail;
  if (word == "email") return EmailFrom::kEmail;
  if (word == "preferred-username") return EmailFrom::kPreferredUsername;
  return Invalid("oidc-email-from",
                 "must be verified-email, email or preferred-username");
}

absl::StatusOr<SecondFactor> ReadSecondFactor(absl::string_view word) {
  if (word == "ours") return SecondFactor::kOurs;
  if (word == "claimed") return SecondFactor::kClaimed;
  if (word == "provider") return SecondFactor::kProvider;
  return Invalid("oidc-second-factor", "must be ours, claimed or provider");
}

}  // namespace

void AddOidcSettings(Config& config, OidcSettings& settings) {
  config.Add("oidc-issuer", &settings.issuer,
             "Identity provider that staff can sign in with by OpenID Connect, "
             "by the address that its tokens name; empty for none.");
  config.Add("oidc-client-id", &settings.client_id,
             "Id of the application registered there.");
  config.Add("oidc-secret-file", &settings.secret_file,
             "File with that application's secret.");
  config.Add("oidc-button", &settings.button,
             "What the button to sign in there says, for example: Sign in with "
             "NHSmail.");
  config.Add("oidc-email-from", &settings.email_from,
             "Which claim says whose account it is, the first time: "
             "'verified-email' (email, with email_verified), or, where the "
             "provider's directory belongs to the organisation alone, 'email' "
             "or 'preferred-username'.");
  config.Add("oidc-second-factor", &settings.second_factor,
             "Whether a code of our own is asked for after it: 'ours' (as with "
             "a password), 'claimed' (not when the provider says that it took "
             "more than one factor) or 'provider' (never: the organisation "
             "sees to it there).");
}

absl::StatusOr<OidcOptions> ReadOidcSettings(const OidcSettings& settings,
                                             const std::string& public_url) {
  RETURN_IF_ERROR(CheckIssuer(settings.issuer));
  constexpr absl::string_view kNeeded =
      "is needed with oidc-issuer, and is not set";
  if (settings.client_id.empty()) return Invalid("oidc-client-id", kNeeded);
  if (settings.secret_file.empty()) return Invalid("oidc-secret-file", kNeeded);
  if (settings.button.empty()) return Invalid("oidc-button", kNeeded);
  if (public_url.empty()) return Invalid("public-url", kNeeded);
  OidcOptions options = {
      .issuer = settings.issuer,
      .client_id = settings.client_id,
      .secret_file = settings.secret_file,
      .redirect_uri = absl::StrCat(public_url, kOidcBackPath)};
  ASSIGN_OR_RETURN(options.email_from, ReadEmailFrom(settings.email_from));
  ASSIGN_OR_RETURN(options.second_factor,
                   ReadSecondFactor(settings.second_factor));
  return options;
}

}  // namespace cwp::web
