#ifndef CWP_COMMON_HTTP_COOKIE_H_
#define CWP_COMMON_HTTP_COOKIE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/request.h"
#include "common/http/response.h"

namespace cwp::http {

enum class SameSite { kStrict, kLax };

struct Cookie {
  std::string name;
  std::string value;
  // Without it the cookie lives until the browser is closed.
  absl::Duration max_age = absl::InfiniteDuration();
  SameSite same_site = SameSite::kLax;
  // Scripts may not read it.
  bool http_only = true;
};

// Sets and reads this site's cookies. Each is for the whole site and for this
// host alone; with https it is Secure, and its name gets the prefix `__Host-`,
// which browsers accept from nobody else.
class Cookies {
 public:
  // `https` says whether the address that browsers use begins with https.
  explicit Cookies(bool https) : https_(https) {}

  void Set(Response& response, const Cookie& cookie) const;

  // Makes the browser forget a cookie.
  void Clear(Response& response, absl::string_view name) const;

  // Nothing when the browser did not send it.
  std::optional<std::string> Get(const Request& request,
                                 absl::string_view name) const;

  // What browsers call a cookie of this name.
  std::string NameOf(absl::string_view name) const;

 private:
  bool https_;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_COOKIE_H_
