#include "services/web/scheduling_client.h"

#include <utility>

#include "absl/time/time.h"
#include "common/http/co_status_macros.h"
#include "common/rpc/await.h"
#include "cwp/scheduling/v1/picture_service.grpc.pb.h"
#include "grpcpp/channel.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::scheduling::v1;

constexpr absl::Duration kReadTime = absl::Seconds(5);

}  // namespace

struct SchedulingClient::Stub {
  std::unique_ptr<v1::PictureService::Stub> pictures;
};

SchedulingClient::SchedulingClient(const rpc::Peer& scheduling,
                                   const Clock& clock)
    : peer_(scheduling),
      clock_(clock),
      stub_(std::make_unique<Stub>(
          Stub{v1::PictureService::NewStub(scheduling.channel())})) {}

SchedulingClient::~SchedulingClient() = default;

boost::asio::awaitable<absl::StatusOr<std::string>>
SchedulingClient::GetPicture(rpc::Caller caller, std::string id, bool small) {
  v1::GetWorkshopPictureRequest request;
  request.set_picture_id(std::move(id));
  request.set_small(small);
  CO_ASSIGN_OR_RETURN(
      v1::PictureFile file,
      co_await rpc::Await<v1::PictureFile>(
          peer_, std::move(caller), clock_.Now() + kReadTime,
          std::move(request),
          [this](auto* context, auto* sent, auto* response, auto done) {
            stub_->pictures->async()->GetWorkshopPicture(context, sent,
                                                         response, done);
          }));
  co_return std::move(*file.mutable_image());
}

}  // namespace cwp::web
