#ifndef CWP_SERVICES_WEB_OIDC_SETTINGS_H_
#define CWP_SERVICES_WEB_OIDC_SETTINGS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/config.h"
#include "services/web/oidc_provider.h"

namespace cwp::web {

// How staff sign in with an identity provider of the organisation, by OpenID
// Connect; off while there is no issuer.
struct OidcSettings {
  std::string issuer;
  std::string client_id;
  std::string secret_file;
  // What the button says.
  std::string button;
  // `verified-email`, `email` or `preferred-username`; `ours`, `claimed` or
  // `provider`.
  std::string email_from = "verified-email";
  std::string second_factor = "ours";
};

void AddOidcSettings(Config& config, OidcSettings& settings);

// What it takes to ask the provider. `public_url` is where browsers reach us.
// Fails with INVALID_ARGUMENT `CONFIG_INVALID`: an issuer that is neither https
// nor on this machine, one of the others missing, or a word that is none of
// those there are.
absl::StatusOr<OidcOptions> ReadOidcSettings(const OidcSettings& settings,
                                             const std::string& public_url);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_OIDC_SETTINGS_H_
