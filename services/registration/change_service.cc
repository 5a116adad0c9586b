#include <utility>

#include "services/registration/convert.h"
#include "services/registration/request_checks.h"
#include "services/registration/service_impl.h"

// What may change of a booking that has its places.

namespace cwp::registration {

using rpc::CallPtr;

Service::Reactor* Service::ChangeAttendees(
    Context* context, const v1::ChangeAttendeesRequest* request,
    v1::Booking* response) {
  return use_.gate->Serve(*context, "ChangeAttendees", [&](CallPtr call) {
    v1::ChangeAttendeesRequest checked = *request;
    absl::Status status = CheckId("id", checked.id());
    status.Update(CheckRequestId(checked.request_id(), false));
    status.Update(CheckAttendees(*checked.mutable_attendees()));
    if (!status.ok()) return call->Finish(status);
    ChangeOne command = {
        .order = OrderOf(call->caller(), "ChangeAttendees", checked),
        .booking_id = checked.id(),
        .reach = ReachOf(call->caller()),
        .attendees = ToAttendees(checked.attendees())};
    use_.vault->SealNames(command.booking_id, checked.attendees(),
                          command.attendees);
    SubmitForBooking(std::move(call), std::move(command), response);
  });
}

Service::Reactor* Service::ChangeDetails(
    Context* context, const v1::ChangeDetailsRequest* request,
    v1::Booking* response) {
  return use_.gate->Serve(*context, "ChangeDetails", [&](CallPtr call) {
    v1::ChangeDetailsRequest checked = *request;
    if (absl::Status status = CheckChangeDetails(checked); !status.ok()) {
      return call->Finish(status);
    }
    DetailOne command = {
        .order = OrderOf(call->caller(), "ChangeDetails", checked),
        .booking_id = checked.id(),
        .reach = ReachOf(call->caller()),
        .details = use_.vault->SealDetails(checked)};
    if (checked.has_name_workshop()) {
      command.name_workshop = checked.name_workshop();
    }
    SubmitForBooking(std::move(call), std::move(command), response);
  });
}

Service::Reactor* Service::MoveBooking(Context* context,
                                       const v1::MoveBookingRequest* request,
                                       v1::Booking* response) {
  return use_.gate->Serve(*context, "MoveBooking", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckId("to_session_id", request->to_session_id()));
    status.Update(CheckRequestId(request->request_id(), false));
    if (!status.ok()) return call->Finish(status);
    MoveOne command = {
        .order = OrderOf(call->caller(), "MoveBooking", *request),
        .booking_id = request->id(),
        .reach = ReachOf(call->caller()),
        .to_session_id = request->to_session_id()};
    SubmitForBooking(std::move(call), std::move(command), response);
  });
}

}  // namespace cwp::registration
