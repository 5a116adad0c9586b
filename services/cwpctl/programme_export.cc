#include "services/cwpctl/programme_export.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/programme/nodes.h"
#include "services/cwpctl/facilitator_client.h"
#include "services/cwpctl/scheduling_client.h"

namespace cwp::ctl {

using programme::FacilitatorNames;
using programme::FileNode;
using programme::SessionNode;
using programme::WorkshopNode;
using scheduling::v1::Session;
using scheduling::v1::Workshop;

absl::StatusOr<FileNode> ExportProgramme(Connections& connections) {
  SchedulingClient client(connections);
  ASSIGN_OR_RETURN(const auto list, client.ListWorkshops({}));
  std::vector<Workshop> workshops;
  for (const Workshop& workshop : list.workshops()) {
    if (workshop.state() != Workshop::ARCHIVED) workshops.push_back(workshop);
  }
  std::sort(
      workshops.begin(), workshops.end(),
      [](const Workshop& a, const Workshop& b) { return a.slug() < b.slug(); });
  ASSIGN_OR_RETURN(const FacilitatorNames names,
                   FacilitatorClient(connections).Names());
  scheduling::v1::ListSessionsRequest request;
  request.mutable_start_time_min()->set_seconds(
      absl::ToUnixSeconds(connections.clock().Now()));
  ASSIGN_OR_RETURN(const auto sessions, client.ListSessions(request));
  std::map<int64_t, std::vector<const Session*>> by_workshop;
  for (const Session& session : sessions.sessions()) {
    if (session.state() == Session::CANCELLED) continue;
    by_workshop[session.workshop_id()].push_back(&session);
  }
  FileNode all = FileNode::List({});
  for (const Workshop& workshop : workshops) {
    FileNode node = WorkshopNode(workshop);
    FileNode dates = FileNode::List({});
    for (const Session* session : by_workshop[workshop.id()]) {
      dates.items.push_back(SessionNode(*session, workshop, names));
    }
    if (!dates.items.empty()) node.Add("sessions", std::move(dates));
    all.items.push_back(std::move(node));
  }
  FileNode programme;
  programme.Add("workshops", std::move(all));
  return programme;
}

}  // namespace cwp::ctl
