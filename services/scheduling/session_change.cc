#include "services/scheduling/session_change.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::scheduling {
namespace {

// The session as it now shows its workshop.
Session Touched(Session session, const Workshop& workshop, absl::Time now) {
  session = ShowWorkshop(session, workshop, now);
  session.update_time = now;
  return session;
}

void ApplyField(SessionField field, const SessionContent& from,
                SessionContent& to) {
  switch (field) {
    case SessionField::kCapacity:
      to.capacity = from.capacity;
      break;
    case SessionField::kBookingOpenTime:
      to.booking_open_time = from.booking_open_time;
      break;
    case SessionField::kBookingCloseTime:
      to.booking_close_time = from.booking_close_time;
      break;
    case SessionField::kFacilitators:
      to.facilitator_ids = from.facilitator_ids;
      break;
    case SessionField::kDelivery:
      to.delivery = from.delivery;
      break;
    case SessionField::kFormat:
      to.format = from.format;
      break;
    case SessionField::kJoinAddress:
      break;
  }
}

// What is set while an edit waits stands: the edit does not change it again.
void ForgetPending(SessionField field, Session& session) {
  if (!session.pending.has_value() || !session.pending->edit.has_value()) {
    return;
  }
  PendingEdit& edit = *session.pending->edit;
  switch (field) {
    case SessionField::kCapacity:
      edit.capacity = std::nullopt;
      break;
    case SessionField::kBookingOpenTime:
    case SessionField::kBookingCloseTime:
      edit.window = std::nullopt;
      break;
    case SessionField::kFacilitators:
      edit.facilitator_ids = std::nullopt;
      break;
    case SessionField::kDelivery:
    case SessionField::kFormat:
    case SessionField::kJoinAddress:
      break;
  }
}

// What has started stays, and nothing begins where nobody can come any more.
absl::Status CheckStarted(const std::vector<Meeting>& before,
                          const std::vector<Meeting>& after, absl::Time now) {
  size_t started = 0;
  while (started < before.size() && before[started].start <= now) ++started;
  for (size_t i = 0; i < started; ++i) {
    if (i < after.size() && after[i] == before[i]) continue;
    return FailedPrecondition("MEETING_STARTED",
                              "a meeting that has started cannot be moved",
                              {{"field", absl::StrCat("meetings[", i, "]")}});
  }
  for (size_t i = started; i < after.size(); ++i) {
    if (after[i].start > now) continue;
    return InvalidArgument(
        "MEETING_IN_PAST", "a meeting would start in the past",
        {{"field", absl::StrCat("meetings[", i, "].local_start")}});
  }
  return absl::OkStatus();
}

// The next meeting to start, or nothing.
std::optional<absl::Time> NextStart(const std::vector<Meeting>& meetings,
                                    absl::Time now) {
  for (const Meeting& meeting : meetings) {
    if (meeting.start > now) return meeting.start;
  }
  return std::nullopt;
}

bool AreNear(const std::vector<Meeting>& meetings, const ChangeMoment& moment) {
  const std::optional<absl::Time> next = NextStart(meetings, moment.now);
  return next.has_value() && *next - moment.now < moment.undo.nearness;
}

// The session as the change makes it; without meetings it is cancelled.
Session Changed(Session session, std::vector<Meeting> meetings) {
  session.pending = std::nullopt;
  if (meetings.empty()) {
    session.never_shown = session.state == SessionState::kDraft;
    session.state = SessionState::kCancelled;
  } else {
    session.content.meetings = std::move(meetings);
  }
  return session;
}

Session WithoutPending(const Session& session, absl::Time now) {
  Session undone = session;
  undone.pending = std::nullopt;
  undone.update_time = now;
  return undone;
}

// What an edit changes of a session beside its meetings.
PendingEdit EditBetween(const Session& before, const Session& after) {
  const SessionContent& was = before.content;
  const SessionContent& is = after.content;
  PendingEdit edit;
  if (is.meetings != was.meetings) {
    edit.window = {.open_time = is.booking_open_time,
                   .close_time = is.booking_close_time};
  }
  if (is.capacity != was.capacity) edit.capacity = is.capacity;
  if (is.facilitator_ids != was.facilitator_ids) {
    edit.facilitator_ids = is.facilitator_ids;
  }
  edit.edited_alone = after.series.has_value() && after.series->edited_alone;
  return edit;
}

void ApplyEdit(const PendingEdit& edit, Session& session) {
  SessionContent& content = session.content;
  if (edit.window.has_value()) {
    content.booking_open_time = edit.window->open_time;
    content.booking_close_time = edit.window->close_time;
  }
  content.capacity = edit.capacity.value_or(content.capacity);
  content.facilitator_ids =
      edit.facilitator_ids.value_or(content.facilitator_ids);
  if (edit.edited_alone) session.series->edited_alone = true;
}

// The session once what is pending has come.
Session Come(Session session) {
  const PendingChange pending = *std::move(session.pending);
  if (pending.edit.has_value()) ApplyEdit(*pending.edit, session);
  return Changed(std::move(session), pending.meetings);
}

Session NowOrPending(const Session& session, std::vector<Meeting> meetings,
                     const Workshop& workshop, const ChangeMoment& moment) {
  if (!Waits(session, meetings, moment)) {
    return Touched(Changed(session, std::move(meetings)), workshop, moment.now);
  }
  Session pending = session;
  pending.pending = {.apply_time = moment.now + moment.undo.window,
                     .meetings = std::move(meetings)};
  return Touched(std::move(pending), workshop, moment.now);
}

}  // namespace

bool IsNear(const Session& session, const std::vector<Meeting>& after,
            const ChangeMoment& moment) {
  return AreNear(session.content.meetings, moment) || AreNear(after, moment);
}

bool Waits(const Session& session, const std::vector<Meeting>& after,
           const ChangeMoment& moment) {
  if (moment.at_once || moment.undo.window <= absl::ZeroDuration()) {
    return false;
  }
  const bool booked = session.state == SessionState::kOpen ||
                      session.state == SessionState::kClosed;
  // A move can be undone by another, a cancellation that has come by nothing.
  const bool for_good = after.empty();
  return (booked || for_good) && !IsNear(session, after, moment);
}

Session Postpone(const Session& session, const Session& after,
                 const Workshop& workshop, absl::Time apply_time,
                 absl::Time now) {
  const bool cancelled = after.state == SessionState::kCancelled;
  Session pending = session;
  pending.pending = {
      .apply_time = apply_time,
      .meetings = cancelled ? std::vector<Meeting>() : after.content.meetings,
      .edit = EditBetween(session, after)};
  return Touched(std::move(pending), workshop, now);
}

Session LeaveEdit(const Session& session, absl::Time now) {
  if (!session.pending.has_value() || !session.pending->edit.has_value()) {
    return session;
  }
  return WithoutPending(session, now);
}

absl::StatusOr<Session> Revise(const Session& session,
                               const SessionPatch& patch,
                               const Workshop& workshop, absl::Time now) {
  RETURN_IF_ERROR(CheckRevision(session.revision, patch.if_revision));
  RETURN_IF_ERROR(CheckLive(session));
  Session revised = session;
  for (const SessionField field : patch.fields) {
    ApplyField(field, patch.content, revised.content);
    ForgetPending(field, revised);
    if (field == SessionField::kJoinAddress) ++revised.join_address_version;
  }
  RETURN_IF_ERROR(CheckBookingWindow(revised.content));
  if (revised == session) return session;
  return Touched(std::move(revised), workshop, now);
}

absl::StatusOr<Session> Reschedule(const Session& session,
                                   std::vector<Meeting> meetings,
                                   const Workshop& workshop,
                                   const ChangeMoment& moment) {
  RETURN_IF_ERROR(CheckLive(session));
  RETURN_IF_ERROR(CheckMeetings(meetings, moment.now));
  // Asking for what it has takes back what is pending.
  if (meetings == session.content.meetings) {
    return session.pending.has_value() ? Undo(session, moment.now) : session;
  }
  RETURN_IF_ERROR(CheckStarted(session.content.meetings, meetings, moment.now));
  SessionContent content = session.content;
  content.meetings = meetings;
  RETURN_IF_ERROR(CheckBookingWindow(content));
  return NowOrPending(session, std::move(meetings), workshop, moment);
}

absl::StatusOr<Session> Cancel(const Session& session, const Workshop& workshop,
                               const ChangeMoment& moment) {
  if (session.state == SessionState::kCancelled) return session;
  RETURN_IF_ERROR(CheckLive(session));
  const bool asked = session.pending.has_value() &&
                     session.pending->meetings.empty() &&
                     !session.pending->edit.has_value() && !moment.at_once;
  if (asked) return session;
  return NowOrPending(session, {}, workshop, moment);
}

absl::StatusOr<Session> Undo(const Session& session, absl::Time now) {
  if (!session.pending.has_value() || now >= session.pending->apply_time) {
    return FailedPrecondition("NO_PENDING_CHANGE",
                              "there is nothing left to take back");
  }
  if (session.pending->edit.has_value()) {
    return FailedPrecondition(
        "SERIES_EDIT_PENDING",
        "the change is a part of an edit of its series: take that back",
        {{"series", absl::StrCat(session.series->series_id)}});
  }
  return WithoutPending(session, now);
}

bool IsEditDue(const Session& session, absl::Time now) {
  return session.pending.has_value() && session.pending->edit.has_value() &&
         now >= session.pending->apply_time;
}

Session PassTime(const Session& session, const Workshop& workshop,
                 absl::Time now) {
  Session passed = session;
  if (session.pending.has_value() && now >= session.pending->apply_time) {
    passed = Touched(Come(session), workshop, now);
  }
  const bool goes_on = passed.state == SessionState::kScheduled ||
                       passed.state == SessionState::kOpen ||
                       passed.state == SessionState::kClosed;
  if (goes_on && !passed.pending.has_value() && now >= passed.end()) {
    passed.state = SessionState::kCompleted;
    passed.update_time = now;
  }
  return passed;
}

}  // namespace cwp::scheduling
