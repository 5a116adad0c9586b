#ifndef CWP_SERVICES_SCHEDULING_SESSION_CHANGE_CONVERT_H_
#define CWP_SERVICES_SCHEDULING_SESSION_CHANGE_CONVERT_H_

#include <string>

#include "absl/status/statusor.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/scheduling/session_commands.h"

namespace cwp::scheduling {

// Requests to change a session, checked. Fails with INVALID_ARGUMENT as
// scheduling_service.proto says.

// What to change, with a join address that is still to be sealed.
struct SessionUpdate {
  UpdateSession command;
  std::string join_uri;
};
absl::StatusOr<SessionUpdate> ReadUpdateSession(
    const v1::UpdateSessionRequest& request);

absl::StatusOr<RescheduleSession> ReadRescheduleSession(
    const v1::RescheduleSessionRequest& request, const UndoRules& undo);

absl::StatusOr<OpenSession> ReadOpenSession(
    const v1::OpenSessionRequest& request);

absl::StatusOr<CancelSession> ReadCancelSession(
    const v1::CancelSessionRequest& request, const UndoRules& undo);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SESSION_CHANGE_CONVERT_H_
