#ifndef CWP_SERVICES_SCHEDULING_MEETING_COMMANDS_H_
#define CWP_SERVICES_SCHEDULING_MEETING_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/meeting_plan.h"
#include "services/scheduling/meeting_provider.h"
#include "services/scheduling/meeting_queue.h"
#include "services/scheduling/vault.h"

namespace cwp::scheduling {

// What is written about meetings, each in the caller's write transaction.
// Errors are the database's, unless said otherwise.

// Puts a session that was just made or changed in line for its meeting, or
// takes it out, in the transaction that saves it. `audience` is that of its
// workshop. Does nothing when nothing is to be changed about the meeting.
absl::Status WantMeeting(db::Transaction& tx, const Session& session,
                         Audience audience, absl::Time now);

// A meeting to be made or changed, or to end.
struct MeetingTask {
  QueuedMeeting queued;
  // Nothing: it is to end.
  std::optional<MeetingPlan> plan;
};

// Takes an entry in hand until `lease`; nothing when somebody else has it, or
// nothing is wanted any more, which is then recorded.
absl::StatusOr<std::optional<MeetingTask>> TakeMeetingTask(db::Transaction& tx,
                                                           int64_t session_id,
                                                           absl::Time lease,
                                                           absl::Time now);

// Records that a task's meeting is as planned, or has ended: `meeting` says
// where it is joined when that may be new, and only its id otherwise. The
// session gets the address, sealed, with a feed entry. Does nothing when the
// entry is in other hands by now; then those find the same meeting.
absl::Status RecordMeeting(db::Transaction& tx, const MeetingTask& task,
                           const OnlineMeeting& meeting, const Vault& vault,
                           absl::Time now);

// Records that a try failed, and that the next one waits so long.
absl::Status RecordMeetingFailure(db::Transaction& tx, const MeetingTask& task,
                                  const absl::Status& failure,
                                  absl::Duration wait, absl::Time now);

// Makes the entry of a session due at once. Fails with NOT_FOUND
// `SESSION_NOT_FOUND` and FAILED_PRECONDITION `MEETING_NOT_QUEUED`.
absl::StatusOr<QueuedMeeting> RetryQueuedMeeting(db::Transaction& tx,
                                                 int64_t session_id,
                                                 absl::Time now);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_COMMANDS_H_
