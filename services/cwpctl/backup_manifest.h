#ifndef CWP_SERVICES_CWPCTL_BACKUP_MANIFEST_H_
#define CWP_SERVICES_CWPCTL_BACKUP_MANIFEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cwp::ctl {

// One file of a backup.
struct BackupFile {
  // From the backup's folder: `db/scheduling.db`, `media/ab/cd/abcd...`,
  // `keys/callers/web.key`.
  std::string path;
  std::string sha256;
  int64_t size = 0;
  // Where the feed in a database ends; -1 and empty without one.
  int64_t feed_revision = -1;
  std::string feed_hash;
};

// What `manifest.json` in a backup says. Beside it lies `manifest.json.sha256`,
// in the format of sha256sum.
struct BackupManifest {
  std::string version;
  absl::Time create_time;
  bool with_keys = false;
  std::vector<BackupFile> files;

  int64_t TotalSize() const;
};

// Writes both files into the folder of a backup. Fails with FAILED_PRECONDITION
// `BACKUP_NOT_WRITTEN`.
absl::Status WriteManifest(const std::string& folder,
                           const BackupManifest& manifest);

// Reads the manifest and holds every file against it. Fails with
// FAILED_PRECONDITION `BACKUP_DAMAGED`, and a sentence that names the file,
// when one is missing or differs, or `BACKUP_NOT_FOUND` when there is no
// manifest.
absl::StatusOr<BackupManifest> VerifyBackup(const std::string& folder);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_BACKUP_MANIFEST_H_
