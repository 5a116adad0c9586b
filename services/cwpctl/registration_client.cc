#include "services/cwpctl/registration_client.h"

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

absl::StatusOr<v1::ListBookingsResponse> RegistrationClient::ListBookings(
    int64_t session_id) {
  v1::ListBookingsRequest request;
  request.set_session_id(session_id);
  return ListAll(connections_, kService, &Stub::ListBookings, request,
                 &v1::ListBookingsResponse::mutable_bookings);
}

}  // namespace cwp::ctl
