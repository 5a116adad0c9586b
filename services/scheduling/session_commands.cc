#include "services/scheduling/session_commands.h"

#include <algorithm>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/scheduling/leading_commands.h"
#include "services/scheduling/meeting_commands.h"
#include "services/scheduling/meeting_confirmation_store.h"
#include "services/scheduling/meeting_options_store.h"
#include "services/scheduling/meeting_queue.h"
#include "services/scheduling/meeting_store.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_store.h"

namespace cwp::scheduling {
namespace {

using Decision = absl::FunctionRef<absl::StatusOr<Session>(
    const Session& session, const Workshop& workshop)>;

absl::string_view CauseOfChange(const Session& after) {
  if (after.pending.has_value()) return "session_change_pending";
  return after.state == SessionState::kCancelled ? "session_cancelled"
                                                 : "session_rescheduled";
}

// What has become of a session by time, and by a decision about it.
struct Changed {
  Session stored;
  Session after;
  Workshop workshop;
  Acknowledged acknowledged;
};

absl::StatusOr<Changed> Load(db::Transaction& tx, int64_t id, absl::Time now,
                             Decision decide) {
  ASSIGN_OR_RETURN(std::optional<Session> stored, FindSession(tx, id));
  if (!stored.has_value()) return SessionNotFound();
  ASSIGN_OR_RETURN(std::optional<Workshop> workshop,
                   FindWorkshop(tx, stored->content.workshop_id));
  CWP_CHECK(workshop.has_value(), "every session has its workshop");
  ASSIGN_OR_RETURN(Session after,
                   decide(PassTime(*stored, *workshop, now), *workshop));
  return Changed{.stored = *std::move(stored),
                 .after = std::move(after),
                 .workshop = *std::move(workshop)};
}

// A session for young people is not open at an address that somebody typed
// until somebody says that the meeting there is as it should be, which is kept.
absl::Status CheckMeetingOptions(db::Transaction& tx, const Changed& changed,
                                 absl::Time now) {
  const Session& after = changed.after;
  const Audience audience = changed.workshop.content.audience;
  const bool confirmed = changed.acknowledged.meeting_options;
  if (!confirmed && !OpensTypedMeeting(changed.stored, after, audience)) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::optional<QueuedMeeting> queued,
                   FindQueuedMeeting(tx, after.id));
  if (!HasTypedMeeting(after, queued)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<OptionsChange> decided,
                   FindLastOptionsChange(tx, after.id));
  const MeetingOptions options = OptionsInForce(decided, audience);
  if (confirmed) {
    return SaveConfirmation(tx, {.session_id = after.id,
                                 .address_version = after.join_address_version,
                                 .time = now,
                                 .options = options});
  }
  ASSIGN_OR_RETURN(const std::optional<OptionsConfirmation> before,
                   FindConfirmation(tx, after.id));
  if (Confirms(before, after.join_address_version, options)) {
    return absl::OkStatus();
  }
  return FailedPrecondition(
      "MEETING_OPTIONS_UNCONFIRMED",
      absl::StrCat("look at the meeting in Teams first: ",
                   MeetingChecklist(options, audience), "; then confirm it"),
      {{"loosened",
        absl::StrJoin(LooserIn(options, OptionsFor(audience)), ",")}});
}

absl::StatusOr<Session> Save(db::Transaction& tx, Changed changed,
                             absl::string_view cause, absl::Time now,
                             FeedEntries& entries) {
  if (changed.after == changed.stored) return changed.stored;
  RETURN_IF_ERROR(
      CheckLeading(tx, {{.before = changed.stored, .after = changed.after}},
                   changed.workshop, changed.acknowledged.trainee_alone));
  RETURN_IF_ERROR(CheckMeetingOptions(tx, changed, now));
  entries.Append(changed.after, cause);
  const bool rearranged = changed.after.content != changed.stored.content;
  RETURN_IF_ERROR(rearranged ? RearrangeSessions(tx, {&changed.after, 1})
                             : UpdateSessions(tx, {&changed.after, 1}));
  RETURN_IF_ERROR(
      WantMeeting(tx, changed.after, changed.workshop.content.audience, now));
  return std::move(changed.after);
}

absl::StatusOr<Session> Decide(db::Transaction& tx, int64_t id, absl::Time now,
                               FeedEntries& entries, absl::string_view cause,
                               Decision decide,
                               const Acknowledged& acknowledged = {}) {
  ASSIGN_OR_RETURN(Changed changed, Load(tx, id, now, decide));
  changed.acknowledged = acknowledged;
  return Save(tx, std::move(changed), cause, now, entries);
}

// Whether the update has a join address, and the session not the same: sealing
// the same text twice gives different bytes.
absl::StatusOr<bool> IsOtherJoinAddress(db::Transaction& tx,
                                        const UpdateSession& update) {
  if (update.sealed_join_uri.empty()) return false;
  ASSIGN_OR_RETURN(const std::optional<SealedJoinAddress> stored,
                   FindJoinAddress(tx, update.id));
  return !stored.has_value() || stored->uri.empty() ||
         !update.is_join_uri(stored->uri);
}

}  // namespace

absl::StatusOr<Session> Apply(db::Transaction& tx, const UpdateSession& update,
                              absl::Time now, FeedEntries& entries) {
  SessionPatch patch = update.patch;
  ASSIGN_OR_RETURN(const bool rejoin, IsOtherJoinAddress(tx, update));
  if (!rejoin) {
    patch.fields.erase(std::remove(patch.fields.begin(), patch.fields.end(),
                                   SessionField::kJoinAddress),
                       patch.fields.end());
  }
  ASSIGN_OR_RETURN(Session session,
                   Decide(
                       tx, update.id, now, entries, "session_updated",
                       [&](const Session& session, const Workshop& workshop) {
                         return Revise(session, patch, workshop, now);
                       },
                       update.acknowledged));
  if (rejoin) {
    RETURN_IF_ERROR(SaveJoinAddress(tx, session, update.sealed_join_uri));
  }
  return session;
}

absl::StatusOr<Session> Apply(db::Transaction& tx,
                              const ScheduleSession& schedule, absl::Time now,
                              FeedEntries& entries) {
  return Decide(tx, schedule.id, now, entries, "session_scheduled",
                [&](const Session& session, const Workshop& workshop) {
                  return Schedule(session, workshop, now);
                });
}

absl::StatusOr<Session> Apply(db::Transaction& tx, const OpenSession& open,
                              absl::Time now, FeedEntries& entries) {
  return Decide(
      tx, open.id, now, entries, "session_opened",
      [&](const Session& session, const Workshop& workshop) {
        return Open(session, workshop, now);
      },
      open.acknowledged);
}

absl::StatusOr<Session> Apply(db::Transaction& tx, const CloseSession& close,
                              absl::Time now, FeedEntries& entries) {
  return Decide(tx, close.id, now, entries, "session_closed",
                [&](const Session& session, const Workshop& workshop) {
                  return Close(session, workshop, now);
                });
}

absl::StatusOr<Session> Apply(db::Transaction& tx,
                              const RescheduleSession& reschedule,
                              absl::Time now, FeedEntries& entries) {
  const ChangeMoment moment = {
      .now = now, .at_once = reschedule.at_once, .undo = reschedule.undo};
  ASSIGN_OR_RETURN(
      Changed changed,
      Load(tx, reschedule.id, now,
           [&](const Session& session,
               const Workshop& workshop) -> absl::StatusOr<Session> {
             RETURN_IF_ERROR(
                 CheckRevision(session.revision, reschedule.if_revision));
             return Reschedule(session, reschedule.meetings, workshop, moment);
           }));
  const absl::string_view cause = CauseOfChange(changed.after);
  return Save(tx, std::move(changed), cause, now, entries);
}

absl::StatusOr<Session> Apply(db::Transaction& tx, const CancelSession& cancel,
                              absl::Time now, FeedEntries& entries) {
  const ChangeMoment moment = {
      .now = now, .at_once = cancel.at_once, .undo = cancel.undo};
  ASSIGN_OR_RETURN(
      Changed changed,
      Load(tx, cancel.id, now,
           [&](const Session& session,
               const Workshop& workshop) -> absl::StatusOr<Session> {
             // One that is cancelled stays so, whoever looked at it when.
             if (session.state != SessionState::kCancelled) {
               RETURN_IF_ERROR(
                   CheckRevision(session.revision, cancel.if_revision));
             }
             return Cancel(session, workshop, moment);
           }));
  const absl::string_view cause = CauseOfChange(changed.after);
  return Save(tx, std::move(changed), cause, now, entries);
}

absl::StatusOr<Session> Apply(db::Transaction& tx,
                              const UndoSessionChange& undo, absl::Time now,
                              FeedEntries& entries) {
  return Decide(tx, undo.id, now, entries, "session_change_undone",
                [&](const Session& session, const Workshop&) {
                  return Undo(session, now);
                });
}

absl::StatusOr<Session> Apply(db::Transaction& tx, const LetTimePass& pass,
                              absl::Time now, FeedEntries& entries) {
  ASSIGN_OR_RETURN(
      Changed changed,
      Load(tx, pass.id, now,
           [](const Session& session,
              const Workshop&) -> absl::StatusOr<Session> { return session; }));
  const absl::string_view cause =
      changed.after.state == SessionState::kCompleted
          ? "session_completed"
          : CauseOfChange(changed.after);
  return Save(tx, std::move(changed), cause, now, entries);
}

absl::Status SessionNotFound() {
  return NotFound("SESSION_NOT_FOUND", "there is no such session");
}

}  // namespace cwp::scheduling
