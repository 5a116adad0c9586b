#include "services/scheduling/meeting_options_commands.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/scheduling/meeting_commands.h"
#include "services/scheduling/meeting_confirmation_store.h"
#include "services/scheduling/meeting_options_store.h"
#include "services/scheduling/meeting_queue.h"
#include "services/scheduling/meeting_store.h"
#include "services/scheduling/session_change.h"
#include "services/scheduling/session_commands.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_store.h"

namespace cwp::scheduling {
namespace {

// A session as it is stored, and what was decided for its meeting.
struct Loaded {
  Session session;
  Workshop workshop;
  SessionOptions options;
  std::optional<QueuedMeeting> queued;
};

absl::StatusOr<Loaded> Load(db::Transaction& tx, int64_t session_id,
                            bool makes_meetings) {
  ASSIGN_OR_RETURN(std::optional<Session> session, FindSession(tx, session_id));
  if (!session.has_value()) return SessionNotFound();
  ASSIGN_OR_RETURN(std::optional<Workshop> workshop,
                   FindWorkshop(tx, session->content.workshop_id));
  CWP_CHECK(workshop.has_value(), "every session has its workshop");
  ASSIGN_OR_RETURN(const std::optional<OptionsChange> last,
                   FindLastOptionsChange(tx, session_id));
  ASSIGN_OR_RETURN(const std::optional<QueuedMeeting> queued,
                   FindQueuedMeeting(tx, session_id));
  ASSIGN_OR_RETURN(const std::optional<OptionsConfirmation> confirmation,
                   FindConfirmation(tx, session_id));
  const Audience audience = workshop->content.audience;
  SessionOptions options = {
      .id = session_id,
      .audience = audience,
      .options = OptionsInForce(last, audience),
      .changes = last.has_value() ? last->number : 0,
      .set_by = WhoSetsOptions(*session, queued, makes_meetings)};
  options.unconfirmed =
      audience == Audience::kYoungPeople && CheckLive(*session).ok() &&
      HasTypedMeeting(*session, queued) &&
      !Confirms(confirmation, session->join_address_version, options.options);
  return Loaded{.session = *std::move(session),
                .workshop = *std::move(workshop),
                .options = options,
                .queued = queued};
}

}  // namespace

absl::StatusOr<SessionOptions> ApplySetMeetingOptions(
    db::Transaction& tx, const SetMeetingOptions& set, const Actor& actor,
    absl::Time now, FeedEntries& entries) {
  ASSIGN_OR_RETURN(Loaded loaded, Load(tx, set.session_id, set.makes_meetings));
  SessionOptions& options = loaded.options;
  RETURN_IF_ERROR(
      CheckOptionsEtag(set.etag, options.changes, options.audience));
  RETURN_IF_ERROR(CheckLive(PassTime(loaded.session, loaded.workshop, now)));
  ASSIGN_OR_RETURN(
      const MeetingOptions after,
      DecideOptions(options.options, set.patch, options.audience, set.reason));
  if (after == options.options) return options;
  RETURN_IF_ERROR(InsertOptionsChange(tx, {.session_id = set.session_id,
                                           .number = options.changes + 1,
                                           .time = now,
                                           .actor_kind = actor.kind,
                                           .actor_id = actor.id,
                                           .audience = options.audience,
                                           .before = options.options,
                                           .after = after,
                                           .reason = set.reason}));
  entries.Remember(set.session_id);
  RETURN_IF_ERROR(WantMeeting(tx, loaded.session, options.audience, now));
  return LoadSessionOptions(tx, set.session_id, set.makes_meetings);
}

absl::StatusOr<SessionOptions> ApplyConfirmMeetingOptions(
    db::Transaction& tx, const ConfirmMeetingOptions& confirm, absl::Time now,
    FeedEntries& entries) {
  ASSIGN_OR_RETURN(Loaded loaded,
                   Load(tx, confirm.session_id, confirm.makes_meetings));
  SessionOptions& options = loaded.options;
  RETURN_IF_ERROR(
      CheckOptionsEtag(confirm.etag, options.changes, options.audience));
  RETURN_IF_ERROR(CheckLive(PassTime(loaded.session, loaded.workshop, now)));
  if (!HasTypedMeeting(loaded.session, loaded.queued)) {
    return FailedPrecondition(
        "NOTHING_TO_CONFIRM",
        "the session has no meeting at an address that somebody typed");
  }
  RETURN_IF_ERROR(SaveConfirmation(
      tx, {.session_id = confirm.session_id,
           .address_version = loaded.session.join_address_version,
           .time = now,
           .options = options.options}));
  entries.Remember(confirm.session_id);
  options.unconfirmed = false;
  return options;
}

absl::StatusOr<int64_t> CountUnconfirmed(db::Transaction& tx, absl::Time now) {
  ASSIGN_OR_RETURN(const std::vector<TypedMeeting> meetings,
                   ListTypedMeetings(tx, now));
  int64_t count = 0;
  for (const TypedMeeting& meeting : meetings) {
    ASSIGN_OR_RETURN(const std::optional<OptionsChange> last,
                     FindLastOptionsChange(tx, meeting.session_id));
    ASSIGN_OR_RETURN(const std::optional<OptionsConfirmation> confirmation,
                     FindConfirmation(tx, meeting.session_id));
    const MeetingOptions options = OptionsInForce(last, Audience::kYoungPeople);
    count += !Confirms(confirmation, meeting.address_version, options);
  }
  return count;
}

absl::StatusOr<SessionOptions> LoadSessionOptions(db::Transaction& tx,
                                                  int64_t session_id,
                                                  bool makes_meetings) {
  ASSIGN_OR_RETURN(const Loaded loaded, Load(tx, session_id, makes_meetings));
  return loaded.options;
}

}  // namespace cwp::scheduling
