#ifndef CWP_SERVICES_CWPCTL_PROGRAMME_EXPORT_H_
#define CWP_SERVICES_CWPCTL_PROGRAMME_EXPORT_H_

#include "absl/status/statusor.h"
#include "common/programme/file_node.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// The programme as a file that can be imported again: workshops that are not
// archived, in order of their slugs, with their sessions to come that are not
// cancelled, in order of time. Errors are scheduling's.
absl::StatusOr<programme::FileNode> ExportProgramme(Connections& connections);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_PROGRAMME_EXPORT_H_
