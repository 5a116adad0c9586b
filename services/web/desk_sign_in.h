#ifndef CWP_SERVICES_WEB_DESK_SIGN_IN_H_
#define CWP_SERVICES_WEB_DESK_SIGN_IN_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/desk.h"
#include "services/web/staff_accounts.h"
#include "services/web/view.h"

namespace cwp::web {

// What the ways to sign in share.

inline constexpr absl::string_view kSignInPath = "/desk/sign-in";

// How long what is posted there may be: what a kept form makes longer, sealed
// and encoded.
inline constexpr size_t kLargestSignIn = 2 * kLongestDeskForm;

// What is carried from the page to the sign-in.
struct Carried {
  std::string next;
  // A form that was sent too late, sealed; empty for none.
  std::string kept;
};

// The page to sign in by, with what it says.
http::Response SignInPage(const Desk& desk, const http::Parameters& typed,
                          const Carried& carried, View said, int code);

// What a sign-in carries that was posted from that page; without what we have
// not sealed.
Carried CarriedIn(const Desk& desk, const http::Parameters& form);

// The answer to whoever is signed in now: leads on to what they wanted.
http::Response SignInAnswer(const Desk& desk, const http::Request& request,
                            const SignedIn& signed_in, const Carried& carried);

// The same for an account that was set up just now, or has recovery codes that
// are shown once.
http::Response AcceptedPage(const Desk& desk, const http::Request& request,
                            const Accepted& accepted);

// The token of the session that the browser has; empty without.
std::string OldToken(const Desk& desk, const http::Request& request);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_SIGN_IN_H_
