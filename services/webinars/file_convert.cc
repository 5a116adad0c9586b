#include "services/webinars/file_convert.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "services/webinars/field.h"

namespace cwp::webinars {

absl::StatusOr<Description> DescriptionFromProto(
    const v1::UploadFileRequest& first) {
  if (!first.has_description()) return FieldRequired("description");
  const v1::FileDescription& description = first.description();
  if (description.content_type().empty()) {
    return FieldRequired("description.content_type");
  }
  const std::optional<FileType> type = FileTypeOf(description.content_type());
  if (!type.has_value()) {
    return FieldInvalid("description.content_type",
                        "is not video/mp4, text/vtt or application/pdf");
  }
  ASSIGN_OR_RETURN(std::string hash,
                   OptionalHashFrom("description.hash", description.hash()));
  return Description{.type = *type, .hash = std::move(hash)};
}

absl::StatusOr<absl::string_view> PieceFromProto(
    const v1::UploadFileRequest& message) {
  switch (message.piece_case()) {
    case v1::UploadFileRequest::kDescription:
      return FieldInvalid("description", "stands in the first message only");
    case v1::UploadFileRequest::PIECE_NOT_SET:
      return FieldRequired("piece");
    case v1::UploadFileRequest::kData:
      break;
  }
  if (message.data().size() > kMaxPieceBytes) {
    return FieldTooLong("data", "is longer than 256 KiB", kMaxPieceBytes);
  }
  return absl::string_view(message.data());
}

absl::StatusOr<FileWanted> DownloadFromProto(
    const v1::DownloadFileRequest& request) {
  FileWanted wanted;
  ASSIGN_OR_RETURN(wanted.hash, HashFrom("hash", request.hash()));
  if (request.offset() < 0) return FieldInvalid("offset", "is negative");
  if (request.length() < 0) return FieldInvalid("length", "is negative");
  wanted.offset = request.offset();
  wanted.length = request.length();
  return wanted;
}

v1::File ToProto(const File& file) {
  v1::File result;
  result.set_hash(file.hash);
  result.set_size_bytes(file.size_bytes);
  result.set_content_type(std::string(ContentTypeOf(file.type)));
  return result;
}

}  // namespace cwp::webinars
