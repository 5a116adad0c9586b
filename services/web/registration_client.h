#ifndef CWP_SERVICES_WEB_REGISTRATION_CLIENT_H_
#define CWP_SERVICES_WEB_REGISTRATION_CLIENT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "cwp/registration/v1/registration_service.pb.h"

namespace cwp::web {

// Calls registration. Each call has a deadline of its own, and fails as
// registration's proto file says, or with UNAVAILABLE `SERVICE_UNAVAILABLE` or
// DEADLINE_EXCEEDED `DEADLINE_EXCEEDED`. Safe to use from several threads at
// once.
class RegistrationClient {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<absl::StatusOr<T>>;

  // Both outlive the client.
  RegistrationClient(const rpc::Peer& registration, const Clock& clock);
  ~RegistrationClient();

  Answer<registration::v1::Booking> CreateBooking(
      rpc::Caller caller, registration::v1::CreateBookingRequest request);
  Answer<registration::v1::Booking> CorrectEmail(
      rpc::Caller caller, registration::v1::CorrectEmailRequest request);
  Answer<registration::v1::Booking> CancelBooking(
      rpc::Caller caller, registration::v1::CancelBookingRequest request);
  Answer<registration::v1::Hold> CreateHold(
      rpc::Caller caller, registration::v1::CreateHoldRequest request);
  Answer<registration::v1::Hold> GetHold(
      rpc::Caller caller, registration::v1::GetHoldRequest request);
  Answer<registration::v1::Hold> ExtendHold(
      rpc::Caller caller, registration::v1::ExtendHoldRequest request);
  Answer<registration::v1::Hold> ReleaseHold(
      rpc::Caller caller, registration::v1::ReleaseHoldRequest request);
  Answer<registration::v1::WaitlistEntry> CreateWaitlistEntry(
      rpc::Caller caller, registration::v1::CreateWaitlistEntryRequest request);
  Answer<registration::v1::WaitlistEntry> LeaveWaitlist(
      rpc::Caller caller, registration::v1::LeaveWaitlistRequest request);
  Answer<registration::v1::WaitlistEntry> DeclineOffer(
      rpc::Caller caller, registration::v1::DeclineOfferRequest request);
  Answer<registration::v1::Booking> AcceptOffer(
      rpc::Caller caller, registration::v1::AcceptOfferRequest request);
  Answer<registration::v1::WaitlistEntry> ResolveWaitlistToken(
      rpc::Caller caller, std::string token);
  Answer<registration::v1::Booking> ChangeAttendees(
      rpc::Caller caller, registration::v1::ChangeAttendeesRequest request);
  Answer<registration::v1::Booking> ChangeDetails(
      rpc::Caller caller, registration::v1::ChangeDetailsRequest request);
  Answer<registration::v1::Booking> MoveBooking(
      rpc::Caller caller, registration::v1::MoveBookingRequest request);
  Answer<registration::v1::FindMyBookingsResponse> FindMyBookings(
      rpc::Caller caller, registration::v1::FindMyBookingsRequest request);
  Answer<registration::v1::ExportContactResponse> ExportContact(
      rpc::Caller caller, registration::v1::ExportContactRequest request);
  Answer<registration::v1::EraseContactResponse> EraseContact(
      rpc::Caller caller, registration::v1::EraseContactRequest request);
  Answer<registration::v1::Booking> ResolveManageToken(rpc::Caller caller,
                                                       std::string token);
  Answer<registration::v1::JoinPass> ResolveJoinToken(rpc::Caller caller,
                                                      std::string token);
  Answer<registration::v1::GetJoinUriResponse> GetJoinUri(rpc::Caller caller,
                                                          std::string token);

 private:
  struct Stub;

  const rpc::Peer& peer_;
  const Clock& clock_;
  const std::unique_ptr<Stub> stub_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_REGISTRATION_CLIENT_H_
