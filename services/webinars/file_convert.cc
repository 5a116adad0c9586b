#include "services/webinars/file_convert.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/webinars/field.h"

namespace cwp::webinars {

namespace {

absl::StatusOr<FileType> TypeFrom(absl::string_view field,
                                  const std::string& content_type) {
  if (content_type.empty()) return FieldRequired(field);
  const std::optional<FileType> type = FileTypeOf(content_type);
  if (!type.has_value()) {
    return FieldInvalid(field, "is not video/mp4, text/vtt or application/pdf");
  }
  return *type;
}

}  // namespace

absl::StatusOr<Description> DescriptionFromProto(
    const v1::UploadFileRequest& first) {
  if (!first.has_description()) return FieldRequired("description");
  const v1::FileDescription& description = first.description();
  ASSIGN_OR_RETURN(const FileType type, TypeFrom("description.content_type",
                                                 description.content_type()));
  ASSIGN_OR_RETURN(std::string hash,
                   OptionalHashFrom("description.hash", description.hash()));
  return Description{.type = type, .hash = std::move(hash)};
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

absl::Status TooLarge(int64_t limit) {
  return InvalidArgument(
      "FILE_TOO_LARGE",
      absl::StrCat("the file has more than ", limit, " bytes"),
      {{"limit", absl::StrCat(limit)}});
}

absl::StatusOr<UploadName> UploadFromProto(const std::string& upload_id,
                                           const std::string& content_type) {
  UploadName name;
  ASSIGN_OR_RETURN(name.id,
                   TextFrom("upload_id", upload_id, {.min = 1, .max = 128}));
  ASSIGN_OR_RETURN(name.type, TypeFrom("content_type", content_type));
  return name;
}

absl::Status CheckAppend(const v1::AppendUploadRequest& request) {
  if (request.offset() < 0) return FieldInvalid("offset", "is negative");
  if (request.data().empty()) return FieldRequired("data");
  if (request.data().size() > kMaxAppendBytes) {
    return FieldTooLong("data", "is longer than 512 KiB", kMaxAppendBytes);
  }
  return absl::OkStatus();
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
