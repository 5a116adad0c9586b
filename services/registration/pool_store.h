#ifndef CWP_SERVICES_REGISTRATION_POOL_STORE_H_
#define CWP_SERVICES_REGISTRATION_POOL_STORE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "services/registration/parties.h"
#include "services/registration/pool.h"

namespace cwp::registration {

// Finds the seat pool of a session.
absl::StatusOr<std::optional<Pool>> FindPool(db::Transaction& tx,
                                             int64_t session_id);

// The same for several sessions at once; those unknown are left out.
absl::StatusOr<std::vector<Pool>> FindPools(
    db::Transaction& tx, absl::Span<const int64_t> session_ids);

// Of these sessions, the one that begins next; 0 when none is to come.
absl::StatusOr<int64_t> FindNextSession(db::Transaction& tx,
                                        absl::Span<const int64_t> session_ids,
                                        absl::Time now);

// All seat pools.
absl::StatusOr<std::vector<Pool>> ListPools(db::Transaction& tx);

// The sessions of a workshop that have not started and are not cancelled.
absl::StatusOr<std::vector<int64_t>> FindComingSessions(db::Transaction& tx,
                                                        int64_t workshop_id,
                                                        absl::Time now);

// Sessions that ended before `before` and were not purged since, at most
// `limit`.
absl::StatusOr<std::vector<int64_t>> FindSessionsToPurge(db::Transaction& tx,
                                                         absl::Time before,
                                                         int limit);

// Sessions that have ended and are not marked past, at most `limit`.
absl::StatusOr<std::vector<int64_t>> FindSessionsOver(db::Transaction& tx,
                                                      absl::Time now,
                                                      int limit);

// Marks a session and its bookings as past, or as not past after all. Those
// marked past are not among the live bookings of their contacts.
absl::Status MarkPast(db::Transaction& tx, int64_t session_id, bool past);

// Notes that nothing personal is left of a session.
absl::Status MarkPurged(db::Transaction& tx, int64_t session_id);

// The same no more for sessions that end after a time: a clock that was ahead
// had them purged too early, and what is booked since is to be purged, too.
absl::Status UnmarkPurged(db::Transaction& tx, absl::Time before);

// Makes a pool.
absl::Status InsertPool(db::Transaction& tx, const Pool& pool);

// A pool as it was read and as it is to be.
struct PoolChange {
  int64_t old_revision = 0;
  const Pool* pool = nullptr;
};

// Saves pools that have not changed since they were read. Fails with ABORTED
// `POOL_MOVED` when another writer has changed one.
absl::Status UpdatePools(db::Transaction& tx,
                         const std::vector<PoolChange>& changes);

// Finds what a channel may sell of a session by itself.
absl::StatusOr<std::optional<Allotment>> FindAllotment(
    db::Transaction& tx, int64_t session_id, absl::string_view channel);

// All allotments of a session, by channel.
absl::StatusOr<std::vector<Allotment>> ListAllotments(db::Transaction& tx,
                                                      int64_t session_id);

// Saves allotments.
absl::Status SaveAllotments(db::Transaction& tx,
                            const std::vector<const Allotment*>& allotments);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_POOL_STORE_H_
