#ifndef CWP_SERVICES_CWPCTL_BACKUP_CLIENT_H_
#define CWP_SERVICES_CWPCTL_BACKUP_CLIENT_H_

#include <string>

#include "absl/status/status.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Writes a copy of a service's database to a new file of mode 0600, durably.
// Fails as cwp.operations.v1.BackupService does, and with FAILED_PRECONDITION
// `BACKUP_NOT_WRITTEN` when the file cannot be written.
absl::Status FetchCopy(Connections& connections, const std::string& service,
                       const std::string& path);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_BACKUP_CLIENT_H_
