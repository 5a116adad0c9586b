#include "services/scheduling/series_domain.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/local_time.h"
#include "services/scheduling/session_change.h"

namespace cwp::scheduling {
namespace {

using Scope = SeriesEdit::Scope;
using Outcome = EditedSession::Outcome;

constexpr int kMinutesOfDay = 24 * 60;
constexpr absl::Duration kLongestMeeting = absl::Hours(24);
constexpr size_t kMaxConflicts = 400;

// The same wall time some days earlier.
absl::Time DaysBefore(absl::Time start, int days, const absl::TimeZone& zone) {
  const absl::CivilMinute local = absl::ToCivilMinute(start, zone);
  return absl::FromCivil(local - static_cast<int64_t>(days) * kMinutesOfDay,
                         zone);
}

absl::CivilDay DayOf(const Session& session) {
  absl::CivilDay day;
  absl::ParseCivilTime(session.series->day, &day);
  return day;
}

// Changes one session after another.
class Editor {
 public:
  Editor(const Series& series, const SeriesEdit& edit,
         const std::set<int64_t>& confirmed, const Workshop& workshop,
         const absl::TimeZone& zone, absl::Time now)
      : series_(series),
        edit_(edit),
        confirmed_(confirmed),
        workshop_(workshop),
        zone_(zone),
        now_(now) {}

  absl::StatusOr<EditedSession> Edit(const Session& session) const {
    EditedSession edited = {.before = session, .after = session};
    if (session.state == SessionState::kCancelled) {
      edited.outcome = Outcome::kCancelled;
      return edited;
    }
    if (session.start() <= now_) {
      edited.outcome = Outcome::kStarted;
      return edited;
    }
    if (edit_.cancel) {
      ASSIGN_OR_RETURN(edited.after, Cancel(session, workshop_,
                                            {.now = now_, .at_once = true}));
    } else if (session.series->edited_alone && edit_.scope != Scope::kThis) {
      edited.outcome = Outcome::kEditedAlone;
      return edited;
    } else {
      RETURN_IF_ERROR(Rearrange(edited));
      if (edited.outcome == Outcome::kUndecided) return edited;
    }
    if (edited.after == session) return edited;
    const bool never_open = session.state == SessionState::kScheduled ||
                            session.state == SessionState::kDraft;
    if (!never_open && confirmed_.count(session.id) == 0) {
      edited.outcome = Outcome::kNeedsConfirmation;
      return edited;
    }
    edited.outcome = Outcome::kChanged;
    if (session.pending.has_value() && MayMove()) {
      return FailedPrecondition(
          "SESSION_CHANGE_PENDING",
          "a session waits for a change of its own: take that back first",
          {{"session", absl::StrCat(session.id)}});
    }
    return edited;
  }

 private:
  // Whether the edit is one that moves or cancels sessions.
  bool MayMove() const {
    return edit_.cancel || edit_.minute_of_day.has_value() ||
           edit_.day.has_value() || edit_.meeting_duration.has_value();
  }

  absl::Status Rearrange(EditedSession& edited) const {
    const Session& session = edited.before;
    const std::optional<absl::Time> start = NewStart(edited);
    if (!start.has_value()) {
      edited.outcome = Outcome::kUndecided;
      return absl::OkStatus();
    }
    if (*start <= now_) {
      return FailedPrecondition(
          "SESSION_STARTED",
          "a session would have started already by its new time",
          {{"session", absl::StrCat(session.id)}});
    }
    SessionContent content = session.content;
    Meeting& meeting = content.meetings.front();
    const absl::Duration duration =
        edit_.meeting_duration.value_or(meeting.end - meeting.start);
    if (*start != meeting.start || duration != meeting.end - meeting.start) {
      const SessionContent at = ContentAt(
          series_, MeetingAt(*start, duration, meeting.time_zone, zone_));
      content.meetings = at.meetings;
      content.booking_open_time = at.booking_open_time;
      content.booking_close_time = at.booking_close_time;
    }
    content.capacity = edit_.capacity.value_or(content.capacity);
    content.facilitator_ids =
        edit_.facilitator_ids.value_or(content.facilitator_ids);
    ASSIGN_OR_RETURN(edited.after,
                     Change(session, std::move(content), workshop_, now_));
    if (edited.after != session && edit_.scope == Scope::kThis) {
      edited.after.series->edited_alone = true;
    }
    return absl::OkStatus();
  }

  // When it starts from now on; nothing where the clocks leave that open.
  std::optional<absl::Time> NewStart(EditedSession& edited) const {
    const absl::Time start = edited.before.start();
    if (!edit_.minute_of_day.has_value() && !edit_.day.has_value()) {
      return start;
    }
    const absl::CivilMinute was = absl::ToCivilMinute(start, zone_);
    const absl::CivilDay day =
        edit_.day.value_or(edit_.scope == Scope::kThis ? absl::CivilDay(was)
                                                       : DayOf(edited.before));
    edited.local = absl::CivilMinute(day) +
                   edit_.minute_of_day.value_or(
                       was - absl::CivilMinute(absl::CivilDay(was)));
    const Resolution resolution = Resolve(edited.local, zone_);
    edited.clock = resolution.clock;
    if (resolution.clock == Resolution::Clock::kOnce) return resolution.earlier;
    switch (ChoiceOn(day)) {
      case ClockChoice::kEarlier:
        return resolution.earlier;
      case ClockChoice::kLater:
        return resolution.later;
      // A session that is there is not left out.
      case ClockChoice::kSkip:
      case ClockChoice::kAsk:
        break;
    }
    return std::nullopt;
  }

  // The edit's choice; without one, that of the series.
  ClockChoice ChoiceOn(absl::CivilDay day) const {
    return edit_.clock_choice == ClockChoice::kAsk
               ? ChoiceFor(series_.pattern, day)
               : edit_.clock_choice;
  }

  const Series& series_;
  const SeriesEdit& edit_;
  const std::set<int64_t>& confirmed_;
  const Workshop& workshop_;
  const absl::TimeZone& zone_;
  const absl::Time now_;
};

// The day from which on sessions are in scope; nothing when there is no such
// session.
absl::StatusOr<std::string> FirstDay(const Series& series,
                                     const SeriesEdit& edit) {
  if (edit.scope == Scope::kAll) return std::string();
  const auto found = std::find_if(
      series.sessions.begin(), series.sessions.end(),
      [&](const Session& session) { return session.id == edit.session_id; });
  if (found != series.sessions.end()) return found->series->day;
  return NotFound("SESSION_NOT_FOUND", "the series has no such session");
}

bool IsInScope(const Session& session, const SeriesEdit& edit,
               const std::string& first_day) {
  if (edit.scope == Scope::kThis) return session.id == edit.session_id;
  return session.series->day >= first_day;
}

// The series as an edit of all its sessions leaves it.
Series AfterEdit(const Series& series, const SeriesEdit& edit) {
  Series after = series;
  after.sessions.clear();
  if (edit.scope != Scope::kAll) return after;
  absl::CivilMinute& start = after.pattern.start;
  if (edit.minute_of_day.has_value()) {
    start = absl::CivilMinute(absl::CivilDay(start)) + *edit.minute_of_day;
  }
  after.pattern.meeting_duration =
      edit.meeting_duration.value_or(after.pattern.meeting_duration);
  after.capacity = edit.capacity.value_or(after.capacity);
  after.facilitator_ids = edit.facilitator_ids.value_or(after.facilitator_ids);
  return after;
}

// Looks at all sessions of the series as they will be, in order of time.
absl::Status CheckOneAtATime(const Series& series, const SeriesEditPlan& plan) {
  std::vector<const Session*> all;
  for (const Session& session : series.sessions) {
    const auto edited = std::find_if(plan.sessions.begin(), plan.sessions.end(),
                                     [&](const EditedSession& each) {
                                       return each.before.id == session.id;
                                     });
    const bool changes =
        edited != plan.sessions.end() && edited->outcome == Outcome::kChanged;
    all.push_back(changes ? &edited->after : &session);
  }
  std::sort(all.begin(), all.end(), [](const Session* a, const Session* b) {
    return a->start() < b->start();
  });
  const Session* before = nullptr;
  for (const Session* session : all) {
    if (session->state == SessionState::kCancelled) continue;
    if (before != nullptr && session->start() < before->end()) {
      return InvalidArgument("MEETINGS_OVERLAP",
                             "two sessions of the series would meet at the "
                             "same time",
                             {{"session", absl::StrCat(session->id)}});
    }
    before = session;
  }
  return absl::OkStatus();
}

}  // namespace

SessionContent ContentAt(const Series& series, const Meeting& meeting) {
  SessionContent content = {.workshop_id = series.workshop_id,
                            .meetings = {meeting},
                            .capacity = series.capacity,
                            .facilitator_ids = series.facilitator_ids};
  if (series.booking_open_days > 0) {
    const auto zone = civil::LoadZone(meeting.time_zone);
    content.booking_open_time =
        DaysBefore(meeting.start, series.booking_open_days,
                   zone.value_or(absl::UTCTimeZone()));
  }
  if (series.booking_close_minutes > 0) {
    content.booking_close_time =
        meeting.start - absl::Minutes(series.booking_close_minutes);
  }
  return content;
}

absl::StatusOr<Session> MakeSeriesSession(const Series& series, int64_t id,
                                          absl::CivilDay day,
                                          const Meeting& meeting,
                                          bool has_join_address,
                                          const Workshop& workshop,
                                          absl::Time now) {
  ASSIGN_OR_RETURN(Session session,
                   MakeSession(id, ContentAt(series, meeting), has_join_address,
                               workshop, now));
  session.series =
      SeriesPlace{.series_id = series.id, .day = absl::FormatCivilTime(day)};
  return session;
}

absl::Status CheckSeriesRevision(const Series& series,
                                 std::optional<int64_t> wanted) {
  if (!wanted.has_value() || *wanted == series.revision) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kAborted, "ETAG_MISMATCH",
      "the series was edited meanwhile: read it again, then repeat",
      {{"field", "etag"}});
}

absl::StatusOr<SeriesEditPlan> PlanEdit(const Series& series,
                                        const SeriesEdit& edit,
                                        const std::set<int64_t>& confirmed,
                                        const Workshop& workshop,
                                        absl::Time now) {
  RETURN_IF_ERROR(CheckSeriesRevision(series, edit.if_revision));
  if (series.pending.has_value()) {
    return FailedPrecondition(
        "SERIES_EDIT_PENDING",
        "an earlier edit of the series waits still: take it back first",
        {{"series", absl::StrCat(series.id)}});
  }
  ASSIGN_OR_RETURN(const std::string first_day, FirstDay(series, edit));
  ASSIGN_OR_RETURN(const absl::TimeZone zone,
                   civil::LoadZone(series.pattern.time_zone));
  const Editor editor(series, edit, confirmed, workshop, zone, now);
  SeriesEditPlan plan = {.after = AfterEdit(series, edit)};
  for (const Session& session : series.sessions) {
    if (!IsInScope(session, edit, first_day)) continue;
    ASSIGN_OR_RETURN(EditedSession edited, editor.Edit(session));
    plan.sessions.push_back(std::move(edited));
  }
  RETURN_IF_ERROR(CheckOneAtATime(series, plan));
  return plan;
}

absl::Status CheckEdit(const SeriesEdit& edit, const SeriesEditPlan& plan) {
  const auto undecided = [](const EditedSession& edited) {
    return edited.outcome == Outcome::kUndecided;
  };
  const auto first =
      std::find_if(plan.sessions.begin(), plan.sessions.end(), undecided);
  if (first != plan.sessions.end()) {
    return ClockChoiceNeeded(
        first->local, first->clock,
        std::count_if(first, plan.sessions.end(), undecided));
  }
  if (edit.scope != Scope::kThis) return absl::OkStatus();
  const ErrorMetadata session = {{"session", absl::StrCat(edit.session_id)}};
  switch (plan.sessions.front().outcome) {
    case Outcome::kStarted:
      return FailedPrecondition("SESSION_STARTED", "the session has started",
                                session);
    case Outcome::kCancelled:
      if (edit.cancel) break;
      return FailedPrecondition("SESSION_CANCELLED", "the session is cancelled",
                                session);
    case Outcome::kNeedsConfirmation:
      return FailedPrecondition(
          "SESSION_NOT_CONFIRMED",
          "the session was open and may have bookings: confirm that it may be "
          "changed",
          session);
    default:
      break;
  }
  return absl::OkStatus();
}

absl::Status SeriesNotFound() {
  return NotFound("SERIES_NOT_FOUND", "there is no such series");
}

std::vector<SessionConflict> FindConflicts(
    const std::vector<PlannedMeeting>& planned,
    std::vector<OtherMeeting> others) {
  const auto starts = [](const OtherMeeting& other) {
    return std::make_pair(other.start, other.session_id);
  };
  std::sort(others.begin(), others.end(),
            [&](const OtherMeeting& a, const OtherMeeting& b) {
              return starts(a) < starts(b);
            });
  std::vector<SessionConflict> conflicts;
  for (const PlannedMeeting& meeting : planned) {
    // What began earlier than a meeting may last, is over.
    auto other = std::partition_point(
        others.begin(), others.end(), [&](const OtherMeeting& each) {
          return each.start < meeting.start - kLongestMeeting;
        });
    for (; other != others.end() && other->start < meeting.end; ++other) {
      if (other->end <= meeting.start) continue;
      if (conflicts.size() == kMaxConflicts) return conflicts;
      conflicts.push_back({.day = meeting.day,
                           .session_id = other->session_id,
                           .kind = other->kind,
                           .workshop_title = other->workshop_title,
                           .start = other->start});
    }
  }
  return conflicts;
}

absl::Status CheckConflicts(const std::vector<SessionConflict>& conflicts) {
  if (conflicts.empty()) return absl::OkStatus();
  const SessionConflict& first = conflicts.front();
  return FailedPrecondition(
      "SESSIONS_CONFLICT",
      absl::StrCat("session ", first.session_id, " meets at the same time on ",
                   first.day,
                   first.kind == SessionConflict::Kind::kSameVenue
                       ? ", at the same venue"
                       : ", of the same workshop"),
      {{"day", first.day},
       {"session", absl::StrCat(first.session_id)},
       {"count", absl::StrCat(conflicts.size())}});
}

}  // namespace cwp::scheduling
