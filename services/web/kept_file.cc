#include "services/web/kept_file.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "google/protobuf/util/json_util.h"

namespace cwp::web {

absl::StatusOr<http::Response> KeptFile(
    const registration::v1::ExportContactResponse& all) {
  google::protobuf::util::JsonPrintOptions readable;
  readable.add_whitespace = true;
  readable.preserve_proto_field_names = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(all, &text, readable).ok()) {
    return absl::InternalError("a contact cannot be written as JSON");
  }
  http::Response file = http::Json(std::move(text));
  file.SetHeader("Content-Disposition",
                 "attachment; filename=\"what-we-keep.json\"");
  return file;
}

}  // namespace cwp::web
