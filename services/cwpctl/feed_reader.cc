#include "services/cwpctl/feed_reader.h"

#include "common/base/status_macros.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "services/cwpctl/call.h"

namespace cwp::ctl {

absl::StatusOr<feed::v1::Position> ReadFeed(
    Shell& shell, absl::string_view service, absl::string_view name,
    absl::FunctionRef<absl::Status(const feed::v1::Entry&)> take) {
  ASSIGN_OR_RETURN(const rpc::Peer* peer, shell.connections.To(service));
  feed::v1::FeedService::Stub stub(peer->channel());
  grpc::ClientContext context;
  shell.connections.PrepareLong(*peer, context);
  const auto stream = stub.Watch(&context, feed::v1::WatchRequest());
  feed::v1::WatchResponse response;
  feed::v1::Position last;
  int64_t end = -1;
  while (end != last.revision() && stream->Read(&response)) {
    if (end < 0) end = response.head_revision();
    for (const feed::v1::Entry& entry : response.entries()) {
      if (last.revision() == end) break;
      RETURN_IF_ERROR(take(entry));
      last.set_revision(last.revision() + 1);
      last.set_hash(entry.hash());
    }
    shell.ShowProgress(name, last.revision(), end);
  }
  // One that broke off says why.
  if (end != last.revision()) {
    return shell.connections.ErrorOf(*peer, stream->Finish());
  }
  context.TryCancel();
  stream->Finish();
  return last;
}

}  // namespace cwp::ctl
