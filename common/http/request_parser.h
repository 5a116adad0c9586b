#ifndef CWP_COMMON_HTTP_REQUEST_PARSER_H_
#define CWP_COMMON_HTTP_REQUEST_PARSER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "boost/beast/http/basic_parser.hpp"
#include "common/http/handler.h"
#include "common/http/request.h"
#include "common/http/server.h"

namespace cwp::http {

// Reads one request off the wire into a Request, with Beast's grammar and
// stricter manners: whatever a proxy in front might read in another way than
// we do (two lengths, a length and an encoding, an unknown encoding, two
// hosts) is refused, since such requests are smuggled past it.
class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  // Both outlive the parser.
  RequestParser(Request& request, const Limits& limits);

  // Reads from `data`, first the head and then, in other calls, the body.
  // Returns how many bytes are used up; more are needed unless is_header_done
  // or is_done says otherwise. Afterwards failed() tells whether to go on.
  size_t Read(absl::string_view data);

  // Before the body is read: how large it may be.
  void LimitBody(size_t bytes);

  // Whether the request cannot be answered but with failure(), after which the
  // connection is of no use.
  bool failed() const { return failure_.code != 0; }
  const Failure& failure() const { return failure_; }

  // Whether the client speaks HTTP/1.1, as far as is known.
  bool http11() const { return version_ >= 11; }

  // Whether the client waits for a word before it sends the body.
  bool expects_continue() const { return expects_continue_; }

 private:
  using ErrorCode = boost::beast::error_code;
  using Text = boost::beast::string_view;

  void Fail(int code, absl::string_view reason, absl::string_view message);
  void CheckField(boost::beast::http::field field, absl::string_view value);

  void on_request_impl(boost::beast::http::verb method, Text method_text,
                       Text target, int version, ErrorCode& error) override;
  void on_response_impl(int, Text, int, ErrorCode&) override {}
  void on_field_impl(boost::beast::http::field field, Text name, Text value,
                     ErrorCode& error) override;
  void on_header_impl(ErrorCode& error) override;
  void on_body_init_impl(const boost::optional<uint64_t>& size,
                         ErrorCode& error) override;
  size_t on_body_impl(Text data, ErrorCode& error) override;
  void on_chunk_header_impl(uint64_t, Text, ErrorCode&) override {}
  size_t on_chunk_body_impl(uint64_t remaining, Text data,
                            ErrorCode& error) override;
  void on_finish_impl(ErrorCode&) override {}

  Request& request_;
  const Limits& limits_;
  Failure failure_ = {.code = 0, .status = absl::OkStatus()};
  size_t body_limit_ = 0;
  size_t body_read_ = 0;
  int version_ = 11;
  int hosts_ = 0;
  bool has_length_ = false;
  bool expects_continue_ = false;
  bool in_body_ = false;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_REQUEST_PARSER_H_
