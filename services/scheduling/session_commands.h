#ifndef CWP_SERVICES_SCHEDULING_SESSION_COMMANDS_H_
#define CWP_SERVICES_SCHEDULING_SESSION_COMMANDS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/feed_entries.h"
#include "services/scheduling/session_change.h"

namespace cwp::scheduling {

// What the writer can do with a session that there is, and how it is done.

// What somebody has looked at and takes upon themselves.
struct Acknowledged {
  // Trainees lead it alone.
  bool trainee_alone = false;
  // The meeting at a typed address is closed to strangers.
  bool meeting_options = false;
};

struct UpdateSession {
  int64_t id = 0;
  SessionPatch patch;
  // For kJoinAddress, with what says whether a sealed address is the same.
  std::string sealed_join_uri;
  std::function<bool(absl::string_view sealed)> is_join_uri;
  Acknowledged acknowledged;
};
struct ScheduleSession {
  int64_t id = 0;
};
struct OpenSession {
  int64_t id = 0;
  Acknowledged acknowledged;
};
struct CloseSession {
  int64_t id = 0;
};
struct RescheduleSession {
  int64_t id = 0;
  std::vector<Meeting> meetings;
  bool at_once = false;
  UndoRules undo;
  std::optional<int64_t> if_revision;
};
struct CancelSession {
  int64_t id = 0;
  bool at_once = false;
  UndoRules undo;
  std::optional<int64_t> if_revision;
};
struct UndoSessionChange {
  int64_t id = 0;
};
// Saves what time makes of the session; see PassTime().
struct LetTimePass {
  int64_t id = 0;
};

// Each acts on the session as time has made it by `now`, whether or not that
// was saved, and decides everything before it saves anything. Fails with
// NOT_FOUND `SESSION_NOT_FOUND`, and as scheduling_service.proto says.
absl::StatusOr<Session> Apply(db::Transaction& tx, const UpdateSession& update,
                              absl::Time now, FeedEntries& entries);
absl::StatusOr<Session> Apply(db::Transaction& tx,
                              const ScheduleSession& schedule, absl::Time now,
                              FeedEntries& entries);
absl::StatusOr<Session> Apply(db::Transaction& tx, const OpenSession& open,
                              absl::Time now, FeedEntries& entries);
absl::StatusOr<Session> Apply(db::Transaction& tx, const CloseSession& close,
                              absl::Time now, FeedEntries& entries);
absl::StatusOr<Session> Apply(db::Transaction& tx,
                              const RescheduleSession& reschedule,
                              absl::Time now, FeedEntries& entries);
absl::StatusOr<Session> Apply(db::Transaction& tx, const CancelSession& cancel,
                              absl::Time now, FeedEntries& entries);
absl::StatusOr<Session> Apply(db::Transaction& tx,
                              const UndoSessionChange& undo, absl::Time now,
                              FeedEntries& entries);
absl::StatusOr<Session> Apply(db::Transaction& tx, const LetTimePass& pass,
                              absl::Time now, FeedEntries& entries);

// NOT_FOUND `SESSION_NOT_FOUND`.
absl::Status SessionNotFound();

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SESSION_COMMANDS_H_
