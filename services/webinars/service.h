#ifndef CWP_SERVICES_WEBINARS_SERVICE_H_
#define CWP_SERVICES_WEBINARS_SERVICE_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/base/id.h"
#include "common/db/readers.h"
#include "common/host/request_keys.h"
#include "common/rpc/gate.h"
#include "services/webinars/commands.h"
#include "services/webinars/piece_upload.h"
#include "services/webinars/transfers.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::webinars {

// The full name of the proto service, and who may call what of it.
inline constexpr absl::string_view kProtoService =
    "cwp.webinars.v1.WebinarsService";
rpc::AccessTable WebinarsAccess();

// What the RPCs work with; all of it outlives the service.
struct ServiceOptions {
  rpc::Gate* gate = nullptr;
  db::Readers* readers = nullptr;
  Writer* writer = nullptr;
  IdGenerator* ids = nullptr;
  const Clock* clock = nullptr;
  const host::RequestKeys* request_keys = nullptr;
  Transfers* transfers = nullptr;
  PieceUploads* pieces = nullptr;
};

// Serves cwp.webinars.v1.WebinarsService.
std::unique_ptr<grpc::Service> MakeWebinarsService(
    const ServiceOptions& options);

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_SERVICE_H_
