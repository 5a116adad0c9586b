#include "common/http/request.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::http {
namespace {

// A body larger than this gives its memory back after its request.
constexpr size_t kKeptBody = 16 << 10;

// Proxies and HTTP/1.1 clients may send the target with the site in front.
absl::string_view WithoutSite(absl::string_view target) {
  absl::string_view rest = target;
  if (!absl::ConsumePrefix(&rest, "http://") &&
      !absl::ConsumePrefix(&rest, "https://")) {
    return target;
  }
  const size_t path = rest.find_first_of("/?");
  return path == absl::string_view::npos ? "/" : rest.substr(path);
}

}  // namespace

absl::string_view Request::Param(absl::string_view name) const {
  for (const auto& [key, value] : params_) {
    if (key == name) return value;
  }
  return {};
}

absl::string_view Request::Header(absl::string_view name) const {
  for (const HeaderSpans& header : headers_) {
    if (header.name.size == name.size() &&
        absl::EqualsIgnoreCase(Text(header.name), name)) {
      return Text(header.value);
    }
  }
  return {};
}

bool Request::HasHeader(absl::string_view name) const {
  for (const HeaderSpans& header : headers_) {
    if (absl::EqualsIgnoreCase(Text(header.name), name)) return true;
  }
  return false;
}

std::string Request::JoinedHeader(absl::string_view name) const {
  std::string joined;
  for (const HeaderSpans& header : headers_) {
    if (!absl::EqualsIgnoreCase(Text(header.name), name)) continue;
    absl::StrAppend(&joined, joined.empty() ? "" : ", ", Text(header.value));
  }
  return joined;
}

std::optional<absl::string_view> Request::RawCookie(
    absl::string_view name) const {
  for (const auto& [sent, value] : RawCookies()) {
    if (sent == name) return value;
  }
  return std::nullopt;
}

std::vector<std::pair<absl::string_view, absl::string_view>>
Request::RawCookies() const {
  std::vector<std::pair<absl::string_view, absl::string_view>> cookies;
  for (const HeaderSpans& header : headers_) {
    if (!absl::EqualsIgnoreCase(Text(header.name), "Cookie")) continue;
    for (const absl::string_view pair :
         absl::StrSplit(Text(header.value), ';')) {
      const size_t equals = pair.find('=');
      if (equals == absl::string_view::npos) continue;
      cookies.emplace_back(
          absl::StripLeadingAsciiWhitespace(pair.substr(0, equals)),
          absl::StripTrailingAsciiWhitespace(pair.substr(equals + 1)));
    }
  }
  return cookies;
}

std::string Request::ContentType() const {
  const absl::string_view value = Header("Content-Type");
  return absl::AsciiStrToLower(
      absl::StripAsciiWhitespace(value.substr(0, value.find(';'))));
}

void Request::Clear() {
  head_.clear();
  method_ = path_ = query_ = Span();
  headers_.clear();
  query_parameters_.Clear();
  params_.clear();
  route_ = {};
  if (body_.capacity() > kKeptBody) {
    body_ = std::string();
  } else {
    body_.clear();
  }
  client_address_.clear();
  id_.clear();
}

absl::Status Request::SetTarget(absl::string_view target) {
  target = WithoutSite(target);
  const size_t mark = target.find('?');
  const absl::string_view path = target.substr(0, mark);
  if (path.empty() || path[0] != '/' || absl::StrContains(target, '#')) {
    return InvalidArgument("TARGET_INVALID",
                           "the address asked for is not a path");
  }
  path_ = Append(path);
  if (mark == absl::string_view::npos) return absl::OkStatus();
  query_ = Append(target.substr(mark + 1));
  ASSIGN_OR_RETURN(query_parameters_, ParseParameters(Text(query_)));
  return absl::OkStatus();
}

void Request::AddHeader(absl::string_view name, absl::string_view value) {
  const Span name_span = Append(name);
  headers_.push_back({.name = name_span, .value = Append(value)});
}

Request::Span Request::Append(absl::string_view text) {
  const Span span = {.at = static_cast<uint32_t>(head_.size()),
                     .size = static_cast<uint32_t>(text.size())};
  head_.append(text.data(), text.size());
  return span;
}

}  // namespace cwp::http
