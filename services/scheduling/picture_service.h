#ifndef CWP_SERVICES_SCHEDULING_PICTURE_SERVICE_H_
#define CWP_SERVICES_SCHEDULING_PICTURE_SERVICE_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "common/host/host.h"
#include "common/rpc/gate.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/vault.h"

namespace cwp::scheduling {

// The full name of the proto service of pictures, and who may call what.
inline constexpr absl::string_view kPictureProtoService =
    "cwp.scheduling.v1.PictureService";
rpc::AccessTable PictureAccess();

// What the service needs; all of it outlives the service.
struct PictureServiceOptions {
  host::Host* host = nullptr;
  SchedulingWriter* writer = nullptr;
  std::shared_ptr<const Vault> vault;
};

// Serves cwp.scheduling.v1.PictureService.
std::unique_ptr<grpc::Service> MakePictureService(
    PictureServiceOptions options);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_PICTURE_SERVICE_H_
