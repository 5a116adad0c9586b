#include "common/rpc/status.h"

#include <string>

#include "absl/strings/cord.h"
#include "common/base/error.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace cwp::rpc {
namespace {

// What a caller may see of an error: all of it when it has a reason, otherwise
// the code.
absl::Status Shown(const absl::Status& status) {
  if (!ReasonOf(status).empty()) return status;
  return MakeError(status.code(), absl::StatusCodeToString(status.code()),
                   "the request failed");
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const absl::Status shown = Shown(status);
  google::rpc::Status details;
  details.set_code(static_cast<int>(shown.code()));
  details.set_message(std::string(shown.message()));
  shown.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    google::protobuf::Any* any = details.add_details();
    any->set_type_url(std::string(url));
    any->set_value(std::string(payload));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(shown.code()),
                      details.message(), details.SerializeAsString());
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  google::rpc::Status details;
  if (!status.error_details().empty() &&
      details.ParseFromString(status.error_details())) {
    absl::Status result(code, status.error_message());
    for (const google::protobuf::Any& any : details.details()) {
      result.SetPayload(any.type_url(), absl::Cord(any.value()));
    }
    return result;
  }
  if (code == absl::StatusCode::kUnavailable) {
    return Unavailable("SERVICE_UNAVAILABLE", "the service did not answer");
  }
  return MakeError(code, absl::StatusCodeToString(code),
                   status.error_message());
}

absl::Status RequestUnreadable() {
  return InvalidArgument("REQUEST_UNREADABLE",
                         "the request is not a message of this method, or has "
                         "a text that is not UTF-8");
}

}  // namespace cwp::rpc
