#ifndef CWP_SERVICES_WEB_LINE_COOKIE_H_
#define CWP_SERVICES_WEB_LINE_COOKIE_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/sealed_form.h"
#include "services/web/site.h"

namespace cwp::web {

// What people say of themselves stands in no address, even sealed. So that
// whoever waits in line has one all the same, and with it a page that looks
// again by itself, their browser keeps what they said, sealed, in a cookie for
// each form.

// What such cookies are called; how a name ends is its form's.
inline constexpr absl::string_view kLineCookie = "line-";

// How long after a turn such a cookie ends: places that come free at the end of
// a turn are kept for a while.
inline constexpr absl::Duration kAfterTurn = absl::Minutes(30);

// Whether a form that waits can have an address: it says nothing of who they
// are, or the browser can keep that. It cannot when it does not keep cookies,
// or there is no room for more.
bool CanHaveAddress(const Site& site, const http::Request& request,
                    const FormState& form);

// Has the browser keep the answers of a form that can have an address and has a
// turn, if they say who somebody is; or else forget what they were before.
void RememberAnswers(const Site& site, const http::Request& request,
                     const FormState& form, http::Response& response);

// Puts them back into the form of an address, in the browser that keeps them.
void RecallAnswers(const Site& site, const http::Request& request,
                   FormState& form);

// Makes the browser forget the answers of a form that waits no more.
void ForgetAnswers(const Site& site, const http::Request& request,
                   const FormState& form, http::Response& response);

// Makes the browser forget the answers of all forms.
void ForgetAllAnswers(const Site& site, const http::Request& request,
                      http::Response& response);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_LINE_COOKIE_H_
