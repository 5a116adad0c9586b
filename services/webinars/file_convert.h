#ifndef CWP_SERVICES_WEBINARS_FILE_CONVERT_H_
#define CWP_SERVICES_WEBINARS_FILE_CONVERT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "services/webinars/domain.h"

namespace cwp::webinars {

// Files from and to cwp.webinars.v1; errors as in convert.h.

// The largest piece of a file in one message.
inline constexpr size_t kMaxPieceBytes = 256 << 10;

// What an upload says of itself.
struct Description {
  FileType type = FileType::kMp4;
  // Empty: not checked.
  std::string hash;
};
absl::StatusOr<Description> DescriptionFromProto(
    const v1::UploadFileRequest& first);

// The bytes of a message that is not the first. Refers to the message.
absl::StatusOr<absl::string_view> PieceFromProto(
    const v1::UploadFileRequest& message);

// The largest piece of an upload that comes in several calls: with all else in
// its message, servers take it.
inline constexpr size_t kMaxAppendBytes = 512 << 10;

// INVALID_ARGUMENT `FILE_TOO_LARGE`.
absl::Status TooLarge(int64_t limit);

// An upload that comes in several calls, as its caller names it.
struct UploadName {
  std::string id;
  FileType type = FileType::kMp4;
};
absl::StatusOr<UploadName> UploadFromProto(const std::string& upload_id,
                                           const std::string& content_type);

// Checks the rest of such a call.
absl::Status CheckAppend(const v1::AppendUploadRequest& request);

// A download that is asked for.
struct FileWanted {
  std::string hash;
  // Not negative.
  int64_t offset = 0;
  int64_t length = 0;
};
absl::StatusOr<FileWanted> DownloadFromProto(
    const v1::DownloadFileRequest& request);

v1::File ToProto(const File& file);

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_FILE_CONVERT_H_
