#ifndef CWP_SERVICES_REGISTRATION_SERVICE_H_
#define CWP_SERVICES_REGISTRATION_SERVICE_H_

#include <functional>
#include <memory>

#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/base/id.h"
#include "common/base/latest.h"
#include "common/db/readers.h"
#include "common/db/writer.h"
#include "common/rpc/gate.h"
#include "services/registration/commands.h"
#include "services/registration/seat_board.h"
#include "services/registration/seat_stream.h"
#include "services/registration/vault.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::registration {

inline constexpr absl::string_view kProtoService =
    "cwp.registration.v1.RegistrationService";

// Who may call which RPC.
rpc::AccessTable RegistrationAccess();

using BookingWriter = db::Writer<WriteCommand, WriteAnswer>;

// What the RPCs work with; all outlive the service.
struct ServiceParts {
  rpc::Gate* gate = nullptr;
  const Clock* clock = nullptr;
  IdGenerator* ids = nullptr;
  const Vault* vault = nullptr;
  db::Readers* readers = nullptr;
  BookingWriter* writer = nullptr;
  const SeatBoard* board = nullptr;
  SeatStream* seat_stream = nullptr;
  const Latest<GroupOptions>* options = nullptr;
};

// Serves cwp.registration.v1.RegistrationService.
std::unique_ptr<grpc::Service> MakeService(const ServiceParts& parts);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SERVICE_H_
