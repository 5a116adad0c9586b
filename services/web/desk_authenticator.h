#ifndef CWP_SERVICES_WEB_DESK_AUTHENTICATOR_H_
#define CWP_SERVICES_WEB_DESK_AUTHENTICATOR_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// How forms connect an authenticator app: they show a secret, as a QR code and
// to type, and carry it sealed, until a code of the app comes back with it.

// Adds it to a page: `secret`, `qr_html`, and to the page's `form` the hidden
// field of the sealed secret. `email` names the account in the app.
void ShowSecret(const Desk& desk, absl::string_view secret,
                absl::string_view email, View& view);

// The secret that a posted form carries. Fails with INVALID_ARGUMENT
// `TOKEN_INVALID` or, after two hours, `TOKEN_EXPIRED`: then a code that was
// typed belongs to no secret of ours.
absl::StatusOr<std::string> PostedSecret(const Desk& desk,
                                         const http::Parameters& form);

// Recovery codes as a page shows them: `codes`.
json::array CodesView(const std::vector<std::string>& codes);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_AUTHENTICATOR_H_
