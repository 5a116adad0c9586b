#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/backup.h"
#include "services/cwpctl/copy_store.h"
#include "services/cwpctl/plain_file.h"
#include "services/cwpctl/settings.h"

namespace cwp::ctl {
namespace {

namespace fs = std::filesystem;

// Whom deploy/up makes the owner of a data folder.
constexpr char kServiceAccount[] = "cwp-booking";

bool HoldsSomething(const std::string& folder) {
  std::error_code error;
  return fs::exists(folder, error) && !fs::is_empty(folder, error);
}

bool IsDatabase(const BackupFile& file) {
  return absl::StartsWith(file.path, "db/");
}

class Restorer {
 public:
  Restorer(const RestoreOptions& options, const Clock& clock)
      : options_(options),
        clock_(clock),
        staged_(options.data + "/restore.partial") {}

  absl::StatusOr<BackupManifest> Run() {
    ASSIGN_OR_RETURN(BackupManifest manifest, VerifyBackup(options_.from));
    RETURN_IF_ERROR(CheckTarget());
    const absl::Status status = Replace(manifest);
    if (status.ok()) return manifest;
    std::error_code ignored;
    fs::remove_all(staged_, ignored);
    return status;
  }

 private:
  absl::Status Replace(const BackupManifest& manifest) {
    RETURN_IF_ERROR(MakePrivateFolder(staged_));
    RETURN_IF_ERROR(Stage(manifest));
    // Again: a service may have been started meanwhile.
    RETURN_IF_ERROR(CheckNotRunning());
    return PutInPlace(manifest);
  }

  std::string Target(absl::string_view path) const {
    return absl::StrCat(options_.data, "/", path);
  }

  absl::Status CheckNotRunning() const {
    for (const std::string& service : ServiceNames()) {
      RETURN_IF_ERROR(
          CheckNotInUse(Target(absl::StrCat("db/", service, ".db"))));
    }
    return absl::OkStatus();
  }

  absl::Status CheckTarget() {
    RETURN_IF_ERROR(CheckNotRunning());
    const bool holds =
        HoldsSomething(Target("db")) || HoldsSomething(Target("media"));
    if (holds && !options_.force) {
      return FailedPrecondition(
          "DATA_FOLDER_NOT_EMPTY",
          absl::StrCat(options_.data,
                       " holds data already; --force replaces it"));
    }
    std::error_code error;
    made_folder_ = !fs::exists(options_.data, error);
    // Left over from a restore that was cut off.
    fs::remove_all(staged_, error);
    return absl::OkStatus();
  }

  // Copies everything next to where it will be, so that what follows are
  // renames.
  absl::Status Stage(const BackupManifest& manifest) {
    for (const BackupFile& file : manifest.files) {
      const std::string to = absl::StrCat(staged_, "/", file.path);
      ASSIGN_OR_RETURN(
          const FileSum sum,
          CopyFile(absl::StrCat(options_.from, "/", file.path), to));
      if (sum.sha256 != file.sha256) {
        return FailedPrecondition(
            "BACKUP_DAMAGED", absl::StrCat(file.path, " changed on the way"));
      }
      if (IsDatabase(file)) RETURN_IF_ERROR(ForgetIdentity(to, clock_));
    }
    return absl::OkStatus();
  }

  absl::Status PutInPlace(const BackupManifest& manifest) {
    for (const BackupFile& file : manifest.files) {
      const std::string to = Target(file.path);
      RETURN_IF_ERROR(MakePrivateFolder(fs::path(to).parent_path()));
      // The old database's log must not be taken for the new one's.
      if (IsDatabase(file)) RemoveLeftovers(to);
      std::error_code error;
      fs::rename(absl::StrCat(staged_, "/", file.path), to, error);
      if (error) return NotWritten(to, error.value());
      RETURN_IF_ERROR(SyncFolder(fs::path(to).parent_path()));
    }
    std::error_code error;
    fs::remove_all(staged_, error);
    return GiveToOwner(manifest);
  }

  absl::Status GiveToOwner(const BackupManifest& manifest) const {
    if (geteuid() != 0) return absl::OkStatus();
    struct stat folder {};
    if (stat(options_.data.c_str(), &folder) != 0) {
      return NotWritten(options_.data, errno);
    }
    std::pair<uid_t, gid_t> owner(folder.st_uid, folder.st_gid);
    const passwd* account = made_folder_ ? getpwnam(kServiceAccount) : nullptr;
    if (account != nullptr) owner = {account->pw_uid, account->pw_gid};
    RETURN_IF_ERROR(Give(options_.data, owner));
    for (const BackupFile& file : manifest.files) {
      fs::path path(file.path);
      for (; !path.empty(); path = path.parent_path()) {
        RETURN_IF_ERROR(Give(Target(path.string()), owner));
      }
    }
    return absl::OkStatus();
  }

  static absl::Status Give(const std::string& path,
                           const std::pair<uid_t, gid_t>& owner) {
    if (lchown(path.c_str(), owner.first, owner.second) == 0) {
      return absl::OkStatus();
    }
    return NotWritten(path, errno);
  }

  const RestoreOptions& options_;
  const Clock& clock_;
  const std::string staged_;
  bool made_folder_ = false;
};

}  // namespace

absl::StatusOr<BackupManifest> RestoreBackup(const RestoreOptions& options,
                                             const Clock& clock) {
  return Restorer(options, clock).Run();
}

}  // namespace cwp::ctl
