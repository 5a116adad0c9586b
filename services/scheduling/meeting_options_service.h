#ifndef CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_SERVICE_H_
#define CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_SERVICE_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "common/host/host.h"
#include "common/rpc/gate.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/vault.h"

namespace cwp::scheduling {

// The full name of the proto service of meetings' options, and who may call
// what.
inline constexpr absl::string_view kMeetingOptionsProtoService =
    "cwp.scheduling.v1.MeetingOptionsService";
rpc::AccessTable MeetingOptionsAccess();

// What the service needs; all of it outlives the service.
struct MeetingOptionsServiceOptions {
  host::Host* host = nullptr;
  SchedulingWriter* writer = nullptr;
  std::shared_ptr<const Vault> vault;
  // Whether there is a provider that makes meetings.
  bool makes_meetings = false;
};

// Serves cwp.scheduling.v1.MeetingOptionsService. Writes a line to the log of
// each session whose options are loosened once they were set, without the
// reason.
std::unique_ptr<grpc::Service> MakeMeetingOptionsService(
    MeetingOptionsServiceOptions options);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_SERVICE_H_
