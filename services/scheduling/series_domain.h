#ifndef CWP_SERVICES_SCHEDULING_SERIES_DOMAIN_H_
#define CWP_SERVICES_SCHEDULING_SERIES_DOMAIN_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/series_plan.h"

namespace cwp::scheduling {

// The rules of series: how their sessions are made, and changed together.
// Numbers of enumerators are those of series_service.proto, where the reasons
// of refusals are documented.

// What a series says from `apply_time` on, when its edit comes, unless that is
// taken back before.
struct PendingSeries {
  absl::Time apply_time;
  absl::CivilMinute start;
  absl::Duration meeting_duration;
  int capacity = 0;
  std::vector<int64_t> facilitator_ids;

  bool operator==(const PendingSeries&) const = default;
};

// Sessions of one workshop on dates that recur.
struct Series {
  int64_t id = 0;
  int64_t workshop_id = 0;
  SeriesPattern pattern;
  int capacity = 0;
  // How many days before its date a session can be booked from; 0: from its
  // creation on.
  int booking_open_days = 0;
  // How many minutes before its start booking ends.
  int booking_close_minutes = 0;
  // Who leads its sessions.
  std::vector<int64_t> facilitator_ids;
  std::optional<PendingSeries> pending;
  absl::Time create_time;
  absl::Time update_time;
  // The feed revision of its last change; 0 before it was ever saved.
  int64_t revision = 0;
  // In order of the dates they were made for; only where they are asked for.
  std::vector<Session> sessions;

  bool operator==(const Series&) const = default;
};

// What a session of the series is that meets then.
SessionContent ContentAt(const Series& series, const Meeting& meeting);

// Makes a session of the series, in state kScheduled. Fails as MakeSession
// does.
absl::StatusOr<Session> MakeSeriesSession(const Series& series, int64_t id,
                                          absl::CivilDay day,
                                          const Meeting& meeting,
                                          bool has_join_address,
                                          const Workshop& workshop,
                                          absl::Time now);

// A change of sessions of a series.
struct SeriesEdit {
  enum class Scope { kThis = 1, kThisAndFollowing = 2, kAll = 3 };
  Scope scope = Scope::kThis;
  // The session of kThis and kThisAndFollowing.
  int64_t session_id = 0;
  // What changes; at least one.
  std::optional<int> minute_of_day;
  std::optional<absl::CivilDay> day;
  std::optional<absl::Duration> meeting_duration;
  std::optional<int> capacity;
  std::optional<std::vector<int64_t>> facilitator_ids;
  bool cancel = false;
  // kEarlier, kLater, or kAsk.
  ClockChoice clock_choice = ClockChoice::kAsk;
  // Change only the version of the series with this revision.
  std::optional<int64_t> if_revision;
};

// What an edit does to one session.
struct EditedSession {
  enum class Outcome {
    kChanged = 1,
    kUnchanged = 2,
    kNeedsConfirmation = 3,
    kStarted = 4,
    kCancelled = 5,
    kEditedAlone = 6,
    kUndecided = 7,
  };
  Outcome outcome = Outcome::kUnchanged;
  Session before;
  // Equal to `before` when it stays.
  Session after;
  // Of kUndecided: the wall time it would start at, and what becomes of that.
  absl::CivilMinute local;
  Resolution::Clock clock = Resolution::Clock::kOnce;
};

struct SeriesEditPlan {
  // The series afterwards, without its sessions.
  Series after;
  // Those in the edit's scope.
  std::vector<EditedSession> sessions;
};

// Checks that the series is still at the revision that a caller read, if it
// says which. Fails with ABORTED `ETAG_MISMATCH`.
absl::Status CheckSeriesRevision(const Series& series,
                                 std::optional<int64_t> wanted);

// What an edit does at once to a series with all its sessions. Sessions that
// were ever open are touched only when they are in `confirmed`. Fails with
// - NOT_FOUND `SESSION_NOT_FOUND`;
// - ABORTED `ETAG_MISMATCH`;
// - FAILED_PRECONDITION `SERIES_EDIT_PENDING`: an earlier edit waits still;
// - FAILED_PRECONDITION `SESSION_CHANGE_PENDING`: a session that would move or
//   be cancelled waits for a change of its own;
// - FAILED_PRECONDITION `SESSION_STARTED`: a session would have started already
//   by its new time;
// - INVALID_ARGUMENT `MEETINGS_OVERLAP`: two sessions of the series would meet
//   at the same time; and as MakeSession does.
absl::StatusOr<SeriesEditPlan> PlanEdit(const Series& series,
                                        const SeriesEdit& edit,
                                        const std::set<int64_t>& confirmed,
                                        const Workshop& workshop,
                                        absl::Time now);

// Whether the plan can be carried out. Fails with FAILED_PRECONDITION
// `CLOCK_CHOICE_NEEDED`, and when the one session of kThis has to stay:
// `SESSION_STARTED`, `SESSION_CANCELLED`, `SESSION_NOT_CONFIRMED`.
absl::Status CheckEdit(const SeriesEdit& edit, const SeriesEditPlan& plan);

// NOT_FOUND `SERIES_NOT_FOUND`.
absl::Status SeriesNotFound();

// A session whose meeting falls together with a planned one.
struct SessionConflict {
  enum class Kind { kSameWorkshop = 1, kSameVenue = 2, kSameFacilitator = 3 };
  // The date of the series.
  std::string day;
  int64_t session_id = 0;
  Kind kind = Kind::kSameWorkshop;
  std::string workshop_title;
  absl::Time start;
  // Of kSameFacilitator.
  int64_t facilitator_id = 0;

  bool operator==(const SessionConflict&) const = default;
};

// A meeting that is planned for a date of a series.
struct PlannedMeeting {
  // "YYYY-MM-DD".
  std::string day;
  absl::Time start;
  absl::Time end;
};

// A meeting of a session of the same workshop, or at the same venue.
struct OtherMeeting {
  int64_t session_id = 0;
  SessionConflict::Kind kind = SessionConflict::Kind::kSameWorkshop;
  std::string workshop_title;
  absl::Time start;
  absl::Time end;
};

// Which others meet at the same time as a planned one: in order of `planned`,
// then of their start. At most 400.
std::vector<SessionConflict> FindConflicts(
    const std::vector<PlannedMeeting>& planned,
    std::vector<OtherMeeting> others);

// Fails with FAILED_PRECONDITION `SESSIONS_CONFLICT` when there are any.
absl::Status CheckConflicts(const std::vector<SessionConflict>& conflicts);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SERIES_DOMAIN_H_
