#ifndef CWP_SERVICES_CWPCTL_AUDIT_CLIENT_H_
#define CWP_SERVICES_CWPCTL_AUDIT_CLIENT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cwp/web/v1/audit_service.pb.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Calls cwp.web.v1.AuditService in the operator's name; errors are those of the
// proto file and of Connections.
class AuditClient {
 public:
  // `connections` outlives the client.
  explicit AuditClient(Connections& connections) : connections_(connections) {}

  // One page.
  absl::StatusOr<web::v1::ListAuditEntriesResponse> List(
      const web::v1::ListAuditEntriesRequest& request);

  // As many rows after an entry as one answer holds.
  absl::StatusOr<web::v1::ListAuditRowsResponse> ListRows(
      int64_t after_revision);

  absl::Status EraseReason(int64_t revision);

 private:
  Connections& connections_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_AUDIT_CLIENT_H_
