#include "services/scheduling/series_commands.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "services/scheduling/meeting_commands.h"
#include "services/scheduling/series_pending.h"
#include "services/scheduling/series_store.h"
#include "services/scheduling/session_store.h"

namespace cwp::scheduling {
namespace {

using Outcome = EditedSession::Outcome;

absl::Status CheckWay(db::Transaction& tx, const CreateSeries& create,
                      const Workshop& workshop) {
  if (create.accept_conflicts) return absl::OkStatus();
  std::vector<PlannedMeeting> meetings;
  meetings.reserve(create.sessions.size());
  for (const CreateSeries::NewSession& session : create.sessions) {
    meetings.push_back({.day = absl::FormatCivilTime(session.day),
                        .start = session.meeting.start,
                        .end = session.meeting.end});
  }
  ASSIGN_OR_RETURN(const std::vector<SessionConflict> conflicts,
                   LoadConflicts(tx, workshop, create.series.id, meetings));
  return CheckConflicts(conflicts);
}

// Whether only the end of the session changes.
bool IsCancellation(const EditedSession& edited) {
  return edited.after.state != edited.before.state;
}

// A session as it is from now on.
struct ChangedSession {
  absl::string_view cause;
  Session after;
};

absl::string_view CauseOf(const Session& before, const Session& after) {
  if (after.pending.has_value() && after.pending != before.pending) {
    return "session_change_pending";
  }
  return after.state == SessionState::kCancelled ? "session_cancelled"
                                                 : "session_rearranged";
}

std::vector<LedChange> LedChangesOf(const SeriesEditPlan& plan,
                                    std::initializer_list<Outcome> outcomes) {
  std::vector<LedChange> changes;
  for (const EditedSession& edited : plan.sessions) {
    if (std::count(outcomes.begin(), outcomes.end(), edited.outcome) == 0) {
      continue;
    }
    changes.push_back({.before = edited.before, .after = edited.after});
  }
  return changes;
}

// The date of the series that a planned meeting is for.
std::string DayOf(const Engagement& planned,
                  const std::vector<LedChange>& changes) {
  for (const LedChange& change : changes) {
    const std::vector<Engagement> own = EngagementsOf(change.after);
    if (std::count(own.begin(), own.end(), planned) > 0) {
      return change.after.series->day;
    }
  }
  return "";
}

absl::Status WantMeetings(db::Transaction& tx,
                          const std::vector<Session>& sessions,
                          const Workshop& workshop, absl::Time now) {
  for (const Session& session : sessions) {
    RETURN_IF_ERROR(WantMeeting(tx, session, workshop.content.audience, now));
  }
  return absl::OkStatus();
}

// Saves a series with those of its sessions that changed; answers it with all.
absl::StatusOr<Series> Save(db::Transaction& tx, Series series,
                            absl::string_view cause,
                            std::vector<ChangedSession> changed,
                            const Workshop& workshop, absl::Time now,
                            FeedEntries& entries) {
  series.sessions.clear();
  entries.Append(series, cause);
  std::vector<Session> sessions;
  for (ChangedSession& each : changed) {
    entries.Append(each.after, each.cause);
    sessions.push_back(std::move(each.after));
  }
  RETURN_IF_ERROR(ReplaceSeries(tx, series));
  RETURN_IF_ERROR(RearrangeSessions(tx, sessions));
  RETURN_IF_ERROR(WantMeetings(tx, sessions, workshop, now));
  ASSIGN_OR_RETURN(series.sessions, ListSessionsOfSeries(tx, series.id));
  return series;
}

}  // namespace

absl::StatusOr<Series> ApplyCreateSeries(db::Transaction& tx,
                                         const CreateSeries& create,
                                         const Workshop& workshop,
                                         absl::Time now, FeedEntries& entries) {
  Series made = create.series;
  made.create_time = made.update_time = now;
  std::vector<Session> sessions;
  std::vector<std::string> sealed_join_uris;
  for (const CreateSeries::NewSession& session : create.sessions) {
    ASSIGN_OR_RETURN(
        Session one,
        MakeSeriesSession(made, session.id, session.day, session.meeting,
                          !session.sealed_join_uri.empty(), workshop, now));
    sessions.push_back(std::move(one));
    sealed_join_uris.push_back(session.sealed_join_uri);
  }
  RETURN_IF_ERROR(CheckWay(tx, create, workshop));
  std::vector<LedChange> changes;
  for (const Session& session : sessions) changes.push_back({.after = session});
  RETURN_IF_ERROR(
      CheckLeading(tx, changes, workshop, create.acknowledge_trainee_alone));
  entries.Append(made, "series_created");
  for (Session& session : sessions) {
    entries.Append(session, "session_created");
  }
  RETURN_IF_ERROR(InsertSeries(tx, made));
  RETURN_IF_ERROR(InsertSessions(tx, sessions, sealed_join_uris));
  RETURN_IF_ERROR(WantMeetings(tx, sessions, workshop, now));
  made.sessions = std::move(sessions);
  return made;
}

absl::StatusOr<Series> ApplyEditSeries(db::Transaction& tx,
                                       const EditSeries& edit,
                                       const Series& stored,
                                       const Workshop& workshop, absl::Time now,
                                       FeedEntries& entries) {
  const Series series = PassTime(stored, workshop, now);
  ASSIGN_OR_RETURN(SeriesEditPlan plan,
                   PlanEdit(series, edit.edit, edit.confirmed, workshop, now));
  RETURN_IF_ERROR(CheckEdit(edit.edit, plan));
  if (!edit.accept_conflicts) {
    ASSIGN_OR_RETURN(const std::vector<SessionConflict> conflicts,
                     LoadConflictsOf(tx, workshop, plan));
    RETURN_IF_ERROR(CheckConflicts(conflicts));
  }
  RETURN_IF_ERROR(CheckLeading(tx, LedChangesOf(plan, {Outcome::kChanged}),
                               workshop, edit.acknowledge_trainee_alone));
  const bool changes = std::any_of(
      plan.sessions.begin(), plan.sessions.end(),
      [](const EditedSession& e) { return e.outcome == Outcome::kChanged; });
  if (!changes) return stored;
  const std::optional<absl::Time> apply_time =
      ApplyTimeOf(plan, Counting::kChanged,
                  {.now = now, .at_once = edit.at_once, .undo = edit.undo});
  if (apply_time.has_value()) {
    plan = Postpone(std::move(plan), series, workshop, *apply_time, now);
  }
  std::vector<ChangedSession> changed;
  for (EditedSession& edited : plan.sessions) {
    if (edited.outcome != Outcome::kChanged) continue;
    changed.push_back({.cause = CauseOf(edited.before, edited.after),
                       .after = std::move(edited.after)});
  }
  Series after = std::move(plan.after);
  after.update_time = now;
  return Save(tx, std::move(after),
              apply_time.has_value() ? "series_edit_pending" : "series_edited",
              std::move(changed), workshop, now, entries);
}

absl::StatusOr<Series> ApplyUndoSeriesEdit(
    db::Transaction& tx, const UndoSeriesEdit& undo, const Series& stored,
    const Workshop& workshop, absl::Time now, FeedEntries& entries) {
  const Series series = PassTime(stored, workshop, now);
  ASSIGN_OR_RETURN(Series before, TakeBack(series, undo.if_revision, now));
  std::vector<ChangedSession> changed;
  for (size_t i = 0; i < series.sessions.size(); ++i) {
    if (before.sessions[i] == series.sessions[i]) continue;
    changed.push_back(
        {.cause = "session_change_undone", .after = before.sessions[i]});
  }
  return Save(tx, std::move(before), "series_edit_undone", std::move(changed),
              workshop, now, entries);
}

absl::StatusOr<Series> ApplyLetSeriesTimePass(db::Transaction& tx,
                                              const Series& stored,
                                              const Workshop& workshop,
                                              absl::Time now,
                                              FeedEntries& entries) {
  Series series = PassTime(stored, workshop, now);
  std::vector<ChangedSession> changed;
  for (size_t i = 0; i < series.sessions.size(); ++i) {
    const Session& before = stored.sessions[i];
    const Session& after = series.sessions[i];
    if (LeaveEdit(before, now) == before || after == before) continue;
    changed.push_back({.cause = CauseOf(before, after), .after = after});
  }
  const bool due = stored.pending.has_value() && !series.pending.has_value();
  if (!due && changed.empty()) return stored;
  return Save(tx, std::move(series), "series_edited", std::move(changed),
              workshop, now, entries);
}

absl::StatusOr<std::vector<SessionConflict>> LoadConflicts(
    db::Transaction& tx, const Workshop& workshop, int64_t series_id,
    const std::vector<PlannedMeeting>& planned) {
  if (planned.empty()) return std::vector<SessionConflict>();
  absl::Time from = absl::InfiniteFuture();
  absl::Time until = absl::InfinitePast();
  for (const PlannedMeeting& meeting : planned) {
    from = std::min(from, meeting.start);
    until = std::max(until, meeting.end);
  }
  ASSIGN_OR_RETURN(std::vector<OtherMeeting> others,
                   ListOtherMeetings(tx, workshop, series_id, from, until));
  return FindConflicts(planned, std::move(others));
}

std::vector<LedChange> LedChangesOf(const SeriesEditPlan& plan) {
  return LedChangesOf(plan, {Outcome::kChanged, Outcome::kNeedsConfirmation});
}

absl::Status AddLeaderConflicts(db::Transaction& tx,
                                const std::vector<LedChange>& changes,
                                std::vector<SessionConflict>& conflicts) {
  RETURN_IF_ERROR(CheckLeaders(tx, changes));
  ASSIGN_OR_RETURN(const std::vector<Clash> clashes, LoadClashes(tx, changes));
  for (const Clash& clash : clashes) {
    conflicts.push_back({.day = DayOf(clash.planned, changes),
                         .session_id = clash.other.session_id,
                         .kind = SessionConflict::Kind::kSameFacilitator,
                         .workshop_title = clash.other.workshop_title,
                         .start = clash.other.start,
                         .facilitator_id = clash.other.facilitator_id});
  }
  std::stable_sort(conflicts.begin(), conflicts.end(),
                   [](const SessionConflict& a, const SessionConflict& b) {
                     return a.day < b.day;
                   });
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SessionConflict>> LoadConflictsOf(
    db::Transaction& tx, const Workshop& workshop, const SeriesEditPlan& plan) {
  std::vector<PlannedMeeting> meetings;
  for (const EditedSession& edited : plan.sessions) {
    const bool moves = edited.outcome == Outcome::kChanged ||
                       edited.outcome == Outcome::kNeedsConfirmation;
    if (!moves || IsCancellation(edited) ||
        edited.after.content.meetings == edited.before.content.meetings) {
      continue;
    }
    meetings.push_back({.day = edited.before.series->day,
                        .start = edited.after.start(),
                        .end = edited.after.end()});
  }
  return LoadConflicts(tx, workshop, plan.after.id, meetings);
}

}  // namespace cwp::scheduling
