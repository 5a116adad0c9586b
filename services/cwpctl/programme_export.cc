#include "services/cwpctl/programme_export.h"

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/programme/nodes.h"
#include "services/cwpctl/facilitator_client.h"
#include "services/cwpctl/scheduling_client.h"

namespace cwp::ctl {

absl::StatusOr<programme::FileNode> ExportProgramme(Connections& connections) {
  SchedulingClient client(connections);
  ASSIGN_OR_RETURN(const auto all, client.ListWorkshops({}));
  ASSIGN_OR_RETURN(const programme::FacilitatorNames names,
                   FacilitatorClient(connections).Names());
  scheduling::v1::ListSessionsRequest request;
  request.mutable_start_time_min()->set_seconds(
      absl::ToUnixSeconds(connections.clock().Now()));
  ASSIGN_OR_RETURN(const auto to_come, client.ListSessions(request));
  return programme::ProgrammeNode(
      {all.workshops().begin(), all.workshops().end()},
      {to_come.sessions().begin(), to_come.sessions().end()}, names);
}

}  // namespace cwp::ctl
