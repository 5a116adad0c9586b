#ifndef CWP_COMMON_HTTP_RESPONSE_HEAD_H_
#define CWP_COMMON_HTTP_RESPONSE_HEAD_H_

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/response.h"

namespace cwp::http {

// The headers that every response has unless it sets them itself.
class DefaultHeaders {
 public:
  explicit DefaultHeaders(HeaderList headers);

  // Appends those that `response` does not set, as they go on the wire.
  void AppendMissing(const Response& response, std::string& head) const;

 private:
  bool IsSetBy(const Response& response, absl::string_view name) const;

  const HeaderList headers_;
  // All of them, for the many responses that set none.
  std::string all_;
};

// RFC 9110's form of a time: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string FormatHttpTime(absl::Time time);

// The value of the Date header, formatted once a second. For one thread.
class DateText {
 public:
  absl::string_view Now();

 private:
  time_t at_ = 0;
  std::string text_;
};

// Whether responses with this code have a body, be it an empty one.
bool HasBody(int code);

// What the head of a response says beside the response's own headers.
struct HeadFacts {
  bool http11 = true;
  bool keep_alive = true;
  // Without a length the body is sent in chunks, to HTTP/1.1.
  std::optional<uint64_t> length;
  absl::string_view date;
  absl::string_view request_id;
};

// Appends the status line and all headers, with the empty line at the end.
void AppendHead(const Response& response, const HeadFacts& facts,
                const DefaultHeaders& defaults, std::string& out);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_RESPONSE_HEAD_H_
