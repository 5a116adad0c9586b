#ifndef CWP_SERVICES_REGISTRATION_SESSION_STORE_H_
#define CWP_SERVICES_REGISTRATION_SESSION_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "services/registration/pool.h"

namespace cwp::registration {

// Finds what scheduling said of a session.
absl::StatusOr<std::optional<Session>> FindSession(db::Transaction& tx,
                                                   int64_t id);

// Saves what scheduling says of a session. The address that is kept stays,
// until SaveJoinUri.
absl::Status SaveSession(db::Transaction& tx, const Session& session);

// Who leads the session.
absl::StatusOr<std::vector<int64_t>> FindLeaders(db::Transaction& tx,
                                                 int64_t session_id);

// Whether this facilitator leads the session.
absl::StatusOr<bool> LeadsSession(db::Transaction& tx, int64_t session_id,
                                  int64_t facilitator_id);

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

// The title of a workshop, as its newest session has it; empty without any.
absl::StatusOr<std::string> FindWorkshopTitle(db::Transaction& tx,
                                              int64_t workshop_id);

// The sealed address of a session; empty when there is none or not yet.
absl::StatusOr<std::string> FindJoinUri(db::Transaction& tx,
                                        int64_t session_id);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SESSION_STORE_H_
