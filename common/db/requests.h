#ifndef CWP_COMMON_DB_REQUESTS_H_
#define CWP_COMMON_DB_REQUESTS_H_

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

namespace cwp::db {

// Remembers which effect a request id had, in the transaction that had it.
//
// Only effects are remembered: a refusal changed nothing and may turn out
// differently when repeated. Nothing here is personal data: key and fingerprint
// are keyed hashes.

// The statements that make the table, for a service's migrations.
extern const absl::string_view kCreateRequests;

// What identifies a request and what it asked for.
struct RequestKey {
  // Keyed hash of caller, method and request id.
  std::string key;
  // Keyed hash of what was asked.
  std::string fingerprint;
};

// What an earlier request with the same key did.
struct RequestEffect {
  // The resource that was made or changed.
  int64_t resource_id = 0;
  // The feed revision of the effect.
  int64_t revision = 0;
};

// INVALID_ARGUMENT `REQUEST_ID_REUSED`.
absl::Status RequestIdReused();

// Finds what this request did earlier, if it did anything. Fails with
// INVALID_ARGUMENT `REQUEST_ID_REUSED` when the same id came with other
// content.
absl::StatusOr<std::optional<RequestEffect>> FindRequest(
    Transaction& tx, const RequestKey& request);

// The same for several requests at once; one answer for each, in order.
absl::StatusOr<std::vector<absl::StatusOr<std::optional<RequestEffect>>>>
FindRequests(Transaction& tx, absl::Span<const RequestKey* const> requests);

// Remembers what this request did.
absl::Status SaveRequest(Transaction& tx, const RequestKey& request,
                         const RequestEffect& effect, absl::Time now);

// An effect to remember.
struct RequestRecord {
  RequestKey request;
  RequestEffect effect;
  absl::Time create_time;
};

// Remembers what several requests did.
absl::Status SaveRequests(Transaction& tx,
                          const std::vector<RequestRecord>& records);

// Forgets what was asked for in requests that had an effect on these resources.
// Repeating one then fails with `REQUEST_ID_REUSED`, so that nothing that was
// erased comes back. Whoever calls this has an index over `resource_id`.
absl::Status EraseRequests(Transaction& tx,
                           absl::Span<const int64_t> resource_ids);

// Forgets at most `limit` requests that were made before `before`; returns how
// many there were.
absl::StatusOr<int64_t> PruneRequests(Transaction& tx, absl::Time before,
                                      int limit);

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_REQUESTS_H_
