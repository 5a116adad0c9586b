#ifndef CWP_SERVICES_WEBINARS_MEDIA_FOLDER_H_
#define CWP_SERVICES_WEBINARS_MEDIA_FOLDER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::webinars {

// What a system call said of the disk that just failed: RESOURCE_EXHAUSTED
// `DISK_FULL` or INTERNAL `MEDIA_FOLDER_UNUSABLE`. `what` begins its message.
absl::Status WriteFailed(absl::string_view what);

// A file that is coming in, under a name of its own until it is kept. When it
// is not kept, its bytes are gone with this object. Blocks on the disk. Used by
// one thread at a time.
class IncomingFile {
 public:
  // Takes over an open and locked file. For MediaFolder.
  IncomingFile(std::string folder, std::string path, int descriptor);
  ~IncomingFile();

  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;

  // Fails with RESOURCE_EXHAUSTED `DISK_FULL` or INTERNAL
  // `MEDIA_FOLDER_UNUSABLE`.
  absl::Status Append(absl::string_view bytes);

  // Makes the bytes durable. Fails as Append does.
  absl::Status Sync();

  // Gives the file its place under the hash of its bytes, in place of a copy
  // that may be there already, durably. Called once, after Sync; fails as
  // Append does.
  absl::Status Keep(absl::string_view hash);

 private:
  const std::string folder_;
  const std::string path_;
  const int descriptor_;
  bool kept_ = false;
};

// A file that is read. Blocks on the disk. Used by one thread at a time.
class StoredFile {
 public:
  explicit StoredFile(int descriptor) : descriptor_(descriptor) {}
  ~StoredFile();

  StoredFile(const StoredFile&) = delete;
  StoredFile& operator=(const StoredFile&) = delete;

  // Fills `bytes`, as long as it is, with what stands from `offset` on. Fails
  // with DATA_LOSS `FILE_UNREADABLE`, also when the file ends before.
  absl::Status Read(int64_t offset, std::string& bytes) const;

 private:
  const int descriptor_;
};

// The bytes of all files, each named by its SHA-256 hash and two folders deep:
// `ab/cd/abcd...`. Several processes may share one folder. Safe to use from
// several threads at once; blocks on the disk.
class MediaFolder {
 public:
  // Makes the folder if there is none, and removes what uploads left behind
  // that were cut off by a crash. Fails with FAILED_PRECONDITION
  // `MEDIA_FOLDER_UNUSABLE`.
  static absl::StatusOr<std::unique_ptr<MediaFolder>> Open(
      absl::string_view path);

  const std::string& path() const { return path_; }

  // Begins a file. Fails as IncomingFile::Append does.
  absl::StatusOr<std::unique_ptr<IncomingFile>> Begin();

  // Opens the file of a hash in lower-case hexadecimal. Fails with DATA_LOSS
  // `FILE_UNREADABLE`.
  absl::StatusOr<std::unique_ptr<StoredFile>> OpenStored(
      absl::string_view hash) const;

 private:
  explicit MediaFolder(absl::string_view path);

  const std::string path_;
  const std::string incoming_;
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_MEDIA_FOLDER_H_
