#include "common/http/cookie.h"

#include "absl/strings/str_cat.h"
#include "common/http/escape.h"

namespace cwp::http {

void Cookies::Set(Response& response, const Cookie& cookie) const {
  // Encoding leaves tokens as they are, and keeps anything else from ending
  // the value.
  std::string header = absl::StrCat(NameOf(cookie.name), "=",
                                    PercentEncode(cookie.value), "; Path=/");
  if (cookie.max_age != absl::InfiniteDuration()) {
    absl::StrAppend(&header,
                    "; Max-Age=", absl::ToInt64Seconds(cookie.max_age));
  }
  if (https_) header += "; Secure";
  if (cookie.http_only) header += "; HttpOnly";
  header += cookie.same_site == SameSite::kStrict ? "; SameSite=Strict"
                                                  : "; SameSite=Lax";
  response.AddHeader("Set-Cookie", header);
}

void Cookies::Clear(Response& response, absl::string_view name) const {
  Set(response, {.name = std::string(name), .max_age = absl::ZeroDuration()});
}

std::optional<std::string> Cookies::Get(const Request& request,
                                        absl::string_view name) const {
  const std::optional<absl::string_view> value =
      request.RawCookie(NameOf(name));
  if (!value.has_value()) return std::nullopt;
  return PercentDecode(*value);
}

std::string Cookies::NameOf(absl::string_view name) const {
  return absl::StrCat(https_ ? "__Host-" : "", name);
}

}  // namespace cwp::http
