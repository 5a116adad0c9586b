#include "services/gateway/registration_client.h"

#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/rpc/await.h"
#include "common/rpc/status.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::gateway {
namespace {

namespace v1 = ::cwp::registration::v1;

constexpr int kListPage = 200;

}  // namespace

class RegistrationClient::Impl {
 public:
  explicit Impl(const rpc::Peer& registration)
      : peer(registration),
        stub(v1::RegistrationService::NewStub(registration.channel())) {}

  const rpc::Peer& peer;
  const std::unique_ptr<v1::RegistrationService::Stub> stub;
};

RegistrationClient::RegistrationClient(const rpc::Peer& registration)
    : impl_(std::make_unique<Impl>(registration)) {}

RegistrationClient::~RegistrationClient() = default;

RegistrationClient::Result<v1::Booking> RegistrationClient::CreateBooking(
    rpc::Caller caller, absl::Time deadline, v1::CreateBookingRequest request) {
  const auto start = [this](auto* context, auto* sent, auto* response,
                            auto done) {
    impl_->stub->async()->CreateBooking(context, sent, response,
                                        std::move(done));
  };
  co_return co_await rpc::Await<v1::Booking>(
      impl_->peer, std::move(caller), deadline, std::move(request), start);
}

RegistrationClient::Result<v1::Booking> RegistrationClient::GetBooking(
    rpc::Caller caller, absl::Time deadline, int64_t id) {
  v1::GetBookingRequest request;
  request.set_id(id);
  const auto start = [this](auto* context, auto* sent, auto* response,
                            auto done) {
    impl_->stub->async()->GetBooking(context, sent, response, std::move(done));
  };
  co_return co_await rpc::Await<v1::Booking>(
      impl_->peer, std::move(caller), deadline, std::move(request), start);
}

RegistrationClient::Result<std::vector<v1::Booking>>
RegistrationClient::ListBookings(rpc::Caller caller, absl::Time deadline,
                                 int64_t session_id) {
  std::vector<v1::Booking> bookings;
  v1::ListBookingsRequest request;
  request.set_session_id(session_id);
  request.set_page_size(kListPage);
  const auto start = [this](auto* context, auto* sent, auto* response,
                            auto done) {
    impl_->stub->async()->ListBookings(context, sent, response,
                                       std::move(done));
  };
  do {
    absl::StatusOr<v1::ListBookingsResponse> page =
        co_await rpc::Await<v1::ListBookingsResponse>(impl_->peer, caller,
                                                      deadline, request, start);
    if (ReasonOf(page.status()) == "SESSION_NOT_FOUND") break;
    if (!page.ok()) co_return page.status();
    for (v1::Booking& booking : *page->mutable_bookings()) {
      bookings.push_back(std::move(booking));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  co_return bookings;
}

}  // namespace cwp::gateway
