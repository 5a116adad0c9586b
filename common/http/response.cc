#include "common/http/response.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace cwp::http {
namespace {

std::string Printable(absl::string_view value) {
  std::string text(value);
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); },
      ' ');
  return text;
}

Response Make(std::string body, int code, absl::string_view type) {
  Response response;
  response.code = code;
  response.headers.emplace_back("Content-Type", std::string(type));
  response.body = std::move(body);
  return response;
}

}  // namespace

Response& Response::SetHeader(absl::string_view name, absl::string_view value) {
  for (auto& [key, old] : headers) {
    if (!absl::EqualsIgnoreCase(key, name)) continue;
    old = Printable(value);
    return *this;
  }
  return AddHeader(name, value);
}

Response& Response::AddHeader(absl::string_view name, absl::string_view value) {
  headers.emplace_back(Printable(name), Printable(value));
  return *this;
}

absl::string_view Response::Header(absl::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (absl::EqualsIgnoreCase(key, name)) return value;
  }
  return {};
}

Response Html(std::string body, int code) {
  return Make(std::move(body), code, "text/html; charset=utf-8");
}

Response Json(std::string body, int code) {
  return Make(std::move(body), code, "application/json");
}

Response Text(std::string body, int code) {
  return Make(std::move(body), code, "text/plain; charset=utf-8");
}

Response NoContent() {
  Response response;
  response.code = 204;
  return response;
}

Response Redirect(absl::string_view location, int code) {
  Response response;
  response.code = code;
  response.SetHeader("Location", location);
  return response;
}

bool EtagMatches(absl::string_view if_none_match, absl::string_view etag) {
  absl::ConsumePrefix(&etag, "W/");
  for (absl::string_view candidate : absl::StrSplit(if_none_match, ',')) {
    candidate = absl::StripAsciiWhitespace(candidate);
    if (candidate == "*") return true;
    absl::ConsumePrefix(&candidate, "W/");
    if (candidate == etag) return true;
  }
  return false;
}

Response WithEtag(const Request& request, Response response,
                  absl::string_view etag) {
  response.SetHeader("ETag", etag);
  const absl::string_view known = request.Header("If-None-Match");
  const bool safe = request.method() == "GET" || request.method() == "HEAD";
  if (!safe || known.empty() || !EtagMatches(known, etag)) return response;
  response.code = 304;
  response.body.clear();
  response.shared_body = nullptr;
  response.source = nullptr;
  return response;
}

}  // namespace cwp::http
