#ifndef CWP_SERVICES_SCHEDULING_TEAMS_TRANSPORT_H_
#define CWP_SERVICES_SCHEDULING_TEAMS_TRANSPORT_H_

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cwp::scheduling {

// One HTTP request to Microsoft.
struct GraphRequest {
  std::string method;
  std::string url;
  // "Name: value".
  std::vector<std::string> headers;
  std::string body;
};

// What came back, whatever its code.
struct GraphReply {
  int code = 0;
  std::string body;
  // Headers as sent; empty without.
  std::string retry_after;
  std::string request_id;
};

// How long is waited.
struct TransportLimits {
  absl::Duration connect = absl::Seconds(5);
  absl::Duration total = absl::Seconds(30);
};

// Sends HTTP requests over libcurl, one at a time, on a connection that it
// keeps. Follows no redirect, and speaks plain http to loopback alone.
class GraphTransport {
 public:
  explicit GraphTransport(TransportLimits limits);
  ~GraphTransport();

  GraphTransport(const GraphTransport&) = delete;
  GraphTransport& operator=(const GraphTransport&) = delete;

  // Fails with UNAVAILABLE `GRAPH_UNREACHABLE` when there is no whole answer,
  // or not in time, or it is larger than any that is sensible.
  absl::StatusOr<GraphReply> Send(const GraphRequest& request);

  // From any thread: what is under way and all that follows fails, within a
  // second.
  void Stop() { stopped_ = true; }

 private:
  const TransportLimits limits_;
  std::atomic<bool> stopped_ = false;
  // A CURL, whose header stays out of this one.
  void* const curl_;
};

// The body of a form with these names and values.
std::string EncodeForm(
    const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_TEAMS_TRANSPORT_H_
