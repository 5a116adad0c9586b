#ifndef CWP_SERVICES_SCHEDULING_TEAMS_TRANSPORT_H_
#define CWP_SERVICES_SCHEDULING_TEAMS_TRANSPORT_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/http/client.h"

namespace cwp::scheduling {

// What came back, whatever its code.
struct GraphReply {
  int code = 0;
  std::string body;
  // Headers as sent; empty without.
  std::string retry_after;
  std::string request_id;
};

// Sends HTTP requests to Microsoft, one at a time.
class GraphTransport {
 public:
  explicit GraphTransport(const http::ClientLimits& limits) : client_(limits) {}

  // Fails with UNAVAILABLE `GRAPH_UNREACHABLE` when there is no whole answer,
  // or not in time, or it is larger than any that is sensible.
  absl::StatusOr<GraphReply> Send(const http::ClientRequest& request);

  // From any thread: see http::Client.
  void Stop() { client_.Stop(); }

 private:
  http::Client client_;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_TEAMS_TRANSPORT_H_
