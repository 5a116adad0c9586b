#ifndef CWP_SERVICES_CWPCTL_PLAIN_FILE_H_
#define CWP_SERVICES_CWPCTL_PLAIN_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::ctl {

// A file that is written from its beginning, readable by its owner alone.
// Everything here fails with FAILED_PRECONDITION `BACKUP_NOT_WRITTEN` and a
// sentence that names the path.
class NewFile {
 public:
  // Makes it; there must be none at `path`.
  static absl::StatusOr<NewFile> Create(const std::string& path);

  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  absl::Status Append(absl::string_view bytes);

  // Makes what was written durable.
  absl::Status Sync();

 private:
  NewFile(std::string path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_;
};

// Makes a folder that its owner alone may enter, and those above it.
absl::Status MakePrivateFolder(const std::string& path);

// Makes the names in a folder durable.
absl::Status SyncFolder(const std::string& path);

// What a file holds, without holding it.
struct FileSum {
  std::string sha256;
  int64_t size = 0;
};

// Reads a file through. Fails with FAILED_PRECONDITION `BACKUP_DAMAGED` when it
// cannot be read.
absl::StatusOr<FileSum> SumOf(const std::string& path);

// Writes a copy to a new file, durably, and returns what it holds. Fails as
// both of the above.
absl::StatusOr<FileSum> CopyFile(const std::string& from,
                                 const std::string& to);

// The error that writing fails with.
absl::Status NotWritten(const std::string& path, int error);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_PLAIN_FILE_H_
