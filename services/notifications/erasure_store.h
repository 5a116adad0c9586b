#ifndef CWP_SERVICES_NOTIFICATIONS_ERASURE_STORE_H_
#define CWP_SERVICES_NOTIFICATIONS_ERASURE_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/notifications/erasure.h"

namespace cwp::notifications {

// Whose mail files are still to be removed.

// The statements that make the table, for Migrations().
std::vector<std::string> CreateErasureStatements();

// Saves an erasure, a new one or when to look next.
absl::Status SaveErasure(db::Transaction& tx, const Erasure& erasure);

// Forgets an erasure that is done with.
absl::Status DeleteErasure(db::Transaction& tx, int64_t subject);

// Erasures whose time has come, the longest waiting first.
absl::StatusOr<std::vector<Erasure>> FindDueErasures(db::Transaction& tx,
                                                     absl::Time now, int limit);

// Whether a subject was erased so lately that there is an erasure.
absl::StatusOr<bool> HasErasure(db::Transaction& tx, int64_t subject);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_ERASURE_STORE_H_
