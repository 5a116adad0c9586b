#include "services/cwpctl/audit_client.h"

#include "cwp/web/v1/audit_service.grpc.pb.h"
#include "services/cwpctl/call.h"

namespace cwp::ctl {
namespace {

namespace v1 = web::v1;
using Stub = v1::AuditService::Stub;

constexpr absl::string_view kService = "web";

}  // namespace

absl::StatusOr<v1::ListAuditEntriesResponse> AuditClient::List(
    const v1::ListAuditEntriesRequest& request) {
  return Call(connections_, kService, &Stub::ListAuditEntries, request);
}

absl::StatusOr<v1::ListAuditRowsResponse> AuditClient::ListRows(
    int64_t after_revision) {
  v1::ListAuditRowsRequest request;
  request.set_after_revision(after_revision);
  request.set_page_size(200);
  return Call(connections_, kService, &Stub::ListAuditRows, request);
}

absl::Status AuditClient::EraseReason(int64_t revision) {
  v1::EraseAuditReasonRequest request;
  request.set_revision(revision);
  return Call(connections_, kService, &Stub::EraseAuditReason, request)
      .status();
}

}  // namespace cwp::ctl
