#ifndef CWP_SERVICES_WEB_STAFF_SERVICE_H_
#define CWP_SERVICES_WEB_STAFF_SERVICE_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/id.h"
#include "common/db/readers.h"
#include "common/rpc/gate.h"
#include "services/web/audit_log.h"
#include "services/web/staff_commands.h"
#include "services/web/staff_vault.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::web {

inline constexpr absl::string_view kStaffService = "cwp.web.v1.StaffService";

// Who may call which RPC.
rpc::AccessTable StaffServiceAccess();

// What the RPCs work with; all outlive the service.
struct StaffServiceParts {
  rpc::Gate* gate = nullptr;
  IdGenerator* ids = nullptr;
  db::Readers* readers = nullptr;
  StaffWriter* writer = nullptr;
  const StaffVault* vault = nullptr;
  AuditLog* audit = nullptr;
  // As Site's.
  std::string public_url;
};

// The operator, within one call, as the audit log names who did something.
AuditActor OperatorOf(const rpc::Call& call);

// Serves cwp.web.v1.StaffService.
std::unique_ptr<grpc::Service> MakeStaffService(const StaffServiceParts& parts);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_STAFF_SERVICE_H_
