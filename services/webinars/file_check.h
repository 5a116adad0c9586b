#ifndef CWP_SERVICES_WEBINARS_FILE_CHECK_H_
#define CWP_SERVICES_WEBINARS_FILE_CHECK_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/webinars/domain.h"

namespace cwp::webinars {

// Looks at a file's bytes as they pass, to see whether they are of the type
// that was stated. Keeps little of them. Once it has refused, it is done.
//
// Fails with INVALID_ARGUMENT `FILE_WRONG_TYPE` and a sentence that says what
// is wrong with the file.
class FileCheck {
 public:
  virtual ~FileCheck() = default;

  // Looks at the next bytes; refuses as soon as it is clear.
  virtual absl::Status Update(absl::string_view bytes) = 0;

  // Called once, last: whether the file is whole.
  virtual absl::Status Finish() = 0;
};

// What is asked of each type:
// - MP4: begins with an `ftyp` box; boxes to the very end, a `moov` and an
//   `mdat` among them, in either order;
// - WebVTT: UTF-8, the WEBVTT header, at least one cue; each cue has times that
//   can be read, ends after it starts, and starts no earlier than the one
//   before;
// - PDF: begins with `%PDF-` and has `%%EOF` in its last 1,024 bytes.
std::unique_ptr<FileCheck> MakeFileCheck(FileType type);

// INVALID_ARGUMENT `FILE_WRONG_TYPE`.
absl::Status WrongType(absl::string_view message);

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_FILE_CHECK_H_
