#ifndef CWP_SERVICES_CWPCTL_SESSION_TABLES_H_
#define CWP_SERVICES_CWPCTL_SESSION_TABLES_H_

#include <string>

#include "absl/status/status.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/cwpctl/output.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {

// What the operator sees of sessions.

// "open".
std::string StateWords(const scheduling::v1::Session& session);

// Shows all of one session, and asks scheduling for the names of those who lead
// it.
absl::Status ShowSession(Shell& shell, const scheduling::v1::Session& session);

// Several, a row each.
Table SessionsTable(const scheduling::v1::ListSessionsResponse& list);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_SESSION_TABLES_H_
