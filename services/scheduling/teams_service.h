#ifndef CWP_SERVICES_SCHEDULING_TEAMS_SERVICE_H_
#define CWP_SERVICES_SCHEDULING_TEAMS_SERVICE_H_

#include <functional>
#include <memory>

#include "absl/strings/string_view.h"
#include "common/host/host.h"
#include "common/rpc/gate.h"
#include "services/scheduling/teams_settings.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::scheduling {

// The full name of the proto service, and who may call what.
inline constexpr absl::string_view kTeamsProtoService =
    "cwp.scheduling.v1.TeamsService";
rpc::AccessTable TeamsAccess();

// Serves cwp.scheduling.v1.TeamsService, and counts what waits:
// cwp_meetings_queued and cwp_sessions_without_address, which is for an alarm.
class TeamsService {
 public:
  // The host outlives the service. `retried` is called after a meeting was made
  // due.
  TeamsService(host::Host& host, TeamsSettings settings,
               std::function<void()> retried);

  // Finishes what was asked. The host must have stopped.
  ~TeamsService();

  // For the host to serve; owned by this.
  grpc::Service* grpc_service();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_TEAMS_SERVICE_H_
