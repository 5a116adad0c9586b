#include "services/scheduling/session_change_convert.h"

#include <vector>

#include "absl/algorithm/container.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/rpc/etag.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/session_convert.h"
#include "services/scheduling/update_mask.h"

namespace cwp::scheduling {
namespace {

// A field that can be changed at once: what the mask calls it, and whether the
// request gives it a value.
struct FieldRow {
  absl::string_view path;
  SessionField field;
  bool (*has_value)(const v1::UpdateSessionRequest&);
};

using Request = v1::UpdateSessionRequest;

constexpr FieldRow kFields[] = {
    {"capacity", SessionField::kCapacity,
     [](const Request& from) { return from.session().capacity() != 0; }},
    {"booking_open_time", SessionField::kBookingOpenTime,
     [](const Request& from) {
       return from.session().has_booking_open_time();
     }},
    {"booking_close_time", SessionField::kBookingCloseTime,
     [](const Request& from) {
       return from.session().has_booking_close_time();
     }},
    {"facilitator_ids", SessionField::kFacilitators,
     [](const Request& from) {
       return !from.session().facilitator_ids().empty();
     }},
    {"delivery_override", SessionField::kDelivery,
     [](const Request& from) {
       return from.session().has_delivery_override();
     }},
    {"format", SessionField::kFormat,
     [](const Request& from) {
       return from.session().format() != v1::Session::FORMAT_UNSPECIFIED;
     }},
    {"join_uri", SessionField::kJoinAddress,
     [](const Request& from) { return !from.join_uri().empty(); }},
};

template <class Message>
Acknowledged ReadAcknowledged(const Message& request) {
  return {.trainee_alone = request.acknowledge_trainee_alone(),
          .meeting_options = request.meeting_options_confirmed()};
}

}  // namespace

absl::StatusOr<SessionUpdate> ReadUpdateSession(const Request& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!request.has_session()) return FieldRequired("session");
  const v1::Session& session = request.session();
  SessionUpdate update;
  ASSIGN_OR_RETURN(update.command.id, ReadId("id", session.id()));
  SessionPatch& patch = update.command.patch;
  ASSIGN_OR_RETURN(const auto rows,
                   ReadMask(absl::MakeConstSpan(kFields), request, request));
  for (const FieldRow* row : rows) patch.fields.push_back(row->field);
  ASSIGN_OR_RETURN(patch.content.capacity, ReadCapacity(session.capacity()));
  RETURN_IF_ERROR(ReadBookingWindow(session, patch.content));
  ASSIGN_OR_RETURN(patch.content.facilitator_ids,
                   ReadFacilitatorIds(session.facilitator_ids()));
  RETURN_IF_ERROR(ReadDeliveryAndFormat(session, patch.content));
  ASSIGN_OR_RETURN(update.join_uri, ReadJoinUri(request.join_uri()));
  if (absl::c_linear_search(patch.fields, SessionField::kCapacity) &&
      patch.content.capacity == 0) {
    return FieldRequired("capacity");
  }
  if (absl::c_linear_search(patch.fields, SessionField::kJoinAddress) &&
      update.join_uri.empty()) {
    return FieldRequired("join_uri");
  }
  update.command.acknowledged = ReadAcknowledged(request);
  if (!session.etag().empty())
    patch.if_revision = rpc::ReadEtag(session.etag());
  return update;
}

absl::StatusOr<RescheduleSession> ReadRescheduleSession(
    const v1::RescheduleSessionRequest& request, const UndoRules& undo) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  RescheduleSession reschedule = {.at_once = request.apply_now(), .undo = undo};
  ASSIGN_OR_RETURN(reschedule.id, ReadId("id", request.id()));
  ASSIGN_OR_RETURN(reschedule.meetings, ReadMeetings(request.meetings()));
  if (!request.etag().empty()) {
    reschedule.if_revision = rpc::ReadEtag(request.etag());
  }
  return reschedule;
}

absl::StatusOr<OpenSession> ReadOpenSession(
    const v1::OpenSessionRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  OpenSession open = {.acknowledged = ReadAcknowledged(request)};
  ASSIGN_OR_RETURN(open.id, ReadId("id", request.id()));
  return open;
}

absl::StatusOr<CancelSession> ReadCancelSession(
    const v1::CancelSessionRequest& request, const UndoRules& undo) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  CancelSession cancel = {.at_once = request.apply_now(), .undo = undo};
  ASSIGN_OR_RETURN(cancel.id, ReadId("id", request.id()));
  if (!request.etag().empty()) {
    cancel.if_revision = rpc::ReadEtag(request.etag());
  }
  return cancel;
}

}  // namespace cwp::scheduling
