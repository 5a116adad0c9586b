#ifndef CWP_SERVICES_WEB_AUDIT_SERVICE_H_
#define CWP_SERVICES_WEB_AUDIT_SERVICE_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "common/db/readers.h"
#include "common/rpc/gate.h"
#include "services/web/audit_log.h"
#include "services/web/staff_vault.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::web {

inline constexpr absl::string_view kAuditService = "cwp.web.v1.AuditService";

// Who may call which RPC.
rpc::AccessTable AuditServiceAccess();

// What the RPCs work with; all outlive the service.
struct AuditServiceParts {
  rpc::Gate* gate = nullptr;
  db::Readers* readers = nullptr;
  AuditLog* audit = nullptr;
  const StaffVault* vault = nullptr;
};

// Serves cwp.web.v1.AuditService.
std::unique_ptr<grpc::Service> MakeAuditService(const AuditServiceParts& parts);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_AUDIT_SERVICE_H_
