#ifndef CWP_SERVICES_CWPCTL_SESSION_TABLES_H_
#define CWP_SERVICES_CWPCTL_SESSION_TABLES_H_

#include <string>

#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/cwpctl/output.h"

namespace cwp::ctl {

// What the operator sees of sessions.

// "open".
std::string StateWords(const scheduling::v1::Session& session);

// All of one session.
Table SessionTable(const scheduling::v1::Session& session);

// Several, a row each.
Table SessionsTable(const scheduling::v1::ListSessionsResponse& list);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_SESSION_TABLES_H_
