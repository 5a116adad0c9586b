#include "services/web/notifications_client.h"

#include <utility>

#include "absl/time/time.h"
#include "common/http/co_status_macros.h"
#include "common/rpc/await.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "grpcpp/channel.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::notifications::v1;

constexpr absl::Duration kReadTime = absl::Seconds(5);

}  // namespace

struct NotificationsClient::Stub {
  std::unique_ptr<v1::NotificationsService::Stub> service;
};

NotificationsClient::NotificationsClient(const rpc::Peer& notifications,
                                         const Clock& clock)
    : peer_(notifications),
      clock_(clock),
      stub_(std::make_unique<Stub>(
          Stub{v1::NotificationsService::NewStub(notifications.channel())})) {}

NotificationsClient::~NotificationsClient() = default;

boost::asio::awaitable<absl::StatusOr<CalendarFile>>
NotificationsClient::GetCalendarFile(rpc::Caller caller,
                                     std::string join_token) {
  v1::GetCalendarFileRequest request;
  request.set_join_token(std::move(join_token));
  CO_ASSIGN_OR_RETURN(
      v1::CalendarFile file,
      co_await rpc::Await<v1::CalendarFile>(
          peer_, std::move(caller), clock_.Now() + kReadTime,
          std::move(request),
          [this](auto* context, auto* sent, auto* response, auto done) {
            stub_->service->async()->GetCalendarFile(context, sent, response,
                                                     done);
          }));
  co_return CalendarFile{.text = std::move(*file.mutable_text()),
                         .file_name = std::move(*file.mutable_file_name())};
}

}  // namespace cwp::web
