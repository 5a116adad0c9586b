#include "services/registration/retention.h"

#include <vector>

#include "common/base/status_macros.h"
#include "services/registration/booking_store.h"
#include "services/registration/commands.h"
#include "services/registration/hold_store.h"
#include "services/registration/pool_store.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {
namespace {

constexpr int kBatch = 200;
constexpr int kSessionBatch = 20;
constexpr absl::Duration kHoldsKept = absl::Hours(24);

// Of one session, some bookings; once none is left, the session is done with.
absl::StatusOr<bool> PurgeSession(db::Transaction& tx,
                                  const GroupOptions& options,
                                  absl::Time before, absl::Time now) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> sessions,
                   FindSessionsToPurge(tx, before, 1));
  if (sessions.empty()) return false;
  ASSIGN_OR_RETURN(std::vector<int64_t> ids,
                   FindKeptBookings(tx, sessions[0], kBatch));
  if (ids.empty()) {
    RETURN_IF_ERROR(MarkPurged(tx, sessions[0]));
    return true;
  }
  const WriteCommand command = PurgeBookings{.ids = std::move(ids)};
  const WriteCommand* const commands[] = {&command};
  RETURN_IF_ERROR(ApplyCommands(tx, commands, options, now).status());
  return true;
}

}  // namespace

absl::StatusOr<bool> PurgeSome(db::Database& database,
                               const GroupOptions& options,
                               absl::Duration retention, absl::Time now) {
  bool more = false;
  const absl::Time before = now - retention;
  RETURN_IF_ERROR(database.Write([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(more, PurgeSession(tx, options, before, now));
    ASSIGN_OR_RETURN(const std::vector<int64_t> entries,
                     FindKeptEntries(tx, before, kBatch));
    RETURN_IF_ERROR(EraseEntries(tx, entries));
    ASSIGN_OR_RETURN(const int64_t holds,
                     PruneHolds(tx, now - kHoldsKept, kBatch));
    more = more || !entries.empty() || holds == kBatch;
    return absl::OkStatus();
  }));
  return more;
}

absl::StatusOr<bool> SetSomeAside(db::Database& database, absl::Time now) {
  std::vector<int64_t> over;
  RETURN_IF_ERROR(database.Write([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(over, FindSessionsOver(tx, now, kSessionBatch));
    for (const int64_t id : over) RETURN_IF_ERROR(MarkPast(tx, id, true));
    return absl::OkStatus();
  }));
  return over.size() == kSessionBatch;
}

}  // namespace cwp::registration
