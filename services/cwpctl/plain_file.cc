#include "services/cwpctl/plain_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"

namespace cwp::ctl {
namespace {

constexpr size_t kPieceBytes = 1 << 20;

// Hands on a file in pieces, and sums it up meanwhile.
absl::StatusOr<FileSum> ReadThrough(
    const std::string& path,
    const std::function<absl::Status(absl::string_view)>& take) {
  std::ifstream file(path, std::ios::binary);
  std::string piece(kPieceBytes, '\0');
  crypto::Sha256 hash;
  FileSum sum;
  while (file && (file.read(piece.data(), kPieceBytes), file.gcount() > 0)) {
    const absl::string_view bytes(piece.data(), file.gcount());
    hash.Update(bytes);
    sum.size += bytes.size();
    RETURN_IF_ERROR(take(bytes));
  }
  if (!file.eof()) {
    return FailedPrecondition("BACKUP_DAMAGED",
                              absl::StrCat(path, " cannot be read"));
  }
  sum.sha256 = hash.FinishHex();
  return sum;
}

}  // namespace

absl::Status NotWritten(const std::string& path, int error) {
  return FailedPrecondition(
      "BACKUP_NOT_WRITTEN",
      absl::StrCat(path, " cannot be written: ", strerror(error)));
}

absl::StatusOr<NewFile> NewFile::Create(const std::string& path) {
  const int descriptor =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return NotWritten(path, errno);
  return NewFile(path, descriptor);
}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

NewFile::~NewFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status NewFile::Append(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return NotWritten(path_, errno);
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

absl::Status NewFile::Sync() {
  if (fsync(descriptor_) != 0) return NotWritten(path_, errno);
  return absl::OkStatus();
}

absl::Status MakePrivateFolder(const std::string& path) {
  const mode_t mask = umask(077);
  std::error_code error;
  std::filesystem::create_directories(path, error);
  umask(mask);
  if (error) return NotWritten(path, error.value());
  return absl::OkStatus();
}

absl::Status SyncFolder(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return NotWritten(path, errno);
  const int failed = fsync(descriptor) != 0 ? errno : 0;
  close(descriptor);
  return failed == 0 ? absl::OkStatus() : NotWritten(path, failed);
}

absl::StatusOr<FileSum> SumOf(const std::string& path) {
  return ReadThrough(path, [](absl::string_view) { return absl::OkStatus(); });
}

absl::StatusOr<FileSum> CopyFile(const std::string& from,
                                 const std::string& to) {
  RETURN_IF_ERROR(MakePrivateFolder(std::filesystem::path(to).parent_path()));
  ASSIGN_OR_RETURN(NewFile file, NewFile::Create(to));
  ASSIGN_OR_RETURN(FileSum sum, ReadThrough(from, [&](absl::string_view bytes) {
                     return file.Append(bytes);
                   }));
  RETURN_IF_ERROR(file.Sync());
  return sum;
}

}  // namespace cwp::ctl
