#include "services/scheduling/session_lists.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/slice.h"
#include "services/scheduling/list_convert.h"
#include "services/scheduling/programme.h"

namespace cwp::scheduling {
namespace {

absl::StatusOr<SessionList> ReadRequest(const grpc::ByteBuffer& bytes,
                                        Viewer viewer) {
  grpc::ByteBuffer buffer = bytes;
  grpc::ProtoBufferReader reader(&buffer);
  v1::ListSessionsRequest request;
  if (!reader.status().ok() || !request.ParseFromZeroCopyStream(&reader)) {
    return rpc::RequestUnreadable();
  }
  return ReadListSessions(request, viewer);
}

// The bytes of a ListSessionsResponse: those of several messages one after
// another are those of one that holds what all of them hold.
std::string WritePage(const Programme& programme, const SessionList& list) {
  const SessionPage page = programme.Find(list.filter, list.after, list.limit);
  v1::ListSessionsResponse rest;
  rest.set_revision(programme.revision());
  if (page.more) {
    rest.set_next_page_token(
        NextSessionsToken(list, page.sessions.back()->place));
  }
  const auto shown = list.filter.viewer == Viewer::kStaff
                         ? &ListedSession::shown_to_staff
                         : &ListedSession::shown;
  size_t size = rest.ByteSizeLong();
  for (const ListedSession* session : page.sessions) {
    size += (session->*shown)->size();
  }
  std::string bytes;
  bytes.reserve(size);
  for (const ListedSession* session : page.sessions) {
    bytes += *(session->*shown);
  }
  rest.AppendToString(&bytes);
  return bytes;
}

}  // namespace

void SessionLists::Answer(rpc::CallPtr call, Viewer viewer,
                          const grpc::ByteBuffer& request,
                          grpc::ByteBuffer* response) {
  absl::StatusOr<SessionList> list = ReadRequest(request, viewer);
  if (!list.ok()) return call->Finish(list.status());
  board_->Ask([call = std::move(call), list = *std::move(list),
               response](const absl::StatusOr<ProgrammePtr>& programme) {
    if (programme.ok()) {
      const grpc::Slice slice(WritePage(**programme, list));
      *response = grpc::ByteBuffer(&slice, 1);
    }
    call->Finish(programme.status());
  });
}

}  // namespace cwp::scheduling
