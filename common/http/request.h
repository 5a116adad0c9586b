#ifndef CWP_COMMON_HTTP_REQUEST_H_
#define CWP_COMMON_HTTP_REQUEST_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/http/parameters.h"

namespace cwp::http {

class BodySource;

// One HTTP request, as a handler sees it. Texts that its methods return live
// as long as the request, that is until the handler has returned.
class Request {
 public:
  // In capitals, as sent: GET, HEAD, POST...
  absl::string_view method() const { return Text(method_); }

  // The path as sent, still percent-encoded. Paths hold tokens: log and count
  // route() instead.
  absl::string_view path() const { return Text(path_); }

  // What follows the `?`, as sent.
  absl::string_view query_text() const { return Text(query_); }

  // The parameters of the query.
  const Parameters& query() const { return query_parameters_; }

  // The pattern that the request matched: "/workshops/{slug}"; empty when it
  // matched none.
  absl::string_view route() const { return route_; }

  // The part of the path that matched `{name}` in the pattern, decoded; it is
  // UTF-8, and not empty unless the pattern says `{name...}`. Empty when the
  // pattern has no such name.
  absl::string_view Param(absl::string_view name) const;

  // The first header by that name, whatever its case; empty when there is none.
  absl::string_view Header(absl::string_view name) const;
  bool HasHeader(absl::string_view name) const;

  // All headers by that name as one, joined by ", ".
  std::string JoinedHeader(absl::string_view name) const;

  // The value of a cookie as sent; nothing when the browser sent none. Use
  // Cookies (cookie.h), which knows how ours are named.
  std::optional<absl::string_view> RawCookie(absl::string_view name) const;
  // All of them, by name, in the order in which they were sent.
  std::vector<std::pair<absl::string_view, absl::string_view>> RawCookies()
      const;

  // The media type of the body in lower case, without parameters:
  // "application/json".
  std::string ContentType() const;

  // Empty where the route streams the body.
  const std::string& body() const { return body_; }

  // The body as it arrives, where the route streams it; null otherwise. Used by
  // the handler alone, and gone when it has returned. A body that does not
  // arrive fails with CANCELLED `BODY_BROKEN_OFF`, or as the server says of
  // bodies.
  BodySource* body_source() const { return body_source_; }

  // The numeric address of who asks; what a trusted proxy says, when there is
  // one. Personal data: hash it before keeping it, never log it.
  absl::string_view client_address() const { return client_address_; }

  // Follows the request through all services and logs; also sent back as
  // X-Request-Id. Letters, digits, `-`, `_` and `.`, at most 64.
  absl::string_view id() const { return id_; }

  // How the server, and tests of handlers, make a request.
  void Clear();
  // Splits "/path?query". Fails with INVALID_ARGUMENT `TARGET_INVALID`, or as
  // ParseParameters.
  absl::Status SetTarget(absl::string_view target);
  void SetMethod(absl::string_view method) { method_ = Append(method); }
  void AddHeader(absl::string_view name, absl::string_view value);
  size_t header_count() const { return headers_.size(); }
  std::string& mutable_body() { return body_; }
  void SetBodySource(BodySource* source) { body_source_ = source; }
  void SetRoute(absl::string_view pattern) { route_ = pattern; }
  void AddParam(absl::string_view name, std::string value) {
    params_.emplace_back(name, std::move(value));
  }
  void SetClientAddress(absl::string_view address) {
    client_address_.assign(address.data(), address.size());
  }
  void SetId(absl::string_view id) { id_.assign(id.data(), id.size()); }

 private:
  // A piece of head_, by position, since head_ moves as it grows.
  struct Span {
    uint32_t at = 0;
    uint32_t size = 0;
  };
  struct HeaderSpans {
    Span name;
    Span value;
  };

  Span Append(absl::string_view text);
  absl::string_view Text(Span span) const {
    return absl::string_view(head_).substr(span.at, span.size);
  }

  // One buffer for all texts of the head, kept from request to request, so
  // that a request on a warm connection allocates nothing for them.
  std::string head_;
  Span method_;
  Span path_;
  Span query_;
  std::vector<HeaderSpans> headers_;
  Parameters query_parameters_;
  std::vector<std::pair<absl::string_view, std::string>> params_;
  absl::string_view route_;
  std::string body_;
  BodySource* body_source_ = nullptr;
  std::string client_address_;
  std::string id_;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_REQUEST_H_
