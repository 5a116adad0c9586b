#include "common/base/error.h"

#include <utility>

#include "absl/strings/cord.h"
#include "google/rpc/status.pb.h"

namespace cwp {
namespace {

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  auto payload = status.GetPayload(kErrorInfoUrl);
  if (payload.has_value()) info.ParseFromString(std::string(*payload));
  return info;
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, absl::string_view reason,
                       absl::string_view message, ErrorMetadata metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain("cwp-booking");
  for (auto& [name, value] : metadata) {
    (*info.mutable_metadata())[name] = std::move(value);
  }
  absl::Status status(code, message);
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

absl::Status InvalidArgument(absl::string_view reason,
                             absl::string_view message,
                             ErrorMetadata metadata) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, message,
                   std::move(metadata));
}

absl::Status NotFound(absl::string_view reason, absl::string_view message,
                      ErrorMetadata metadata) {
  return MakeError(absl::StatusCode::kNotFound, reason, message,
                   std::move(metadata));
}

absl::Status FailedPrecondition(absl::string_view reason,
                                absl::string_view message,
                                ErrorMetadata metadata) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, message,
                   std::move(metadata));
}

absl::Status Unavailable(absl::string_view reason, absl::string_view message,
                         ErrorMetadata metadata) {
  return MakeError(absl::StatusCode::kUnavailable, reason, message,
                   std::move(metadata));
}

std::string ReasonOf(const absl::Status& status) {
  return InfoOf(status).reason();
}

std::string MetadataOf(const absl::Status& status, absl::string_view name) {
  const google::rpc::ErrorInfo info = InfoOf(status);
  const auto found = info.metadata().find(std::string(name));
  return found == info.metadata().end() ? "" : found->second;
}

}  // namespace cwp
