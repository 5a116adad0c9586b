#ifndef CWP_COMMON_HTTP_CLIENT_H_
#define CWP_COMMON_HTTP_CLIENT_H_

#include <atomic>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/response.h"

namespace cwp::http {

// One request to a server that is not ours.
struct ClientRequest {
  std::string method = "GET";
  std::string url;
  // "Name: value".
  std::vector<std::string> headers;
  std::string body;
};

// What came back, whatever its code.
struct ClientReply {
  int code = 0;
  std::string body;
  HeaderList headers;

  // The first header by that name, whatever its case; empty without.
  absl::string_view Header(absl::string_view name) const;
};

// How long is waited, and how much is read.
struct ClientLimits {
  absl::Duration connect = absl::Seconds(5);
  absl::Duration total = absl::Seconds(30);
  size_t body = 1 << 20;
};

// Sends HTTP requests over libcurl, one at a time, on a connection that it
// keeps, and blocks until the answer is there. Follows no redirect, and speaks
// plain http to loopback alone; there it uses no proxy, and elsewhere the one
// of the environment. Used by one thread at a time, but for Stop.
class Client {
 public:
  explicit Client(const ClientLimits& limits);
  ~Client();

  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Fails with UNAVAILABLE `HTTP_UNREACHABLE` (metadata `curl_code`) when there
  // is no whole answer, or not in time, or it is larger than the limit.
  absl::StatusOr<ClientReply> Send(const ClientRequest& request);

  // From any thread: what is under way and all that follows fails, within a
  // second.
  void Stop() { stopped_ = true; }

 private:
  const ClientLimits limits_;
  std::atomic<bool> stopped_ = false;
  // A CURL, whose header stays out of this one.
  void* const curl_;
};

// The body of a form with these names and values.
std::string EncodeForm(
    const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_CLIENT_H_
