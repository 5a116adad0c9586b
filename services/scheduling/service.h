#ifndef CWP_SERVICES_SCHEDULING_SERVICE_H_
#define CWP_SERVICES_SCHEDULING_SERVICE_H_

#include <functional>
#include <memory>

#include "absl/strings/string_view.h"
#include "common/host/host.h"
#include "common/rpc/gate.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/join_hosts.h"
#include "services/scheduling/session_change.h"
#include "services/scheduling/vault.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::scheduling {

// The full name of the proto service, and who may call what.
inline constexpr absl::string_view kProtoService =
    "cwp.scheduling.v1.SchedulingService";
rpc::AccessTable Access();

// Staff who plan the programme.
rpc::MethodAccess::Allowed Planners();

// Serves cwp.scheduling.v1.SchedulingService.
class SchedulingService {
 public:
  // The host outlives the service. `after_commit` is called after each, before
  // anybody is answered.
  SchedulingService(host::Host& host, Vault vault, const UndoRules& undo,
                    JoinHosts join_hosts, std::function<void()> after_commit);

  // Finishes the writes that were submitted. The host must have stopped.
  ~SchedulingService();

  // For the host to serve; owned by this.
  grpc::Service* grpc_service();

  // What else of this program writes goes through the same line, with the same
  // keys.
  SchedulingWriter& writer();
  std::shared_ptr<const Vault> vault() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SERVICE_H_
