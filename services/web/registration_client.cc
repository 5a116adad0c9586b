#include "services/web/registration_client.h"

#include <utility>

#include "common/rpc/await.h"
#include "common/rpc/status.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

constexpr absl::Duration kReadTime = absl::Seconds(3);
// A booking waits for its turn and for the disk.
constexpr absl::Duration kWriteTime = absl::Seconds(8);

}  // namespace

struct RegistrationClient::Stub {
  std::unique_ptr<v1::RegistrationService::Stub> service;
};

RegistrationClient::RegistrationClient(const rpc::Peer& registration,
                                       const Clock& clock)
    : peer_(registration),
      clock_(clock),
      stub_(std::make_unique<Stub>(
          Stub{v1::RegistrationService::NewStub(registration.channel())})) {}

RegistrationClient::~RegistrationClient() = default;

RegistrationClient::Answer<v1::Booking> RegistrationClient::CreateBooking(
    rpc::Caller caller, v1::CreateBookingRequest request) {
  co_return co_await rpc::Await<v1::Booking>(
      peer_, std::move(caller), clock_.Now() + kWriteTime, std::move(request),
      [this](auto* context, auto* sent, auto* response, auto done) {
        stub_->service->async()->CreateBooking(context, sent, response, done);
      });
}

RegistrationClient::Answer<v1::Booking> RegistrationClient::CorrectEmail(
    rpc::Caller caller, v1::CorrectEmailRequest request) {
  co_return co_await rpc::Await<v1::Booking>(
      peer_, std::move(caller), clock_.Now() + kWriteTime, std::move(request),
      [this](auto* context, auto* sent, auto* response, auto done) {
        stub_->service->async()->CorrectEmail(context, sent, response, done);
      });
}

RegistrationClient::Answer<v1::Booking> RegistrationClient::CancelBooking(
    rpc::Caller caller, v1::CancelBookingRequest request) {
  co_return co_await rpc::Await<v1::Booking>(
      peer_, std::move(caller), clock_.Now() + kWriteTime, std::move(request),
      [this](auto* context, auto* sent, auto* response, auto done) {
        stub_->service->async()->CancelBooking(context, sent, response, done);
      });
}

RegistrationClient::Answer<v1::Booking> RegistrationClient::ResolveManageToken(
    rpc::Caller caller, std::string token) {
  v1::ResolveManageTokenRequest request;
  request.set_token(std::move(token));
  co_return co_await rpc::Await<v1::Booking>(
      peer_, std::move(caller), clock_.Now() + kReadTime, std::move(request),
      [this](auto* context, auto* sent, auto* response, auto done) {
        stub_->service->async()->ResolveManageToken(context, sent, response,
                                                    done);
      });
}

RegistrationClient::Answer<v1::JoinPass> RegistrationClient::ResolveJoinToken(
    rpc::Caller caller, std::string token) {
  v1::ResolveJoinTokenRequest request;
  request.set_token(std::move(token));
  co_return co_await rpc::Await<v1::JoinPass>(
      peer_, std::move(caller), clock_.Now() + kReadTime, std::move(request),
      [this](auto* context, auto* sent, auto* response, auto done) {
        stub_->service->async()->ResolveJoinToken(context, sent, response,
                                                  done);
      });
}

RegistrationClient::Answer<v1::GetJoinUriResponse>
RegistrationClient::GetJoinUri(rpc::Caller caller, std::string token) {
  v1::GetJoinUriRequest request;
  request.set_token(std::move(token));
  co_return co_await rpc::Await<v1::GetJoinUriResponse>(
      peer_, std::move(caller), clock_.Now() + kReadTime, std::move(request),
      [this](auto* context, auto* sent, auto* response, auto done) {
        stub_->service->async()->GetJoinUri(context, sent, response, done);
      });
}

}  // namespace cwp::web
