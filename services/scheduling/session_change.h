#ifndef CWP_SERVICES_SCHEDULING_SESSION_CHANGE_H_
#define CWP_SERVICES_SCHEDULING_SESSION_CHANGE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// How sessions change that people may have booked: pure functions, as in
// domain.h.

// How long what changes or ends a session can be taken back.
struct UndoRules {
  // None when zero.
  absl::Duration window = absl::Minutes(10);
  // None either when the session is nearer than this, since people have to hear
  // of it in time.
  absl::Duration nearness = absl::Hours(2);
};

// When somebody asks for a change.
struct ChangeMoment {
  absl::Time now;
  // Whether it is to come at once.
  bool at_once = false;
  UndoRules undo;
};

// The parts of a session that can be changed at once.
enum class SessionField {
  kCapacity,
  kBookingOpenTime,
  kBookingCloseTime,
  kFacilitators,
  kDelivery,
  kFormat,
  kJoinAddress,
};

// A change to some of them; the join address itself is kept elsewhere.
struct SessionPatch {
  std::vector<SessionField> fields;
  SessionContent content;
  // Change only the version with this revision.
  std::optional<int64_t> if_revision;
};

// The session with the patch applied; equal to `session` when that changes
// nothing. Fails with ABORTED `ETAG_MISMATCH`, and as CheckLive() and
// CheckBookingWindow().
absl::StatusOr<Session> Revise(const Session& session,
                               const SessionPatch& patch,
                               const Workshop& workshop, absl::Time now);

// Whether a change to these meetings, or to none, waits, so that it can be
// taken back.
bool Waits(const Session& session, const std::vector<Meeting>& after,
           const ChangeMoment& moment);

// Whether a session is so near, as it is or with these meetings, that no change
// of it waits.
bool IsNear(const Session& session, const std::vector<Meeting>& after,
            const ChangeMoment& moment);

// The session with what makes it `after` pending, as a part of an edit of its
// series.
Session Postpone(const Session& session, const Session& after,
                 const Workshop& workshop, absl::Time apply_time,
                 absl::Time now);

// The session without the part that it has in a pending edit of its series;
// equal to `session` when it has none.
Session LeaveEdit(const Session& session, absl::Time now);

// The session with other meetings, now or pending; without what is pending when
// it has them already. Fails with FAILED_PRECONDITION
// `MEETING_STARTED`, INVALID_ARGUMENT `MEETING_IN_PAST`, and as CheckLive(),
// CheckMeetings() and CheckBookingWindow().
absl::StatusOr<Session> Reschedule(const Session& session,
                                   std::vector<Meeting> meetings,
                                   const Workshop& workshop,
                                   const ChangeMoment& moment);

// The session as cancelled, now or pending; equal to `session` when it is
// cancelled. Fails with FAILED_PRECONDITION `SESSION_COMPLETED`.
absl::StatusOr<Session> Cancel(const Session& session, const Workshop& workshop,
                               const ChangeMoment& moment);

// The session without what is pending. Fails with FAILED_PRECONDITION
// `NO_PENDING_CHANGE`, or `SERIES_EDIT_PENDING`: it is a part of an edit of the
// series, which is taken back as a whole.
absl::StatusOr<Session> Undo(const Session& session, absl::Time now);

// Whether a part of an edit of its series has come for a session.
bool IsEditDue(const Session& session, absl::Time now);

// What time makes of a session: what is pending and due has come, and after its
// last meeting it is completed. Equal to `session` when time makes nothing.
Session PassTime(const Session& session, const Workshop& workshop,
                 absl::Time now);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SESSION_CHANGE_H_
