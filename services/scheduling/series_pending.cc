#include "services/scheduling/series_pending.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::scheduling {
namespace {

using Outcome = EditedSession::Outcome;

// The meetings of a session after the edit; none when that cancels it.
std::vector<Meeting> MeetingsThen(const EditedSession& edited) {
  return edited.after.state == SessionState::kCancelled
             ? std::vector<Meeting>()
             : edited.after.content.meetings;
}

}  // namespace

std::optional<absl::Time> ApplyTimeOf(const SeriesEditPlan& plan,
                                      Counting counting,
                                      const ChangeMoment& moment) {
  bool waits = false;
  for (const EditedSession& edited : plan.sessions) {
    const bool counts = edited.outcome == Outcome::kChanged ||
                        (edited.outcome == Outcome::kNeedsConfirmation &&
                         counting == Counting::kAlsoToBeConfirmed);
    if (!counts) continue;
    const std::vector<Meeting> meetings = MeetingsThen(edited);
    if (IsNear(edited.before, meetings, moment)) return std::nullopt;
    const bool moves = meetings != edited.before.content.meetings;
    waits |= moves && Waits(edited.before, meetings, moment);
  }
  if (!waits) return std::nullopt;
  return moment.now + moment.undo.window;
}

SeriesEditPlan Postpone(SeriesEditPlan plan, const Series& series,
                        const Workshop& workshop, absl::Time apply_time,
                        absl::Time now) {
  const Series then = std::move(plan.after);
  plan.after = series;
  plan.after.sessions.clear();
  plan.after.pending = {.apply_time = apply_time,
                        .start = then.pattern.start,
                        .meeting_duration = then.pattern.meeting_duration,
                        .capacity = then.capacity,
                        .facilitator_ids = then.facilitator_ids};
  for (EditedSession& edited : plan.sessions) {
    if (edited.outcome != Outcome::kChanged) continue;
    edited.after = scheduling::Postpone(edited.before, edited.after, workshop,
                                        apply_time, now);
  }
  return plan;
}

absl::StatusOr<Series> TakeBack(const Series& series,
                                std::optional<int64_t> if_revision,
                                absl::Time now) {
  RETURN_IF_ERROR(CheckSeriesRevision(series, if_revision));
  if (!series.pending.has_value() || now >= series.pending->apply_time) {
    return FailedPrecondition("NO_PENDING_CHANGE",
                              "there is nothing left to take back");
  }
  Series before = series;
  before.pending = std::nullopt;
  before.update_time = now;
  for (Session& session : before.sessions) session = LeaveEdit(session, now);
  return before;
}

Series PassTime(const Series& series, const Workshop& workshop,
                absl::Time now) {
  Series passed = series;
  for (Session& session : passed.sessions) {
    session = PassTime(session, workshop, now);
  }
  if (!series.pending.has_value() || now < series.pending->apply_time) {
    return passed;
  }
  passed.pattern.start = series.pending->start;
  passed.pattern.meeting_duration = series.pending->meeting_duration;
  passed.capacity = series.pending->capacity;
  passed.facilitator_ids = series.pending->facilitator_ids;
  passed.pending = std::nullopt;
  passed.update_time = now;
  return passed;
}

}  // namespace cwp::scheduling
