#include "services/webinars/unfinished_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/error.h"
#include "services/webinars/media_folder.h"

namespace cwp::webinars {
namespace {

constexpr absl::string_view kPrefix = "pieces-";
// Of the name that a file has while it is kept; MediaFolder removes it when it
// is left behind.
constexpr absl::string_view kLinkPrefix = "upload-";
constexpr int kMost = 500;

absl::Status Busy() {
  return MakeError(absl::StatusCode::kAborted, "UPLOAD_BUSY",
                   "the same upload is worked on already");
}

absl::Status UploadNotFound() {
  return NotFound("UPLOAD_NOT_FOUND", "there is no such upload");
}

absl::Time LastWorkedOn(const struct stat& facts) {
  return absl::TimeFromTimespec(facts.st_mtim);
}

// Removes the file at `path` unless it was worked on since, or is now.
void ForgetOne(const std::string& path, absl::Time before) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  struct stat facts = {};
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0 &&
      fstat(descriptor, &facts) == 0 && LastWorkedOn(facts) < before) {
    unlink(path.c_str());
  }
  close(descriptor);
}

}  // namespace

UnfinishedFile::UnfinishedFile(std::string folder, std::string path,
                               int descriptor)
    : folder_(std::move(folder)),
      path_(std::move(path)),
      descriptor_(descriptor) {}

UnfinishedFile::~UnfinishedFile() { close(descriptor_); }

absl::StatusOr<int64_t> UnfinishedFile::Size() const {
  struct stat facts = {};
  if (fstat(descriptor_, &facts) != 0) return WriteFailed("cannot see a file");
  return static_cast<int64_t>(facts.st_size);
}

absl::Status UnfinishedFile::Append(absl::string_view bytes, absl::Time now) {
  struct stat facts = {};
  if (fstat(descriptor_, &facts) != 0) return WriteFailed("cannot see a file");
  // A second name is the one in its place, where bytes never change.
  if (facts.st_nlink > 1) {
    return FailedPrecondition("UPLOAD_FINISHED",
                              "the upload is finished and takes no more");
  }
  off_t end = facts.st_size;
  absl::Status status;
  while (!bytes.empty() && status.ok()) {
    const ssize_t written =
        pwrite(descriptor_, bytes.data(), bytes.size(), end);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      status = WriteFailed("cannot write a file");
    } else {
      bytes.remove_prefix(static_cast<size_t>(written));
      end += written;
    }
  }
  if (status.ok() && fdatasync(descriptor_) != 0) {
    status = WriteFailed("cannot sync a file");
  }
  if (!status.ok()) {
    // Nothing better can be done when this fails too: the size says what is
    // there, and a client goes by it.
    const int ignored = ftruncate(descriptor_, facts.st_size);
    static_cast<void>(ignored);
    return status;
  }
  const struct timespec times[2] = {absl::ToTimespec(now),
                                    absl::ToTimespec(now)};
  if (futimens(descriptor_, times) != 0)
    return WriteFailed("cannot mark a file");
  return absl::OkStatus();
}

absl::Status UnfinishedFile::Read(int64_t offset, std::string& bytes) const {
  const int copy = fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return WriteFailed("cannot open a file");
  return StoredFile(copy).Read(offset, bytes);
}

absl::Status UnfinishedFile::Keep(absl::string_view hash) {
  const std::string link_path =
      absl::StrCat(folder_, "/incoming/", kLinkPrefix,
                   std::filesystem::path(path_).filename().string());
  unlink(link_path.c_str());
  if (link(path_.c_str(), link_path.c_str()) != 0) {
    return WriteFailed("cannot link a file");
  }
  const int copy = fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return WriteFailed("cannot open a file");
  IncomingFile incoming(folder_, link_path, copy);
  RETURN_IF_ERROR(incoming.Sync());
  RETURN_IF_ERROR(incoming.Keep(hash));
  // Renaming a file over itself, when this is a repeat, leaves both names.
  unlink(link_path.c_str());
  return absl::OkStatus();
}

void UnfinishedFile::Remove() { unlink(path_.c_str()); }

UnfinishedFiles::UnfinishedFiles(absl::string_view folder)
    : folder_(folder), incoming_(absl::StrCat(folder, "/incoming")) {}

std::string UnfinishedFiles::PathOf(absl::string_view name) const {
  return absl::StrCat(incoming_, "/", kPrefix, name);
}

int64_t UnfinishedFiles::SizeOf(absl::string_view name) const {
  struct stat facts = {};
  if (stat(PathOf(name).c_str(), &facts) != 0) return 0;
  return static_cast<int64_t>(facts.st_size);
}

absl::StatusOr<std::unique_ptr<UnfinishedFile>> UnfinishedFiles::OpenWith(
    absl::string_view name, int flags) {
  std::string path = PathOf(name);
  const int descriptor = open(path.c_str(), O_RDWR | O_CLOEXEC | flags, 0600);
  if (descriptor < 0 && errno == ENOENT) return UploadNotFound();
  if (descriptor < 0) return WriteFailed("cannot open a file");
  auto file =
      std::make_unique<UnfinishedFile>(folder_, std::move(path), descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) return Busy();
  struct stat facts = {};
  // Somebody took it for forsaken just before.
  if (fstat(descriptor, &facts) != 0 || facts.st_nlink == 0) return Busy();
  return file;
}

absl::StatusOr<std::unique_ptr<UnfinishedFile>> UnfinishedFiles::Begin(
    absl::string_view name) {
  if (access(PathOf(name).c_str(), F_OK) != 0 && Count() >= kMost) {
    return db::Overloaded("too many files are half uploaded");
  }
  return OpenWith(name, O_CREAT);
}

absl::StatusOr<std::unique_ptr<UnfinishedFile>> UnfinishedFiles::Open(
    absl::string_view name) {
  return OpenWith(name, 0);
}

int UnfinishedFiles::Count() const {
  int count = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(incoming_, error), end;
       !error && entry != end; entry.increment(error)) {
    if (absl::StartsWith(entry->path().filename().string(), kPrefix)) ++count;
  }
  return count;
}

void UnfinishedFiles::Forget(absl::Time before) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(incoming_, error), end;
       !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (absl::StartsWith(name, kPrefix)) {
      ForgetOne(entry->path().string(), before);
    }
  }
}

}  // namespace cwp::webinars
