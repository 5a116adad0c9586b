#ifndef CWP_SERVICES_CWPCTL_LEADING_OPTIONS_H_
#define CWP_SERVICES_CWPCTL_LEADING_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {

// Who leads a session, as the command line says it.

// Adds `--facilitator`, once for each name or id.
void AddFacilitators(CLI::App& verb, std::vector<std::string>& facilitators,
                     const char* help);

// Adds `--acknowledge-trainee-alone`.
void AddAcknowledge(CLI::App& verb, bool& acknowledge);

// Writes the ids of those who are named into a session. Fails as
// FacilitatorClient::FindAll does.
absl::Status FillFacilitators(Shell& shell,
                              const std::vector<std::string>& facilitators,
                              scheduling::v1::Session& session);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_LEADING_OPTIONS_H_
