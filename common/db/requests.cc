#include "common/db/requests.h"

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::db {
namespace {

constexpr absl::string_view kSelectRequest =
    "SELECT fingerprint, resource_id, revision FROM requests WHERE key = $1";
constexpr absl::string_view kInsertRequest =
    "INSERT INTO requests (key, fingerprint, resource_id, revision, "
    "create_micros) VALUES ($1, $2, $3, $4, $5)";
constexpr absl::string_view kEraseRequests =
    "UPDATE requests SET fingerprint = $2 WHERE resource_id = $1";
constexpr absl::string_view kPruneRequests =
    "DELETE FROM requests WHERE key IN (SELECT key FROM requests "
    "WHERE create_micros < $1 ORDER BY create_micros LIMIT $2)";

// What is kept of a keyed hash: 128 bits tell requests apart as well, and the
// index over random keys is the largest thing that every write touches.
constexpr size_t kKeptBytes = 16;

absl::string_view Kept(const std::string& hash) {
  return absl::string_view(hash).substr(0, kKeptBytes);
}

absl::StatusOr<std::optional<RequestEffect>> ReadEffect(
    const Rows& rows, const RequestKey& request) {
  if (rows.empty()) return std::optional<RequestEffect>();
  if (rows[0].Text(0) != Kept(request.fingerprint)) return RequestIdReused();
  return RequestEffect{.resource_id = rows[0].Int(1),
                       .revision = rows[0].Int(2)};
}

}  // namespace

const absl::string_view kCreateRequests =
    "CREATE TABLE requests (key BYTEA PRIMARY KEY, "
    "fingerprint BYTEA NOT NULL, resource_id BIGINT NOT NULL, "
    "revision BIGINT NOT NULL, create_micros BIGINT NOT NULL);\n"
    "CREATE INDEX requests_by_create_time ON requests (create_micros)";

absl::Status RequestIdReused() {
  return InvalidArgument(
      "REQUEST_ID_REUSED",
      "this request id was used before, for something else: repeat that "
      "request as it was, or use a new request id");
}

absl::StatusOr<std::optional<RequestEffect>> FindRequest(
    Transaction& tx, const RequestKey& request) {
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(kSelectRequest, {Value::Bytes(Kept(request.key))}));
  return ReadEffect(rows, request);
}

absl::StatusOr<std::vector<absl::StatusOr<std::optional<RequestEffect>>>>
FindRequests(Transaction& tx, absl::Span<const RequestKey* const> requests) {
  std::vector<std::vector<Value>> keys;
  keys.reserve(requests.size());
  for (const RequestKey* request : requests) {
    keys.push_back({Value::Bytes(Kept(request->key))});
  }
  ASSIGN_OR_RETURN(const std::vector<Rows> found,
                   tx.QueryEach(kSelectRequest, keys));
  std::vector<absl::StatusOr<std::optional<RequestEffect>>> effects;
  effects.reserve(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    effects.push_back(ReadEffect(found[i], *requests[i]));
  }
  return effects;
}

absl::Status SaveRequest(Transaction& tx, const RequestKey& request,
                         const RequestEffect& effect, absl::Time now) {
  return tx
      .Run(kInsertRequest, {Value::Bytes(Kept(request.key)),
                            Value::Bytes(Kept(request.fingerprint)),
                            effect.resource_id, effect.revision, now})
      .status();
}

absl::Status SaveRequests(Transaction& tx,
                          const std::vector<RequestRecord>& records) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(records.size());
  for (const RequestRecord& record : records) {
    rows.push_back({Value::Bytes(Kept(record.request.key)),
                    Value::Bytes(Kept(record.request.fingerprint)),
                    record.effect.resource_id, record.effect.revision,
                    record.create_time});
  }
  return tx.RunEach(kInsertRequest, rows).status();
}

absl::Status EraseRequests(Transaction& tx,
                           absl::Span<const int64_t> resource_ids) {
  std::vector<std::vector<Value>> rows;
  for (const int64_t id : resource_ids) rows.push_back({id, Value::Bytes("")});
  return tx.RunEach(kEraseRequests, rows).status();
}

absl::StatusOr<int64_t> PruneRequests(Transaction& tx, absl::Time before,
                                      int limit) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(kPruneRequests, {before, limit}));
  return rows.affected();
}

}  // namespace cwp::db
