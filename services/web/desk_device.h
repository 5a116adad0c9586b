#ifndef CWP_SERVICES_WEB_DESK_DEVICE_H_
#define CWP_SERVICES_WEB_DESK_DEVICE_H_

#include "absl/strings/string_view.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/desk.h"
#include "services/web/sign_in_limits.h"
#include "services/web/staff_domain.h"

namespace cwp::web {

// Browsers that somebody has signed in with before: a cookie says so, sealed,
// for 90 days. Their tries are counted by themselves (SignInLimits).

// As whose try it counts to sign in with this e-mail address from this browser.
SignInTry TryOf(const Desk& desk, const http::Request& request,
                absl::string_view email);

// Makes the browser one that this account has signed in with.
void RememberDevice(const Desk& desk, const http::Request& request,
                    const Staff& staff, http::Response& response);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_DEVICE_H_
