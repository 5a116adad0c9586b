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

bool IsNear(const std::vector<Meeting>& meetings, const ChangeMoment& moment) {
  const std::optional<absl::Time> next = NextStart(meetings, moment.now);
  return next.has_value() && *next - moment.now < moment.undo.nearness;
}

// Whether a change waits, so that it can be taken back.
bool Waits(const Session& session, const std::vector<Meeting>& after,
           const ChangeMoment& moment) {
  if (moment.at_once || moment.undo.window <= absl::ZeroDuration()) {
    return false;
  }
  const bool booked = session.state == SessionState::kOpen ||
                      session.state == SessionState::kClosed;
  return booked && !IsNear(session.content.meetings, moment) &&
         !IsNear(after, moment);
}

// The session as the change makes it; without meetings it is cancelled.
Session Changed(Session session, std::vector<Meeting> meetings) {
  session.pending = std::nullopt;
  if (meetings.empty()) {
    session.state = SessionState::kCancelled;
  } else {
    session.content.meetings = std::move(meetings);
  }
  return session;
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

absl::StatusOr<Session> Revise(const Session& session,
                               const SessionPatch& patch,
                               const Workshop& workshop, absl::Time now) {
  RETURN_IF_ERROR(CheckRevision(session.revision, patch.if_revision));
  RETURN_IF_ERROR(CheckLive(session));
  Session revised = session;
  for (const SessionField field : patch.fields) {
    ApplyField(field, patch.content, revised.content);
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
                     session.pending->meetings.empty() && !moment.at_once;
  if (asked) return session;
  return NowOrPending(session, {}, workshop, moment);
}

absl::StatusOr<Session> Undo(const Session& session, absl::Time now) {
  if (!session.pending.has_value() || now >= session.pending->apply_time) {
    return FailedPrecondition("NO_PENDING_CHANGE",
                              "there is nothing left to take back");
  }
  Session undone = session;
  undone.pending = std::nullopt;
  undone.update_time = now;
  return undone;
}

Session PassTime(const Session& session, const Workshop& workshop,
                 absl::Time now) {
  Session passed = session;
  if (session.pending.has_value() && now >= session.pending->apply_time) {
    passed =
        Touched(Changed(session, session.pending->meetings), workshop, now);
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
