#ifndef CWP_COMMON_HTTP_SECURITY_HEADERS_H_
#define CWP_COMMON_HTTP_SECURITY_HEADERS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/http/response.h"

namespace cwp::http {

// The policy of answers that are no pages: nothing may be loaded or framed.
inline constexpr absl::string_view kNoContentPolicy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

struct SecurityOptions {
  // The Content-Security-Policy. A page's own says `frame-ancestors` too.
  std::string content_policy = std::string(kNoContentPolicy);
  // Whether the address that browsers use begins with https; HttpsOnly() is
  // then among the headers.
  bool https = false;
};

// Tells who came by https to use nothing else for two years.
HeaderList::value_type HttpsOnly();

// The headers that every response of a site should have, unless it has a
// reason to say otherwise: for ServerOptions::headers. Among them is
// Cache-Control: no-store, since most answers are about somebody; and
// Referrer-Policy: same-origin, which keeps paths (they may hold tokens) from
// other sites, but leaves the Origin header that forms are checked by.
HeaderList SecurityHeaders(const SecurityOptions& options);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_SECURITY_HEADERS_H_
