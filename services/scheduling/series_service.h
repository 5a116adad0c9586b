#ifndef CWP_SERVICES_SCHEDULING_SERIES_SERVICE_H_
#define CWP_SERVICES_SCHEDULING_SERIES_SERVICE_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "common/host/host.h"
#include "common/rpc/gate.h"
#include "common/time/days_off.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/join_hosts.h"
#include "services/scheduling/vault.h"

namespace cwp::scheduling {

// The full name of the proto service of series, and who may call what.
inline constexpr absl::string_view kSeriesProtoService =
    "cwp.scheduling.v1.SeriesService";
rpc::AccessTable SeriesAccess();

// What the service needs; all of it outlives the service.
struct SeriesServiceOptions {
  host::Host* host = nullptr;
  SchedulingWriter* writer = nullptr;
  std::shared_ptr<const Vault> vault;
  JoinHosts join_hosts{{}};
  UndoRules undo;
  civil::DaysOff days_off;
};

// Serves cwp.scheduling.v1.SeriesService.
std::unique_ptr<grpc::Service> MakeSeriesService(SeriesServiceOptions options);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SERIES_SERVICE_H_
