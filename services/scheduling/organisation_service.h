#ifndef CWP_SERVICES_SCHEDULING_ORGANISATION_SERVICE_H_
#define CWP_SERVICES_SCHEDULING_ORGANISATION_SERVICE_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "common/host/host.h"
#include "common/rpc/gate.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/vault.h"

namespace cwp::scheduling {

// The full name of the proto service of what the organisation says of itself,
// and who may call what.
inline constexpr absl::string_view kOrganisationProtoService =
    "cwp.scheduling.v1.OrganisationService";
rpc::AccessTable OrganisationAccess();

// What the service needs; all of it outlives the service.
struct OrganisationServiceOptions {
  host::Host* host = nullptr;
  SchedulingWriter* writer = nullptr;
  std::shared_ptr<const Vault> vault;
};

// Serves cwp.scheduling.v1.OrganisationService.
std::unique_ptr<grpc::Service> MakeOrganisationService(
    OrganisationServiceOptions options);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_ORGANISATION_SERVICE_H_
