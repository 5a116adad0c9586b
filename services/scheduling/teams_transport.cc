#include "services/scheduling/teams_transport.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::scheduling {

absl::StatusOr<GraphReply> GraphTransport::Send(
    const http::ClientRequest& request) {
  absl::StatusOr<http::ClientReply> reply = client_.Send(request);
  if (!reply.ok()) {
    return Unavailable(
        "GRAPH_UNREACHABLE",
        absl::StrCat("Microsoft cannot be reached: ", reply.status().message()),
        {{"curl_code", MetadataOf(reply.status(), "curl_code")}});
  }
  return GraphReply{.code = reply->code,
                    .body = std::move(reply->body),
                    .retry_after = std::string(reply->Header("retry-after")),
                    .request_id = std::string(reply->Header("request-id"))};
}

}  // namespace cwp::scheduling
