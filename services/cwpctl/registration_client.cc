#include "services/cwpctl/registration_client.h"

#include <algorithm>

#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "services/cwpctl/call.h"

namespace cwp::ctl {
namespace {

namespace v1 = registration::v1;
using Stub = v1::RegistrationService::Stub;

constexpr absl::string_view kService = "registration";

}  // namespace

absl::StatusOr<v1::Booking> RegistrationClient::CreateBooking(
    const v1::CreateBookingRequest& request) {
  return Write(connections_, kService, &Stub::CreateBooking, request);
}

absl::StatusOr<v1::Booking> RegistrationClient::GetBooking(int64_t id) {
  v1::GetBookingRequest request;
  request.set_id(id);
  return Call(connections_, kService, &Stub::GetBooking, request);
}

absl::StatusOr<v1::Booking> RegistrationClient::CancelBooking(int64_t id) {
  v1::CancelBookingRequest request;
  request.set_id(id);
  return Write(connections_, kService, &Stub::CancelBooking, request);
}

absl::StatusOr<v1::Booking> RegistrationClient::RefuseBooking(
    int64_t id, const std::string& reason) {
  v1::RefuseBookingRequest request;
  request.set_id(id);
  request.set_reason(reason);
  return Write(connections_, kService, &Stub::RefuseBooking, request);
}

absl::StatusOr<v1::Booking> RegistrationClient::RevokeLinks(int64_t id) {
  v1::RevokeLinksRequest request;
  request.set_id(id);
  return Write(connections_, kService, &Stub::RevokeLinks, request);
}

absl::StatusOr<v1::Booking> RegistrationClient::MoveBooking(
    int64_t id, int64_t to_session_id) {
  v1::MoveBookingRequest request;
  request.set_id(id);
  request.set_to_session_id(to_session_id);
  return Write(connections_, kService, &Stub::MoveBooking, request);
}

absl::StatusOr<v1::WaitlistEntry> RegistrationClient::GetWaitlistEntry(
    int64_t id) {
  v1::GetWaitlistEntryRequest request;
  request.set_id(id);
  return Call(connections_, kService, &Stub::GetWaitlistEntry, request);
}

absl::StatusOr<v1::WaitlistEntry> RegistrationClient::LeaveWaitlist(
    int64_t id) {
  v1::LeaveWaitlistRequest request;
  request.set_id(id);
  return Write(connections_, kService, &Stub::LeaveWaitlist, request);
}

absl::StatusOr<v1::ListWaitlistEntriesResponse>
RegistrationClient::ListWaitlist(int64_t session_id) {
  v1::ListWaitlistEntriesRequest request;
  request.set_session_id(session_id);
  return ListAll(connections_, kService, &Stub::ListWaitlistEntries, request,
                 &v1::ListWaitlistEntriesResponse::mutable_waitlist_entries);
}

absl::StatusOr<v1::PreviewSessionChangeResponse>
RegistrationClient::PreviewSessionChange(
    const v1::PreviewSessionChangeRequest& request) {
  return Call(connections_, kService, &Stub::PreviewSessionChange, request);
}

absl::StatusOr<v1::Allotment> RegistrationClient::SetAllotment(
    const v1::SetAllotmentRequest& request) {
  return Write(connections_, kService, &Stub::SetAllotment, request);
}

absl::StatusOr<v1::ListAllotmentsResponse> RegistrationClient::ListAllotments(
    int64_t session_id) {
  v1::ListAllotmentsRequest request;
  request.set_session_id(session_id);
  return Call(connections_, kService, &Stub::ListAllotments, request);
}

absl::StatusOr<v1::ExportContactResponse> RegistrationClient::ExportContact(
    const std::string& contact) {
  v1::ExportContactRequest request;
  request.set_contact(contact);
  return Call(connections_, kService, &Stub::ExportContact, request);
}

absl::StatusOr<v1::WaitlistEntry> RegistrationClient::CreateWaitlistEntry(
    const v1::CreateWaitlistEntryRequest& request) {
  return Write(connections_, kService, &Stub::CreateWaitlistEntry, request);
}

absl::StatusOr<v1::EraseContactResponse> RegistrationClient::EraseContact(
    const std::string& contact) {
  v1::EraseContactRequest request;
  request.set_contact(contact);
  return Call(connections_, kService, &Stub::EraseContact, request);
}

absl::StatusOr<v1::SetContactBlockResponse> RegistrationClient::SetContactBlock(
    const std::string& contact, const std::string& reason) {
  v1::SetContactBlockRequest request;
  request.set_contact(contact);
  request.set_reason(reason);
  return Write(connections_, kService, &Stub::SetContactBlock, request);
}

absl::StatusOr<v1::ListBookingsResponse> RegistrationClient::ListBookings(
    int64_t session_id) {
  v1::ListBookingsRequest request;
  request.set_session_id(session_id);
  return ListAll(connections_, kService, &Stub::ListBookings, request,
                 &v1::ListBookingsResponse::mutable_bookings);
}

absl::StatusOr<std::vector<v1::SeatCount>> RegistrationClient::GetSeatCounts(
    const std::vector<int64_t>& session_ids) {
  constexpr size_t kAtOnce = 200;
  std::vector<v1::SeatCount> counts;
  for (size_t at = 0; at < session_ids.size(); at += kAtOnce) {
    v1::BatchGetSeatCountsRequest request;
    const size_t end = std::min(at + kAtOnce, session_ids.size());
    for (size_t i = at; i < end; ++i) request.add_session_ids(session_ids[i]);
    ASSIGN_OR_RETURN(
        const v1::BatchGetSeatCountsResponse page,
        Call(connections_, kService, &Stub::BatchGetSeatCounts, request));
    counts.insert(counts.end(), page.seat_counts().begin(),
                  page.seat_counts().end());
  }
  return counts;
}

}  // namespace cwp::ctl
