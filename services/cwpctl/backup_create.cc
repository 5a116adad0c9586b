#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "services/cwpctl/backup.h"
#include "services/cwpctl/backup_client.h"
#include "services/cwpctl/copy_store.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/plain_file.h"

namespace cwp::ctl {
namespace {

namespace fs = std::filesystem;

constexpr size_t kHashDigits = 64;

absl::Status ExplainPostgres(const absl::Status& status) {
  if (ReasonOf(status) != "BACKUP_WITH_PG_DUMP") return status;
  return FailedPrecondition(
      "BACKUP_WITH_PG_DUMP",
      "the data is in PostgreSQL, whose own tool copies it: pg_dump "
      "--format=custom --file=cwp-booking.dump postgresql://...; keep it "
      "together with media and keys of the data folder");
}

// All files below a folder, named from it, in order; none when there is no
// such folder.
absl::StatusOr<std::vector<std::string>> FilesBelow(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  if (!fs::exists(folder, error)) return names;
  for (fs::recursive_directory_iterator each(folder, error), end;
       !error && each != end; each.increment(error)) {
    if (each->is_regular_file(error)) {
      names.push_back(fs::path(each->path()).lexically_relative(folder));
    }
  }
  if (error) {
    return FailedPrecondition(
        "BACKUP_NOT_WRITTEN",
        absl::StrCat(folder, " cannot be read: ", error.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// What uploads have not finished is not named by a hash.
bool IsMediaFile(const std::string& name) {
  const std::string last = fs::path(name).filename();
  return last.size() == kHashDigits &&
         std::all_of(last.begin(), last.end(),
                     [](char c) { return absl::ascii_isxdigit(c); });
}

class Creator {
 public:
  Creator(Connections& connections, const BackupOptions& options)
      : connections_(connections),
        options_(options),
        folder_(options.out + ".partial") {}

  absl::StatusOr<BackupManifest> Run() {
    const absl::Status status = CopyAll();
    if (status.ok()) return std::move(manifest_);
    std::error_code ignored;
    if (began_) fs::remove_all(folder_, ignored);
    return status;
  }

 private:
  absl::Status CopyAll() {
    RETURN_IF_ERROR(Begin());
    // In reverse order of start, followers before those that they follow: one
    // that is behind catches up, one that is ahead has to list anew.
    for (auto each = options_.services.rbegin();
         each != options_.services.rend(); ++each) {
      RETURN_IF_ERROR(AddDatabase(*each));
    }
    // After the databases, so that whatever they name is there.
    RETURN_IF_ERROR(AddMedia());
    if (options_.with_keys) RETURN_IF_ERROR(AddKeys());
    RETURN_IF_ERROR(WriteManifest(folder_, manifest_));
    return Finish();
  }

  absl::Status Begin() {
    std::error_code error;
    if (fs::exists(options_.out, error) && !fs::is_empty(options_.out, error)) {
      return FailedPrecondition(
          "BACKUP_EXISTS",
          absl::StrCat(options_.out, " is there already; give another --out"));
    }
    // Left over from a backup that was cut off.
    fs::remove_all(folder_, error);
    began_ = true;
    manifest_.version = CWP_VERSION;
    manifest_.create_time = connections_.clock().Now();
    manifest_.with_keys = options_.with_keys;
    return MakePrivateFolder(folder_ + "/db");
  }

  absl::Status AddDatabase(const std::string& service) {
    Say(absl::StrCat("the database of ", service));
    BackupFile file{.path = absl::StrCat("db/", service, ".db")};
    const std::string path = absl::StrCat(folder_, "/", file.path);
    RETURN_IF_ERROR(ExplainPostgres(FetchCopy(connections_, service, path)));
    absl::StatusOr<std::optional<feed::Position>> head =
        ReadCopy(path, connections_.clock());
    if (!head.ok()) {
      return FailedPrecondition(
          "BACKUP_DAMAGED",
          absl::StrCat("the copy of ", service,
                       " is no database: ", head.status().message()));
    }
    if (head->has_value()) {
      file.feed_revision = (*head)->revision;
      file.feed_hash = crypto::ToHex((*head)->hash);
    }
    ASSIGN_OR_RETURN(const FileSum sum, SumOf(path));
    file.sha256 = sum.sha256;
    file.size = sum.size;
    manifest_.files.push_back(std::move(file));
    return absl::OkStatus();
  }

  absl::Status AddMedia() {
    Say("the media");
    ASSIGN_OR_RETURN(const std::vector<std::string> names,
                     FilesBelow(options_.data + "/media"));
    for (const std::string& name : names) {
      if (!IsMediaFile(name)) continue;
      RETURN_IF_ERROR(Add("media/" + name));
      const BackupFile& file = manifest_.files.back();
      if (file.sha256 != fs::path(name).filename()) {
        return FailedPrecondition(
            "BACKUP_DAMAGED",
            absl::StrCat(options_.data, "/", file.path,
                         " is damaged: it does not hash to its name"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddKeys() {
    Say("the keys");
    ASSIGN_OR_RETURN(const std::vector<std::string> names,
                     FilesBelow(options_.data + "/keys"));
    for (const std::string& name : names) RETURN_IF_ERROR(Add("keys/" + name));
    return absl::OkStatus();
  }

  // Copies one file of the data folder to the same place in the backup.
  absl::Status Add(const std::string& path) {
    ASSIGN_OR_RETURN(const FileSum sum,
                     CopyFile(absl::StrCat(options_.data, "/", path),
                              absl::StrCat(folder_, "/", path)));
    manifest_.files.push_back(
        {.path = path, .sha256 = sum.sha256, .size = sum.size});
    return absl::OkStatus();
  }

  absl::Status Finish() {
    for (const BackupFile& file : manifest_.files) {
      RETURN_IF_ERROR(SyncFolder(
          fs::path(absl::StrCat(folder_, "/", file.path)).parent_path()));
    }
    RETURN_IF_ERROR(SyncFolder(folder_));
    std::error_code error;
    fs::rename(folder_, options_.out, error);
    if (error) return NotWritten(options_.out, error.value());
    const fs::path parent = fs::absolute(options_.out).parent_path();
    return SyncFolder(parent);
  }

  void Say(absl::string_view what) const {
    if (options_.progress) options_.progress(what);
  }

  Connections& connections_;
  const BackupOptions& options_;
  const std::string folder_;
  BackupManifest manifest_;
  bool began_ = false;
};

}  // namespace

absl::StatusOr<BackupManifest> CreateBackup(Connections& connections,
                                            const BackupOptions& options) {
  return Creator(connections, options).Run();
}

}  // namespace cwp::ctl
