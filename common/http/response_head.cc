#include "common/http/response_head.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/http/status.h"

namespace cwp::http {
namespace {

// Says how the client finds the end of the body.
void AppendBodyFacts(const HeadFacts& facts, std::string& out) {
  if (facts.length.has_value()) {
    absl::StrAppend(&out, "Content-Length: ", *facts.length, "\r\n");
  } else if (facts.http11) {
    out += "Transfer-Encoding: chunked\r\n";
  }
}

}  // namespace

DefaultHeaders::DefaultHeaders(HeaderList headers)
    : headers_(std::move(headers)) {
  for (const auto& [name, value] : headers_) {
    absl::StrAppend(&all_, name, ": ", value, "\r\n");
  }
}

bool DefaultHeaders::IsSetBy(const Response& response,
                             absl::string_view name) const {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [name](const auto& header) {
                       return absl::EqualsIgnoreCase(header.first, name);
                     });
}

void DefaultHeaders::AppendMissing(const Response& response,
                                   std::string& head) const {
  const bool none_set = std::none_of(
      headers_.begin(), headers_.end(),
      [&](const auto& header) { return IsSetBy(response, header.first); });
  if (none_set) {
    head += all_;
    return;
  }
  for (const auto& [name, value] : headers_) {
    if (IsSetBy(response, name)) continue;
    absl::StrAppend(&head, name, ": ", value, "\r\n");
  }
}

std::string FormatHttpTime(absl::Time time) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", time,
                          absl::UTCTimeZone());
}

absl::string_view DateText::Now() {
  const time_t now = time(nullptr);
  if (now != at_) {
    at_ = now;
    text_ = FormatHttpTime(absl::FromTimeT(now));
  }
  return text_;
}

bool HasBody(int code) { return code != 204 && code != 304; }

void AppendHead(const Response& response, const HeadFacts& facts,
                const DefaultHeaders& defaults, std::string& out) {
  absl::StrAppend(&out, "HTTP/1.1 ", response.code, " ",
                  ReasonPhrase(response.code), "\r\nDate: ", facts.date,
                  "\r\nX-Request-Id: ", facts.request_id, "\r\n");
  for (const auto& [name, value] : response.headers) {
    absl::StrAppend(&out, name, ": ", value, "\r\n");
  }
  defaults.AppendMissing(response, out);
  if (HasBody(response.code)) AppendBodyFacts(facts, out);
  if (!facts.keep_alive) {
    out += "Connection: close\r\n";
  } else if (!facts.http11) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
}

}  // namespace cwp::http
