#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/booking_store.h"
#include "services/registration/request_checks.h"
#include "services/registration/service_impl.h"
#include "services/registration/session_store.h"

// Attendance, which those who lead a session note; and what else is theirs.

namespace cwp::registration {

using rpc::CallPtr;

absl::Status Service::CheckLeads(db::Transaction& tx, const Reach& reach,
                                 int64_t session_id) {
  if (!reach.facilitator_id.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool leads,
                   LeadsSession(tx, session_id, *reach.facilitator_id));
  if (leads) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_YOUR_SESSION",
                   "somebody else leads this session",
                   {{"session", absl::StrCat(session_id)}});
}

Service::Reactor* Service::MarkAttendance(
    Context* context, const v1::MarkAttendanceRequest* request,
    v1::Booking* response) {
  return use_.gate->Serve(*context, "MarkAttendance", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckRequestId(request->request_id(), false));
    MarkOne command = {
        .order = OrderOf(call->caller(), "MarkAttendance", *request),
        .booking_id = request->id(),
        .reach = ReachOf(call->caller())};
    for (const int mark : request->attendance()) {
      if (!v1::Attendee::Attendance_IsValid(mark)) {
        status.Update(InvalidArgument("FIELD_INVALID", "attendance is unknown",
                                      {{"field", "attendance"}}));
      }
      command.attendance.push_back(mark);
    }
    if (!status.ok()) return call->Finish(status);
    if (!command.reach.facilitator_id.has_value()) {
      return SubmitForBooking(std::move(call), std::move(command), response);
    }
    SubmitIfLed(std::move(call), std::move(command), response);
  });
}

// The session's leaders are looked at before, since commands know none.
void Service::SubmitIfLed(CallPtr call, MarkOne command,
                          v1::Booking* response) {
  const absl::Time deadline = call->deadline();
  const int64_t id = command.booking_id;
  const Reach reach = command.reach;
  use_.readers->Submit(
      deadline,
      [this, id, reach](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const std::optional<BookingRecord> record,
                         FindBookingRecord(tx, id));
        if (!record.has_value()) return BookingNotFound();
        return CheckLeads(tx, reach, record->booking.session_id);
      },
      [this, call, command = std::move(command),
       response](const absl::Status& led) mutable {
        if (!led.ok()) return call->Finish(led);
        SubmitForBooking(std::move(call), std::move(command), response);
      });
}

}  // namespace cwp::registration
