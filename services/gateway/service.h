#ifndef CWP_SERVICES_GATEWAY_SERVICE_H_
#define CWP_SERVICES_GATEWAY_SERVICE_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/base/id.h"
#include "common/db/readers.h"
#include "common/host/request_keys.h"
#include "common/rpc/gate.h"
#include "services/gateway/commands.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::gateway {

inline constexpr absl::string_view kProtoService =
    "cwp.gateway.v1.GatewayService";

// Who may call which RPC.
rpc::AccessTable GatewayAccess();

// What the RPCs work with; all outlive the service.
struct ServiceParts {
  rpc::Gate* gate = nullptr;
  const Clock* clock = nullptr;
  IdGenerator* ids = nullptr;
  db::Readers* readers = nullptr;
  GatewayWriter* writer = nullptr;
  const host::RequestKeys* request_keys = nullptr;
};

// Serves cwp.gateway.v1.GatewayService.
std::unique_ptr<grpc::Service> MakeService(const ServiceParts& parts);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_SERVICE_H_
