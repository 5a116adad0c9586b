#ifndef CWP_SERVICES_SCHEDULING_SESSION_STORE_H_
#define CWP_SERVICES_SCHEDULING_SESSION_STORE_H_

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
#include "services/scheduling/domain.h"
#include "services/scheduling/programme.h"

namespace cwp::scheduling {

// Fetches and saves sessions with their meetings; decides nothing. Errors are
// the database's.

// One session, or nothing.
absl::StatusOr<std::optional<Session>> FindSession(db::Transaction& tx,
                                                   int64_t id);

// The first sessions behind a place, in order of start, then id.
absl::StatusOr<std::vector<Session>> ListSessions(
    db::Transaction& tx, const std::optional<SessionPlace>& after, int limit);

// All sessions of a workshop that end after `now`, in the same order.
absl::StatusOr<std::vector<Session>> ListSessionsNotEnded(db::Transaction& tx,
                                                          int64_t workshop_id,
                                                          absl::Time now);

// The first session of a workshop that ends after `now` and is not cancelled.
absl::StatusOr<std::optional<int64_t>> FindComingSession(db::Transaction& tx,
                                                         int64_t workshop_id,
                                                         absl::Time now);

// All sessions of a series, in order of the dates they were made for.
absl::StatusOr<std::vector<Session>> ListSessionsOfSeries(db::Transaction& tx,
                                                          int64_t series_id);

// Writes a session that is not there yet. `sealed_join_uri` is empty for none.
absl::Status InsertSession(db::Transaction& tx, const Session& session,
                           absl::string_view sealed_join_uri);

// The same for several; as many addresses as sessions.
absl::Status InsertSessions(db::Transaction& tx,
                            absl::Span<const Session> sessions,
                            absl::Span<const std::string> sealed_join_uris);

// Writes anew what changes in sessions, and also their meetings, capacity,
// booking window, leaders and place in a series.
absl::Status RearrangeSessions(db::Transaction& tx,
                               absl::Span<const Session> sessions);

// Writes anew what changes in sessions: state, what they show of their
// workshop, time and revision of the change.
absl::Status UpdateSessions(db::Transaction& tx,
                            absl::Span<const Session> sessions);

// Writes where a session is joined, and the version that it says.
absl::Status SaveJoinAddress(db::Transaction& tx, const Session& session,
                             absl::string_view sealed_join_uri);

// Some of the sessions that PassTime() makes something else of by `now`.
absl::StatusOr<std::vector<int64_t>> FindDueSessions(db::Transaction& tx,
                                                     absl::Time now, int limit);

// Where a session is joined, sealed; empty when that is not set.
struct SealedJoinAddress {
  std::string uri;
  int64_t version = 0;
};

// The join address of a session, or nothing when there is no such session.
absl::StatusOr<std::optional<SealedJoinAddress>> FindJoinAddress(
    db::Transaction& tx, int64_t session_id);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SESSION_STORE_H_
