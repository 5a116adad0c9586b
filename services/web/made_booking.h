#ifndef CWP_SERVICES_WEB_MADE_BOOKING_H_
#define CWP_SERVICES_WEB_MADE_BOOKING_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/sealed_form.h"
#include "services/web/site.h"

namespace cwp::web {

// The cookie by which the browser that booked can put the e-mail address right.
// Without it, booking works as well.
inline constexpr absl::string_view kMadeCookie = "booked";

// Has the browser keep a booking that was made, sealed. One that is too large
// for a cookie is not kept.
void RememberMade(const Site& site, const MadeBooking& made,
                  http::Response& response);

// What it kept of the booking that a receipt is for, while the address can be
// put right.
std::optional<MadeBooking> FindMade(const Site& site,
                                    const http::Request& request,
                                    const Receipt& receipt);

// What it kept of a booking that came of this form, when its answers were
// others; nothing of one that it cancelled since.
std::optional<MadeBooking> FindMadeBefore(const Site& site,
                                          const http::Request& request,
                                          const FormState& form);

// Has the browser keep that the booking with this reference was cancelled, if
// it is the one that was made there.
void NoteCancelled(const Site& site, const http::Request& request,
                   absl::string_view reference, http::Response& response);

// Whether it kept that of the booking that a receipt is for.
bool WasCancelled(const Site& site, const http::Request& request,
                  const Receipt& receipt);

// Where the address of the booking that a receipt is for is put right.
std::string CorrectPath(absl::string_view receipt);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_MADE_BOOKING_H_
