#ifndef CWP_SERVICES_CWPCTL_BACKUP_H_
#define CWP_SERVICES_CWPCTL_BACKUP_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/cwpctl/backup_manifest.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/settings.h"

namespace cwp::ctl {

// A backup is a plain folder: `db/SERVICE.db`, `media/` as the data folder has
// it, `keys/` when asked for, and the manifest.

struct BackupOptions {
  // The data folder of the installation, and the folder to make, which must not
  // be there or be empty.
  std::string data;
  std::string out;
  bool with_keys = false;
  // Whose databases are copied.
  std::vector<std::string> services = ServiceNames();
  // Told what is being done; may be empty.
  std::function<void(absl::string_view what)> progress;
};

// Copies the databases of all services while they work, each as of one instant,
// then the files. The folder gets its name when all is there.
//
// Fails with FAILED_PRECONDITION `BACKUP_EXISTS`, `BACKUP_NOT_WRITTEN`,
// `BACKUP_DAMAGED` (a copy is no database, or a media file not what its name
// says) and `BACKUP_WITH_PG_DUMP` with the command to use, and as calls do.
absl::StatusOr<BackupManifest> CreateBackup(Connections& connections,
                                            const BackupOptions& options);

struct RestoreOptions {
  std::string from;
  std::string data;
  // Replaces what the data folder holds.
  bool force = false;
};

// Brings a verified backup into a data folder whose services do not run. Each
// feed gets a new identity, so that followers and caches notice. When root
// restores, everything belongs to the owner of the data folder.
//
// Fails as VerifyBackup() and with FAILED_PRECONDITION `DATABASE_IN_USE`,
// `DATA_FOLDER_NOT_EMPTY`, `BACKUP_NOT_WRITTEN`.
absl::StatusOr<BackupManifest> RestoreBackup(const RestoreOptions& options,
                                             const Clock& clock);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_BACKUP_H_
