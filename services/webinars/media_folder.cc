#include "services/webinars/media_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
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
#include "common/telemetry/log.h"

namespace cwp::webinars {
namespace {

constexpr absl::string_view kIncomingPrefix = "upload-";

// How often a new file may be taken for a forsaken one before that is no
// accident.
constexpr int kClaims = 10;

// The folders of a hash, the outer one first, and its file's path.
struct Place {
  std::string outer;
  std::string inner;
  std::string file;
};

Place PlaceOf(absl::string_view folder, absl::string_view hash) {
  Place place;
  place.outer = absl::StrCat(folder, "/", hash.substr(0, 2));
  place.inner = absl::StrCat(place.outer, "/", hash.substr(2, 2));
  place.file = absl::StrCat(place.inner, "/", hash);
  return place;
}

// What the system call said that just failed.
std::string SystemMessage() {
  return std::error_code(errno, std::generic_category()).message();
}

absl::Status Unreadable(absl::string_view problem) {
  return MakeError(absl::StatusCode::kDataLoss, "FILE_UNREADABLE",
                   absl::StrCat("the file cannot be read: ", problem));
}

absl::Status Unusable(absl::string_view path, absl::string_view problem) {
  return FailedPrecondition(
      "MEDIA_FOLDER_UNUSABLE",
      absl::StrCat("the media folder ", path, " is of no use: ", problem),
      {{"path", std::string(path)}});
}

absl::Status MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) {
    return absl::OkStatus();
  }
  return WriteFailed("cannot make a folder");
}

// Makes the names in a folder durable.
absl::Status SyncFolder(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return WriteFailed("cannot open a folder");
  absl::Status status;
  if (fsync(descriptor) != 0) status = WriteFailed("cannot sync a folder");
  close(descriptor);
  return status;
}

// Removes a file of an upload unless some process still holds its lock.
void RemoveIfForsaken(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) unlink(path.c_str());
  close(descriptor);
}

// Whether the file just made is ours: locked, and not taken for a forsaken one
// by a process that started in between.
bool Claim(int descriptor) {
  struct stat facts = {};
  return flock(descriptor, LOCK_EX | LOCK_NB) == 0 &&
         fstat(descriptor, &facts) == 0 && facts.st_nlink == 1;
}

}  // namespace

absl::Status WriteFailed(absl::string_view what) {
  if (errno == ENOSPC || errno == EDQUOT) {
    return MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL",
                     "there is no room for the file");
  }
  return MakeError(absl::StatusCode::kInternal, "MEDIA_FOLDER_UNUSABLE",
                   absl::StrCat(what, ": ", SystemMessage()));
}

IncomingFile::IncomingFile(std::string folder, std::string path, int descriptor)
    : folder_(std::move(folder)),
      path_(std::move(path)),
      descriptor_(descriptor) {}

IncomingFile::~IncomingFile() {
  if (!kept_) unlink(path_.c_str());
  close(descriptor_);
}

absl::Status IncomingFile::Append(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return WriteFailed("cannot write a file");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status IncomingFile::Sync() {
  if (fsync(descriptor_) != 0) return WriteFailed("cannot sync a file");
  return absl::OkStatus();
}

absl::Status IncomingFile::Keep(absl::string_view hash) {
  const Place place = PlaceOf(folder_, hash);
  RETURN_IF_ERROR(MakeFolder(place.outer));
  RETURN_IF_ERROR(MakeFolder(place.inner));
  // In place of a copy that is there: should that one be damaged, it is mended.
  if (rename(path_.c_str(), place.file.c_str()) != 0) {
    return WriteFailed("cannot rename a file");
  }
  kept_ = true;
  // The outer ones too: whoever made them may have died before syncing.
  RETURN_IF_ERROR(SyncFolder(place.inner));
  RETURN_IF_ERROR(SyncFolder(place.outer));
  return SyncFolder(folder_);
}

StoredFile::~StoredFile() { close(descriptor_); }

absl::Status StoredFile::Read(int64_t offset, std::string& bytes) const {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        pread(descriptor_, bytes.data() + done, bytes.size() - done,
              offset + static_cast<int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(SystemMessage());
    if (got == 0) return Unreadable("it is shorter than it was");
    done += static_cast<size_t>(got);
  }
  return absl::OkStatus();
}

MediaFolder::MediaFolder(absl::string_view path)
    : path_(path), incoming_(absl::StrCat(path, "/incoming")) {}

absl::StatusOr<std::unique_ptr<MediaFolder>> MediaFolder::Open(
    absl::string_view path) {
  if (path.empty()) return Unusable(path, "media-dir is not set");
  std::unique_ptr<MediaFolder> folder(new MediaFolder(path));
  std::error_code error;
  std::filesystem::create_directories(folder->incoming_, error);
  std::filesystem::directory_iterator entry;
  if (!error)
    entry = std::filesystem::directory_iterator(folder->incoming_, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    if (absl::StartsWith(entry->path().filename().string(), kIncomingPrefix)) {
      RemoveIfForsaken(entry->path().string());
    }
  }
  if (error) return Unusable(path, error.message());
  if (access(folder->incoming_.c_str(), W_OK | X_OK) != 0) {
    return Unusable(path, SystemMessage());
  }
  return folder;
}

absl::StatusOr<std::unique_ptr<IncomingFile>> MediaFolder::Begin() {
  for (int i = 0; i < kClaims; ++i) {
    std::string path = absl::StrCat(incoming_, "/", kIncomingPrefix, "XXXXXX");
    const int descriptor = mkostemp(path.data(), O_CLOEXEC);
    if (descriptor < 0) return WriteFailed("cannot make a file");
    if (Claim(descriptor)) {
      return std::make_unique<IncomingFile>(path_, std::move(path), descriptor);
    }
    close(descriptor);
  }
  return WriteFailed("cannot lock a file");
}

absl::StatusOr<std::unique_ptr<StoredFile>> MediaFolder::OpenStored(
    absl::string_view hash) const {
  const std::string path = PlaceOf(path_, hash).file;
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    absl::Status status = Unreadable(SystemMessage());
    Log(LogLevel::kError, "file_missing", {{"hash", hash}});
    return status;
  }
  return std::make_unique<StoredFile>(descriptor);
}

}  // namespace cwp::webinars
