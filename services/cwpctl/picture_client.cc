#include "services/cwpctl/picture_client.h"

#include "absl/strings/string_view.h"
#include "cwp/scheduling/v1/picture_service.grpc.pb.h"
#include "services/cwpctl/call.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;
using Stub = v1::PictureService::Stub;

constexpr absl::string_view kService = "scheduling";

}  // namespace

absl::StatusOr<v1::Workshop> PictureClient::Set(
    const v1::SetWorkshopPictureRequest& request) {
  return Write(connections_, kService, &Stub::SetWorkshopPicture, request);
}

absl::StatusOr<v1::Workshop> PictureClient::Remove(
    const v1::RemoveWorkshopPictureRequest& request) {
  return Write(connections_, kService, &Stub::RemoveWorkshopPicture, request);
}

}  // namespace cwp::ctl
