#ifndef CWP_SERVICES_WEB_LINK_VISIT_H_
#define CWP_SERVICES_WEB_LINK_VISIT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "common/rpc/caller.h"
#include "services/web/site.h"
#include "services/web/view.h"

namespace cwp::web {

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
};

inline constexpr LinkKind kBookingLink = {"booking", "web manage session",
                                          "/booking"};
inline constexpr LinkKind kWaitingLink = {"waiting", "web waiting session",
                                          "/waiting"};

// Begins a visit.
http::Response BeginVisit(const Site& site, const LinkKind& kind,
                          const std::string& token);

// The token of the link that this visit began with; nothing when it is over.
std::optional<std::string> TokenOf(const Site& site,
                                   const http::Request& request,
                                   const LinkKind& kind);

// Says that the link has to be opened once more.
http::Response VisitOver(const Site& site);

// A form of a visit, which says what it was shown for: another link may have
// been opened in the same browser since.
View ShownForm(const Site& site, const std::string& action, int64_t id);

// Whether a form that was sent was shown for this.
bool IsShownFor(const Site& site, const http::Parameters& form, int64_t id);

// Whoever holds the link to this booking or waitlist entry.
rpc::Caller HolderOf(const Site& site, const http::Request& request,
                     int64_t id);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_LINK_VISIT_H_
