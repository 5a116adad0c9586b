#ifndef CWP_SERVICES_WEBINARS_UNFINISHED_FILE_H_
#define CWP_SERVICES_WEBINARS_UNFINISHED_FILE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::webinars {

// A file that comes in piece by piece and may stop and go on for a day. While
// this lives nobody else works on it. Blocks on the disk. Used by one thread at
// a time. Methods fail with RESOURCE_EXHAUSTED `DISK_FULL` or INTERNAL
// `MEDIA_FOLDER_UNUSABLE`, where they do not say otherwise.
class UnfinishedFile {
 public:
  // Takes over an open and locked file. For UnfinishedFiles.
  UnfinishedFile(std::string folder, std::string path, int descriptor);
  ~UnfinishedFile();

  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  absl::StatusOr<int64_t> Size() const;

  // Adds bytes at the end, durably; all of them, or none when it fails. It was
  // last worked on at `now`.
  //
  // Fails also with FAILED_PRECONDITION `UPLOAD_FINISHED` once it was kept.
  absl::Status Append(absl::string_view bytes, absl::Time now);

  // Fills `bytes`, as long as it is, with what stands from `offset` on. Fails
  // with DATA_LOSS `FILE_UNREADABLE`.
  absl::Status Read(int64_t offset, std::string& bytes) const;

  // Gives the bytes their place under their hash, durably. The file stays, so
  // that this can be repeated; it takes no room of its own.
  absl::Status Keep(absl::string_view hash);

  // Removes it.
  void Remove();

 private:
  const std::string folder_;
  const std::string path_;
  const int descriptor_;
};

// All such files of a media folder, each under a name of lower-case letters and
// digits. Several processes may share one folder. Safe to use from several
// threads at once; blocks on the disk.
class UnfinishedFiles {
 public:
  // `folder` is that of a MediaFolder that was opened.
  explicit UnfinishedFiles(absl::string_view folder);

  // How many bytes are there; 0 when nothing is.
  int64_t SizeOf(absl::string_view name) const;

  // Goes on with a file, or begins it.
  //
  // Fails with ABORTED `UPLOAD_BUSY` while somebody works on it,
  // RESOURCE_EXHAUSTED `OVERLOADED` when there are too many, or as
  // UnfinishedFile.
  absl::StatusOr<std::unique_ptr<UnfinishedFile>> Begin(absl::string_view name);

  // Goes on with a file. Fails with NOT_FOUND `UPLOAD_NOT_FOUND`, or as Begin.
  absl::StatusOr<std::unique_ptr<UnfinishedFile>> Open(absl::string_view name);

  // Removes those that nobody worked on since then.
  void Forget(absl::Time before);

 private:
  std::string PathOf(absl::string_view name) const;
  absl::StatusOr<std::unique_ptr<UnfinishedFile>> OpenWith(
      absl::string_view name, int flags);
  int Count() const;

  const std::string folder_;
  const std::string incoming_;
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_UNFINISHED_FILE_H_
