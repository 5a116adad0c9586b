#ifndef CWP_SERVICES_REGISTRATION_HOLD_STORE_H_
#define CWP_SERVICES_REGISTRATION_HOLD_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "services/registration/parties.h"

namespace cwp::registration {

// Finds a hold, live or not.
absl::StatusOr<std::optional<Hold>> FindHold(db::Transaction& tx, int64_t id);

// Finds several by their ids, in that order.
absl::StatusOr<std::vector<std::optional<Hold>>> FindHolds(
    db::Transaction& tx, absl::Span<const int64_t> ids);

// Finds the live hold of a browser, in any session.
absl::StatusOr<std::optional<Hold>> FindHoldOfBrowser(
    db::Transaction& tx, absl::string_view browser_key);

// Finds those of several browsers, in that order.
absl::StatusOr<std::vector<std::optional<Hold>>> FindHoldsOfBrowsers(
    db::Transaction& tx, absl::Span<const std::string> browser_keys);

// The live holds of a session that have run out of time at `now`, at most
// `limit`, those longest ago first.
absl::StatusOr<std::vector<Hold>> FindDueHolds(db::Transaction& tx,
                                               int64_t session_id,
                                               absl::Time now, int limit);

// All live holds of a session.
absl::StatusOr<std::vector<Hold>> FindLiveHolds(db::Transaction& tx,
                                                int64_t session_id);

// The first that are in line for a session after a create revision, in the
// order they came.
absl::StatusOr<std::vector<Hold>> FindInLine(db::Transaction& tx,
                                             int64_t session_id,
                                             int64_t after_revision, int limit);

// How many are in line for a session.
absl::StatusOr<int64_t> CountInLine(db::Transaction& tx, int64_t session_id);

// What the live holds of each of some clients come to in a session.
absl::StatusOr<std::vector<ClientHolds>> CountHoldsOfClients(
    db::Transaction& tx, int64_t session_id,
    absl::Span<const std::string> client_keys);

// When the last of the holds and offers lapses that keep places of a session at
// `now`; nothing when there are none.
absl::StatusOr<std::optional<absl::Time>> FindLastLapse(db::Transaction& tx,
                                                        int64_t session_id,
                                                        absl::Time now);

// When the last of the holds alone does.
absl::StatusOr<std::optional<absl::Time>> FindLastHeld(db::Transaction& tx,
                                                       int64_t session_id,
                                                       absl::Time now);

// The sessions with holds or offers that have run out of time at `now`, at most
// `limit` of each: those in which something did so first.
absl::StatusOr<std::vector<int64_t>> FindDueSessions(db::Transaction& tx,
                                                     absl::Time now, int limit);

// When the next hold or offer lapses, in any session.
absl::StatusOr<std::optional<absl::Time>> FindNextLapse(db::Transaction& tx);

// Forgets at most `limit` holds that ended before `before`; returns how many.
absl::StatusOr<int64_t> PruneHolds(db::Transaction& tx, absl::Time before,
                                   int limit);

// Saves new holds.
absl::Status InsertHolds(db::Transaction& tx,
                         const std::vector<const Hold*>& holds);

// Saves what may change of holds that are stored.
absl::Status UpdateHolds(db::Transaction& tx,
                         const std::vector<const Hold*>& holds);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_HOLD_STORE_H_
