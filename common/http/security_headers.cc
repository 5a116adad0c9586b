#include "common/http/security_headers.h"

namespace cwp::http {

HeaderList::value_type HttpsOnly() {
  return {"Strict-Transport-Security", "max-age=63072000; includeSubDomains"};
}

HeaderList SecurityHeaders(const SecurityOptions& options) {
  HeaderList headers = {
      {"Content-Security-Policy", options.content_policy},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "same-origin"},
      {"Permissions-Policy",
       "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cache-Control", "no-store"},
  };
  if (options.https) headers.push_back(HttpsOnly());
  return headers;
}

}  // namespace cwp::http
