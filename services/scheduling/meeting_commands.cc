#include "services/scheduling/meeting_commands.h"

#include <utility>

#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "common/rpc/caller.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/meeting_options_store.h"
#include "services/scheduling/meeting_store.h"
#include "services/scheduling/session_convert.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_store.h"

namespace cwp::scheduling {
namespace {

// An entry with its session as it is now.
struct Loaded {
  QueuedMeeting queued;
  Session session;
};

// The entry of a task, unless it is in other hands by now.
absl::StatusOr<std::optional<Loaded>> LoadIfInHand(db::Transaction& tx,
                                                   const MeetingTask& task) {
  ASSIGN_OR_RETURN(std::optional<QueuedMeeting> queued,
                   FindQueuedMeeting(tx, task.queued.session_id));
  if (!queued.has_value() || queued->lease != task.queued.lease) {
    return std::nullopt;
  }
  ASSIGN_OR_RETURN(std::optional<Session> session,
                   FindSession(tx, task.queued.session_id));
  CWP_CHECK(session.has_value(), "an entry of the queue has its session");
  return Loaded{.queued = *std::move(queued), .session = *std::move(session)};
}

std::string ShapeOf(const MeetingTask& task) {
  return task.plan.has_value() ? ShapeOf(*task.plan) : "";
}

// The entry of a session for which a meeting was made that it does not want by
// now: it is to end, or nothing is to be done about it.
QueuedMeeting Unwanted(const Session& session, QueuedMeeting queued,
                       absl::Time now) {
  queued.lease = absl::UnixEpoch();
  if (!EndsMeeting(session, queued)) return SettleIdle(std::move(queued));
  queued.wanted.clear();
  queued.state = MeetingState::kWaiting;
  queued.next_time = now;
  return queued;
}

// Gives the session this address, sealed, unless it has it already; returns
// the address's version.
absl::StatusOr<int64_t> Publish(db::Transaction& tx, Session session,
                                const std::string& join_uri, const Vault& vault,
                                absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<SealedJoinAddress> known,
                   FindJoinAddress(tx, session.id));
  if (known.has_value() && !known->uri.empty()) {
    const absl::StatusOr<std::string> uri =
        vault.OpenJoinUri(session.id, known->uri);
    if (uri.ok() && *uri == join_uri) return session.join_address_version;
  }
  ASSIGN_OR_RETURN(feed::Appender appender, feed::Appender::Open(tx));
  ++session.join_address_version;
  session.update_time = now;
  session.revision = appender.next_revision();
  appender.Append(
      {.kind = "session",
       .resource_id = session.id,
       .resource = WriteSession(session).SerializeAsString(),
       .cause = "join_address_set",
       .actor_kind = std::string(rpc::KindName(rpc::CallerKind::kService)),
       .commit_time = now});
  RETURN_IF_ERROR(SaveJoinAddress(
      tx, {.session_id = session.id,
           .sealed_uri = vault.SealJoinUri(session.id, join_uri),
           .version = session.join_address_version,
           .update_time = now,
           .revision = session.revision}));
  RETURN_IF_ERROR(appender.Flush());
  return session.join_address_version;
}

}  // namespace

absl::Status WantMeeting(db::Transaction& tx, const Session& session,
                         Audience audience, absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<QueuedMeeting> queued,
                   FindQueuedMeeting(tx, session.id));
  ASSIGN_OR_RETURN(const std::optional<OptionsChange> decided,
                   FindLastOptionsChange(tx, session.id));
  const std::optional<QueuedMeeting> wanted =
      Want(session, OptionsInForce(decided, audience), queued, now);
  if (!wanted.has_value() || wanted == queued) return absl::OkStatus();
  return SaveQueuedMeeting(tx, *wanted);
}

absl::StatusOr<std::optional<MeetingTask>> TakeMeetingTask(db::Transaction& tx,
                                                           int64_t session_id,
                                                           absl::Time lease,
                                                           absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<QueuedMeeting> queued,
                   FindQueuedMeeting(tx, session_id));
  if (!queued.has_value() || queued->state != MeetingState::kWaiting ||
      queued->next_time > now || queued->lease > now) {
    return std::nullopt;
  }
  ASSIGN_OR_RETURN(const std::optional<Session> session,
                   FindSession(tx, session_id));
  CWP_CHECK(session.has_value(), "an entry of the queue has its session");
  MeetingTask task;
  if (WantsMeeting(*session, queued, now)) {
    ASSIGN_OR_RETURN(const std::optional<Workshop> workshop,
                     FindWorkshop(tx, session->content.workshop_id));
    CWP_CHECK(workshop.has_value(), "a session has its workshop");
    ASSIGN_OR_RETURN(const std::optional<OptionsChange> decided,
                     FindLastOptionsChange(tx, session_id));
    task.plan = PlanMeeting(
        *session, OptionsInForce(decided, workshop->content.audience));
  } else if (!EndsMeeting(*session, queued)) {
    RETURN_IF_ERROR(SaveQueuedMeeting(tx, SettleIdle(*queued)));
    return std::nullopt;
  }
  task.queued = TakeInHand(*queued, ShapeOf(task), lease);
  RETURN_IF_ERROR(SaveQueuedMeeting(tx, task.queued));
  return task;
}

absl::Status RecordMeeting(db::Transaction& tx, const MeetingTask& task,
                           const OnlineMeeting& meeting, const Vault& vault,
                           absl::Time now) {
  ASSIGN_OR_RETURN(std::optional<Loaded> loaded, LoadIfInHand(tx, task));
  if (!loaded.has_value()) return absl::OkStatus();
  QueuedMeeting& queued = loaded->queued;
  if (!task.plan.has_value()) {
    return SaveQueuedMeeting(tx, SettleEnded(std::move(queued)));
  }
  if (!WantsMeeting(loaded->session, queued, now)) {
    queued.meeting_id = meeting.id;
    return SaveQueuedMeeting(tx,
                             Unwanted(loaded->session, std::move(queued), now));
  }
  int64_t version = queued.address_version;
  if (!meeting.join_uri.empty()) {
    ASSIGN_OR_RETURN(version, Publish(tx, std::move(loaded->session),
                                      meeting.join_uri, vault, now));
  }
  return SaveQueuedMeeting(tx, SettleDone(std::move(queued), ShapeOf(task),
                                          meeting.id, version, now));
}

absl::Status RecordMeetingFailure(db::Transaction& tx, const MeetingTask& task,
                                  const absl::Status& failure,
                                  absl::Duration wait, absl::Time now) {
  ASSIGN_OR_RETURN(std::optional<Loaded> loaded, LoadIfInHand(tx, task));
  if (!loaded.has_value()) return absl::OkStatus();
  if (!WantsMeeting(loaded->session, loaded->queued, now) &&
      !EndsMeeting(loaded->session, loaded->queued)) {
    return SaveQueuedMeeting(tx, SettleIdle(std::move(loaded->queued)));
  }
  return SaveQueuedMeeting(
      tx, SettleFailure(std::move(loaded->queued), ShapeOf(task), failure, wait,
                        now));
}

absl::StatusOr<QueuedMeeting> RetryQueuedMeeting(db::Transaction& tx,
                                                 int64_t session_id,
                                                 absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<Session> session,
                   FindSession(tx, session_id));
  if (!session.has_value()) return SessionNotFound();
  ASSIGN_OR_RETURN(const std::optional<QueuedMeeting> queued,
                   FindQueuedMeeting(tx, session_id));
  ASSIGN_OR_RETURN(
      const QueuedMeeting due,
      TryAgain(queued.value_or(QueuedMeeting{.session_id = session_id,
                                             .state = MeetingState::kIdle}),
               now));
  RETURN_IF_ERROR(SaveQueuedMeeting(tx, due));
  return due;
}

}  // namespace cwp::scheduling
