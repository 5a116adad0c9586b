#ifndef CWP_SERVICES_REGISTRATION_SESSION_STORE_H_
#define CWP_SERVICES_REGISTRATION_SESSION_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "services/registration/domain.h"

namespace cwp::registration {

// Finds what scheduling said of a session.
absl::StatusOr<std::optional<Session>> FindSession(db::Transaction& tx,
                                                   int64_t id);

// Saves what scheduling says of a session. The address that is kept stays,
// until SaveJoinUri.
absl::Status SaveSession(db::Transaction& tx, const Session& session);

// The ids of all sessions.
absl::StatusOr<std::vector<int64_t>> ListSessionIds(db::Transaction& tx);

// The sessions whose kept address has another version than the one that
// scheduling's feed named last.
absl::StatusOr<std::vector<int64_t>> FindSessionsWithoutAddress(
    db::Transaction& tx);

// Saves a fetched address, sealed; empty when there is none. Whether it is the
// version wanted: if not, the session is still without its address.
absl::StatusOr<bool> SaveJoinUri(db::Transaction& tx, int64_t session_id,
                                 int64_t version,
                                 const std::string& sealed_uri);

// Has all addresses fetched anew, since equal versions no longer mean equal
// addresses. Those that are kept stay until then.
absl::Status DoubtJoinUris(db::Transaction& tx);

// The sealed address of a session; empty when there is none or not yet.
absl::StatusOr<std::string> FindJoinUri(db::Transaction& tx,
                                        int64_t session_id);

// Finds the seat pool of a session.
absl::StatusOr<std::optional<Pool>> FindPool(db::Transaction& tx,
                                             int64_t session_id);

// All seat pools.
absl::StatusOr<std::vector<Pool>> ListPools(db::Transaction& tx);

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

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SESSION_STORE_H_
