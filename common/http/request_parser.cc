#include "common/http/request_parser.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "boost/asio/buffer.hpp"
#include "boost/beast/http/error.hpp"
#include "common/base/error.h"

namespace cwp::http {
namespace {

namespace beast_http = boost::beast::http;

absl::string_view View(boost::beast::string_view text) {
  return absl::string_view(text.data(), text.size());
}

}  // namespace

RequestParser::RequestParser(Request& request, const Limits& limits)
    : request_(request), limits_(limits) {
  header_limit(static_cast<uint32_t>(limits.head_bytes));
  // Bodies are limited here, by route.
  body_limit(boost::none);
}

size_t RequestParser::Read(absl::string_view data) {
  ErrorCode error;
  // With the head, stop before the body: its limit is not known yet.
  eager(is_header_done());
  const size_t used =
      put(boost::asio::const_buffer(data.data(), data.size()), error);
  if (!error || error == beast_http::error::need_more || failed()) return used;
  if (error == beast_http::error::header_limit) {
    Fail(431, "HEADERS_TOO_LARGE",
         absl::StrCat("the headers of a request may have ", limits_.head_bytes,
                      " bytes"));
  } else if (error == beast_http::error::bad_version) {
    Fail(505, "VERSION_UNKNOWN", "only HTTP/1.0 and HTTP/1.1 are spoken here");
  } else {
    Fail(400, "REQUEST_MALFORMED", "the request is not well-formed HTTP");
  }
  return used;
}

void RequestParser::LimitBody(size_t bytes) {
  body_limit_ = bytes;
  const auto size = content_length();
  if (!size.has_value() || *size <= bytes) return;
  Fail(413, "BODY_TOO_LARGE",
       absl::StrCat("the body of this request may have ", bytes, " bytes"));
}

// The first failure is the one that counts.
void RequestParser::Fail(int code, absl::string_view reason,
                         absl::string_view message) {
  if (failed()) return;
  failure_ = {.code = code, .status = InvalidArgument(reason, message)};
}

void RequestParser::on_request_impl(beast_http::verb, Text method_text,
                                    Text target, int version,
                                    ErrorCode& error) {
  version_ = version;
  request_.SetMethod(View(method_text));
  const absl::Status status = request_.SetTarget(View(target));
  if (status.ok()) return;
  failure_ = {.code = 400, .status = status};
  error = beast_http::error::bad_target;
}

void RequestParser::on_field_impl(beast_http::field field, Text name,
                                  Text value, ErrorCode& error) {
  // Trailers after a body in chunks are read past: nothing of ours is in them,
  // and nobody may set a header that late.
  if (in_body_) return;
  CheckField(field, View(value));
  if (request_.header_count() == limits_.headers) {
    Fail(431, "HEADERS_TOO_MANY", "the request has too many headers");
  }
  if (failed()) {
    error = beast_http::error::bad_field;
    return;
  }
  request_.AddHeader(View(name), View(value));
}

void RequestParser::CheckField(beast_http::field field,
                               absl::string_view value) {
  switch (field) {
    case beast_http::field::content_length:
      if (has_length_ || absl::StrContains(value, ',')) {
        Fail(400, "LENGTH_REPEATED", "the request has two lengths");
      }
      has_length_ = true;
      break;
    case beast_http::field::transfer_encoding:
      if (has_length_ || version_ < 11) {
        Fail(400, "ENCODING_MISPLACED",
             "the request has a length and an encoding");
      } else if (!absl::EqualsIgnoreCase(value, "chunked")) {
        Fail(501, "ENCODING_UNKNOWN",
             "chunked is the only transfer encoding known here");
      }
      break;
    case beast_http::field::host:
      ++hosts_;
      break;
    case beast_http::field::expect:
      if (!absl::EqualsIgnoreCase(value, "100-continue")) {
        Fail(417, "EXPECTATION_UNKNOWN", "this expectation cannot be met");
      }
      expects_continue_ = version_ >= 11;
      break;
    default:
      break;
  }
}

void RequestParser::on_header_impl(ErrorCode& error) {
  if (hosts_ == 1 || (hosts_ == 0 && version_ < 11)) return;
  Fail(400, "HOST_INVALID", "the request must name one host");
  error = beast_http::error::bad_field;
}

void RequestParser::on_body_init_impl(const boost::optional<uint64_t>& size,
                                      ErrorCode&) {
  in_body_ = true;
  // The length is what the client says, so it only buys so much memory.
  constexpr uint64_t kAtFirst = 64 << 10;
  request_.mutable_body().reserve(
      static_cast<size_t>(std::min(size.value_or(0), kAtFirst)));
}

size_t RequestParser::on_body_impl(Text data, ErrorCode& error) {
  return on_chunk_body_impl(0, data, error);
}

size_t RequestParser::on_chunk_body_impl(uint64_t, Text data,
                                         ErrorCode& error) {
  std::string& body = request_.mutable_body();
  // Of a body that is read as it arrives, little is kept.
  if (data.size() > body_limit_ - std::min(body_read_, body_limit_)) {
    Fail(413, "BODY_TOO_LARGE",
         absl::StrCat("the body of this request may have ", body_limit_,
                      " bytes"));
    error = beast_http::error::body_limit;
    return 0;
  }
  body.append(data.data(), data.size());
  body_read_ += data.size();
  return data.size();
}

}  // namespace cwp::http
