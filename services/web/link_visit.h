#ifndef CWP_SERVICES_WEB_LINK_VISIT_H_
#define CWP_SERVICES_WEB_LINK_VISIT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "common/rpc/caller.h"
#include "services/web/site.h"
#include "services/web/view.h"

namespace cwp::web {

// Browsers keep 4,096 bytes of a cookie, its name and attributes included.
inline constexpr size_t kLongestCookie = 3800;

// How long a visit lasts.
inline constexpr absl::Duration kVisitTime = absl::Minutes(30);

// A link of an e-mail is exchanged, by a button, for a short visit in which the
// browser keeps the link's token, sealed: what follows links by itself may be a
// machine that looks for harm, and the secret goes out of the address.
struct LinkKind {
  // Of the cookie.
  absl::string_view name;
  // What tokens are sealed for.
  absl::string_view purpose;
  // Where the visit begins.
  absl::string_view home;
  // Of the cookie that keeps a form which was sent too late (typed_form.h).
  absl::string_view typed;
};

inline constexpr LinkKind kBookingLink = {"booking", "web manage session",
                                          "/booking", "booking-typed"};
inline constexpr LinkKind kWaitingLink = {"waiting", "web waiting session",
                                          "/waiting", "waiting-typed"};

// The hidden field that says what a form of a visit was shown for.
inline constexpr char kShownField[] = "shown";

// Begins a visit: where a form waits that was sent too late, if there is one.
http::Response BeginVisit(const Site& site, const http::Request& request,
                          const LinkKind& kind, const std::string& token);

// The token of the link that this visit began with; nothing when it is over.
std::optional<std::string> TokenOf(const Site& site,
                                   const http::Request& request,
                                   const LinkKind& kind);

// A form of a visit, which says what it was shown for: another link may have
// been opened in the same browser since. It can be sent for a day, in any visit
// for the same.
View ShownForm(const Site& site, const std::string& action, int64_t id);

// What a form that was sent was shown for; nothing when it does not say so.
std::optional<int64_t> ShownId(const Site& site, const http::Parameters& form);

// Whether a form that was sent was shown for this.
bool IsShownFor(const Site& site, const http::Parameters& form, int64_t id);

// Whoever holds the link to a booking or waitlist entry, by its id; of a
// booking with the generation of the link, as "5.1".
rpc::Caller HolderOf(const Site& site, const http::Request& request,
                     absl::string_view id);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_LINK_VISIT_H_
