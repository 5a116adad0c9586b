#ifndef CWP_SERVICES_WEB_SECURITY_H_
#define CWP_SERVICES_WEB_SECURITY_H_

#include "absl/strings/string_view.h"

namespace cwp::web {

// What a page may load, and where its forms may lead: nothing but ourselves,
// and its icon, which stands in it.
inline constexpr absl::string_view kPagePolicy =
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

// The same for pages with a script of our own, which follows numbers of places.
inline constexpr absl::string_view kLivePolicy =
    "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

// The same for the page whose form leads on to the meeting: browsers hold
// redirects after a form against this policy too.
inline constexpr absl::string_view kJoinPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self' https:; frame-ancestors 'none'";

// For files that somebody uploaded: should a browser show one, it can do
// nothing.
inline constexpr absl::string_view kFilePolicy =
    "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SECURITY_H_
