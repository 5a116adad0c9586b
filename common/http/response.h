#ifndef CWP_COMMON_HTTP_RESPONSE_H_
#define CWP_COMMON_HTTP_RESPONSE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/http/request.h"

namespace cwp::http {

class BodySource;

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// One HTTP response. The server adds Content-Length, Date, Connection,
// X-Request-Id, and those of its default headers (security, Cache-Control:
// no-store) that are not set here.
struct Response {
  int code = 200;
  HeaderList headers;

  // The body is one of these, the last that is set.
  std::string body;
  std::shared_ptr<const std::string> shared_body;
  std::shared_ptr<BodySource> source;
  // How many bytes `source` makes; without it the end is where it ends.
  std::optional<uint64_t> source_size;

  // Why this is not what was asked for, where a handler made it of an error:
  // for the log alone.
  absl::Status cause;

  // Sets a header, in place of one by that name. Control characters in the
  // value become spaces, so that no value can begin another header.
  Response& SetHeader(absl::string_view name, absl::string_view value);
  // Adds a header beside others by that name.
  Response& AddHeader(absl::string_view name, absl::string_view value);
  // Empty when it is not set.
  absl::string_view Header(absl::string_view name) const;
};

Response Html(std::string body, int code = 200);
Response Json(std::string body, int code = 200);
Response Text(std::string body, int code = 200);
Response NoContent();

// Sends the browser on with a GET.
Response Redirect(absl::string_view location, int code = 303);

// Sets the ETag, and turns the response into 304 when the request says that
// the browser has that version. `etag` comes with its quotes: "\"1842\"".
Response WithEtag(const Request& request, Response response,
                  absl::string_view etag);

// Whether an If-None-Match header names `etag`, by the weak comparison.
bool EtagMatches(absl::string_view if_none_match, absl::string_view etag);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_RESPONSE_H_
