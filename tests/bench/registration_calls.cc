#include "tests/bench/registration_calls.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"

namespace cwp::bench {
namespace {

using Service = registration::v1::RegistrationService;
using registration::v1::BatchGetSeatCountsRequest;
using registration::v1::BatchGetSeatCountsResponse;
using registration::v1::Booking;
using registration::v1::CreateBookingRequest;

int64_t SessionOf(const BookingLoad& load, int64_t number) {
  return SessionId(load.first_session + number / load.run % load.sessions);
}

CreateBookingRequest MakeBooking(const BookingLoad& load, int64_t number) {
  CreateBookingRequest request;
  request.set_request_id(absl::StrCat(load.name, "-request-", number));
  Booking& booking = *request.mutable_booking();
  booking.set_session_id(SessionOf(load, number));
  booking.mutable_contact()->set_name("Ada Example");
  booking.mutable_contact()->set_email(
      absl::StrCat(load.name, number, "@example.org"));
  booking.mutable_contact()->set_phone("07700 900123");
  booking.mutable_contact()->set_relationship("parent");
  registration::v1::Attendee& attendee = *booking.add_attendees();
  attendee.set_role(registration::v1::Attendee::PARENT_OR_CARER);
  attendee.mutable_age_band()->set_min_years(5);
  attendee.mutable_age_band()->set_max_years(11);
  booking.mutable_eligibility()->set_in_area(
      registration::v1::Eligibility::YES);
  return request;
}

absl::Status CheckBooking(const BookingLoad& load, int64_t number,
                          const absl::Status& status, const Booking& booking) {
  if (!load.reason.empty()) {
    if (ReasonOf(status) == load.reason) return absl::OkStatus();
    return status.ok() ? absl::InternalError("a booking was not refused")
                       : status;
  }
  if (!status.ok() || !load.checked) return status;
  if (booking.session_id() != SessionOf(load, number) ||
      booking.places() != 1 || booking.state() != Booking::CONFIRMED ||
      booking.reference().empty()) {
    return absl::InternalError("a booking is not the one asked for");
  }
  return absl::OkStatus();
}

}  // namespace

int64_t SessionId(int64_t index) { return 1000 + index; }

Calls& CreateBookingCalls(const Target& target, const BookingLoad& load) {
  return *new UnaryCalls<Service, CreateBookingRequest, Booking>(
      target, &Service::StubInterface::async_interface::CreateBooking,
      [load](int64_t number) { return MakeBooking(load, number); },
      [load](int64_t number, const absl::Status& status,
             const Booking& booking) {
        return CheckBooking(load, number, status, booking);
      });
}

Calls& SeatCountCalls(const Target& target, int64_t sessions, int64_t left) {
  // Steps through all of them in no obvious order.
  constexpr int64_t kStride = 617;
  const auto session_of = [sessions](int64_t number) {
    return SessionId(number * kStride % sessions);
  };
  return *new UnaryCalls<Service, BatchGetSeatCountsRequest,
                         BatchGetSeatCountsResponse>(
      target, &Service::StubInterface::async_interface::BatchGetSeatCounts,
      [session_of](int64_t number) {
        BatchGetSeatCountsRequest request;
        request.add_session_ids(session_of(number));
        return request;
      },
      [session_of, left](int64_t number, const absl::Status& status,
                         const BatchGetSeatCountsResponse& response) {
        if (!status.ok()) return status;
        if (response.seat_counts_size() != 1 ||
            response.seat_counts(0).session_id() != session_of(number) ||
            response.seat_counts(0).left() != left) {
          return absl::InternalError("a seat count is not the one asked for");
        }
        return absl::OkStatus();
      });
}

}  // namespace cwp::bench
