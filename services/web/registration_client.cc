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
// So does a hold; but the form can go on without one.
constexpr absl::Duration kHoldTime = absl::Seconds(3);

using Methods = v1::RegistrationService::StubInterface::async_interface;

template <class Request, class Response>
using Method = void (Methods::*)(grpc::ClientContext*, const Request*,
                                 Response*, std::function<void(grpc::Status)>);

template <class Request, class Response>
RegistrationClient::Answer<Response> Call(const rpc::Peer& peer,
                                          Methods& methods, rpc::Caller caller,
                                          absl::Time deadline, Request request,
                                          Method<Request, Response> method) {
  co_return co_await rpc::Await<Response>(
      peer, std::move(caller), deadline, std::move(request),
      [&methods, method](auto* context, auto* sent, auto* response, auto done) {
        (methods.*method)(context, sent, response, std::move(done));
      });
}

}  // namespace

struct RegistrationClient::Stub {
  std::unique_ptr<v1::RegistrationService::Stub> service;

  Methods& methods() { return *service->async(); }
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
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::CreateBooking);
}

RegistrationClient::Answer<v1::Booking> RegistrationClient::CorrectEmail(
    rpc::Caller caller, v1::CorrectEmailRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::CorrectEmail);
}

RegistrationClient::Answer<v1::Booking> RegistrationClient::CancelBooking(
    rpc::Caller caller, v1::CancelBookingRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::CancelBooking);
}

RegistrationClient::Answer<v1::Hold> RegistrationClient::CreateHold(
    rpc::Caller caller, v1::CreateHoldRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kHoldTime, std::move(request),
              &Methods::CreateHold);
}

RegistrationClient::Answer<v1::Hold> RegistrationClient::GetHold(
    rpc::Caller caller, v1::GetHoldRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kReadTime, std::move(request), &Methods::GetHold);
}

RegistrationClient::Answer<v1::Hold> RegistrationClient::ExtendHold(
    rpc::Caller caller, v1::ExtendHoldRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kHoldTime, std::move(request),
              &Methods::ExtendHold);
}

RegistrationClient::Answer<v1::Hold> RegistrationClient::ReleaseHold(
    rpc::Caller caller, v1::ReleaseHoldRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kHoldTime, std::move(request),
              &Methods::ReleaseHold);
}

RegistrationClient::Answer<v1::Booking> RegistrationClient::ResolveManageToken(
    rpc::Caller caller, std::string token) {
  v1::ResolveManageTokenRequest request;
  request.set_token(std::move(token));
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kReadTime, std::move(request),
              &Methods::ResolveManageToken);
}

RegistrationClient::Answer<v1::JoinPass> RegistrationClient::ResolveJoinToken(
    rpc::Caller caller, std::string token) {
  v1::ResolveJoinTokenRequest request;
  request.set_token(std::move(token));
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kReadTime, std::move(request),
              &Methods::ResolveJoinToken);
}

RegistrationClient::Answer<v1::GetJoinUriResponse>
RegistrationClient::GetJoinUri(rpc::Caller caller, std::string token) {
  v1::GetJoinUriRequest request;
  request.set_token(std::move(token));
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kReadTime, std::move(request),
              &Methods::GetJoinUri);
}

RegistrationClient::Answer<v1::WaitlistEntry>
RegistrationClient::CreateWaitlistEntry(
    rpc::Caller caller, v1::CreateWaitlistEntryRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::CreateWaitlistEntry);
}

RegistrationClient::Answer<v1::WaitlistEntry> RegistrationClient::LeaveWaitlist(
    rpc::Caller caller, v1::LeaveWaitlistRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::LeaveWaitlist);
}

RegistrationClient::Answer<v1::WaitlistEntry> RegistrationClient::DeclineOffer(
    rpc::Caller caller, v1::DeclineOfferRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::DeclineOffer);
}

RegistrationClient::Answer<v1::Booking> RegistrationClient::AcceptOffer(
    rpc::Caller caller, v1::AcceptOfferRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::AcceptOffer);
}

RegistrationClient::Answer<v1::Booking> RegistrationClient::ChangeAttendees(
    rpc::Caller caller, v1::ChangeAttendeesRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::ChangeAttendees);
}

RegistrationClient::Answer<v1::Booking> RegistrationClient::ChangeDetails(
    rpc::Caller caller, v1::ChangeDetailsRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::ChangeDetails);
}

RegistrationClient::Answer<v1::Booking> RegistrationClient::MoveBooking(
    rpc::Caller caller, v1::MoveBookingRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::MoveBooking);
}

RegistrationClient::Answer<v1::FindMyBookingsResponse>
RegistrationClient::FindMyBookings(rpc::Caller caller,
                                   v1::FindMyBookingsRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::FindMyBookings);
}

RegistrationClient::Answer<v1::ExportContactResponse>
RegistrationClient::ExportContact(rpc::Caller caller,
                                  v1::ExportContactRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kReadTime, std::move(request),
              &Methods::ExportContact);
}

RegistrationClient::Answer<v1::EraseContactResponse>
RegistrationClient::EraseContact(rpc::Caller caller,
                                 v1::EraseContactRequest request) {
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kWriteTime, std::move(request),
              &Methods::EraseContact);
}

RegistrationClient::Answer<v1::WaitlistEntry>
RegistrationClient::ResolveWaitlistToken(rpc::Caller caller,
                                         std::string token) {
  v1::ResolveWaitlistTokenRequest request;
  request.set_token(std::move(token));
  return Call(peer_, stub_->methods(), std::move(caller),
              clock_.Now() + kReadTime, std::move(request),
              &Methods::ResolveWaitlistToken);
}

}  // namespace cwp::web
