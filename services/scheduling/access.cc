#include <vector>

#include "common/rpc/caller.h"
#include "common/rpc/gate.h"
#include "services/scheduling/service.h"

namespace cwp::scheduling {

rpc::MethodAccess::Allowed Planners() {
  return {"web", rpc::CallerKind::kStaff, {"administrator", "coordinator"}};
}

rpc::AccessTable Access() {
  using Allowed = std::vector<rpc::MethodAccess::Allowed>;
  const rpc::MethodAccess::Allowed operators = {"cwpctl",
                                                rpc::CallerKind::kOperator};
  const rpc::MethodAccess::Allowed staff = {
      "web",
      rpc::CallerKind::kStaff,
      {"administrator", "coordinator", "facilitator", "reader"}};
  const Allowed write = {operators, Planners()};
  const Allowed read = {operators,
                        staff,
                        {"web", rpc::CallerKind::kPublic},
                        {"web", rpc::CallerKind::kService},
                        {"registration", rpc::CallerKind::kService},
                        {"gateway", rpc::CallerKind::kService}};
  Allowed follow = read;
  follow.push_back({"notifications", rpc::CallerKind::kService});
  return {
      {.method = "CreateWorkshop", .allowed = write},
      {.method = "GetWorkshop", .allowed = read},
      {.method = "ListWorkshops", .allowed = read},
      {.method = "UpdateWorkshop", .allowed = write},
      {.method = "PublishWorkshop", .allowed = write},
      {.method = "ArchiveWorkshop", .allowed = write},
      {.method = "CloneWorkshop", .allowed = write},
      {.method = "CreateSession", .allowed = write},
      {.method = "GetSession", .allowed = read},
      {.method = "ListSessions", .allowed = follow},
      {.method = "UpdateSession", .allowed = write},
      {.method = "ScheduleSession", .allowed = write},
      {.method = "RescheduleSession", .allowed = write},
      {.method = "UndoSessionChange", .allowed = write},
      {.method = "OpenSession", .allowed = write},
      {.method = "CloseSession", .allowed = write},
      {.method = "CancelSession", .allowed = write},
      {.method = "GetJoinAddress",
       .allowed = {{"registration", rpc::CallerKind::kService}}},
  };
}

}  // namespace cwp::scheduling
