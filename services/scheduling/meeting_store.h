#ifndef CWP_SERVICES_SCHEDULING_MEETING_STORE_H_
#define CWP_SERVICES_SCHEDULING_MEETING_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/scheduling/meeting_queue.h"

namespace cwp::scheduling {

// Fetches and saves the queue of meetings; decides nothing. Errors are the
// database's.

// The statements that make its table, for the migrations. Sessions that wait
// for an address by then are in line at once.
std::vector<std::string> CreateMeetingQueueStatements();

// The entry of a session, or nothing.
absl::StatusOr<std::optional<QueuedMeeting>> FindQueuedMeeting(
    db::Transaction& tx, int64_t session_id);

// Writes an entry, new or anew.
absl::Status SaveQueuedMeeting(db::Transaction& tx,
                               const QueuedMeeting& queued);

// The sessions whose entries are due and in nobody's hand, the longest due
// first.
absl::StatusOr<std::vector<int64_t>> FindDueMeetings(db::Transaction& tx,
                                                     absl::Time now, int limit);

// When the next entry is due; far in the future when none is.
absl::StatusOr<absl::Time> NextDueMeeting(db::Transaction& tx);

// An entry as the operator is shown it.
struct ListedMeeting {
  QueuedMeeting queued;
  std::string workshop_title;
  absl::Time start;
};

// What waits or is parked for sessions that have not ended, in order of the
// session's id, which is larger than `after_id`.
absl::StatusOr<std::vector<ListedMeeting>> ListQueuedMeetings(
    db::Transaction& tx, absl::Time now, int64_t after_id, int limit);

// How many entries of sessions that have not ended are in this state.
absl::StatusOr<int64_t> CountQueuedMeetings(db::Transaction& tx,
                                            MeetingState state, absl::Time now);

// How many sessions on Teams that are scheduled, open or closed start before
// `before`, have not ended by `now`, and have no join address.
absl::StatusOr<int64_t> CountSessionsWithoutAddress(db::Transaction& tx,
                                                    absl::Time now,
                                                    absl::Time before);

// A session's new join address, sealed.
struct NewJoinAddress {
  int64_t session_id = 0;
  std::string sealed_uri;
  int64_t version = 0;
  absl::Time update_time;
  int64_t revision = 0;
};
absl::Status SaveJoinAddress(db::Transaction& tx,
                             const NewJoinAddress& address);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_STORE_H_
