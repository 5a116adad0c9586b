#include "services/registration/hold_store.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::registration {
namespace {

// States 1 and 2 are live: in line, and held.
#define CWP_HOLD_COLUMNS                                                \
  "id, session_id, places, state, browser_key, client_key, channel, "   \
  "extensions, passed, expire_micros, create_micros, create_revision, " \
  "revision"

constexpr absl::string_view kSelectHold =
    "SELECT " CWP_HOLD_COLUMNS " FROM holds WHERE id = $1";

constexpr absl::string_view kSelectOfBrowser =
    "SELECT " CWP_HOLD_COLUMNS
    " FROM holds WHERE browser_key = $1 AND state <= 2";

constexpr absl::string_view kSelectDue =
    "SELECT " CWP_HOLD_COLUMNS
    " FROM holds WHERE session_id = $1 AND state <= 2 AND expire_micros <= $2 "
    "ORDER BY expire_micros, id LIMIT $3";

constexpr absl::string_view kSelectLive =
    "SELECT " CWP_HOLD_COLUMNS
    " FROM holds WHERE session_id = $1 AND state <= 2 ORDER BY id";

constexpr absl::string_view kSelectInLine =
    "SELECT " CWP_HOLD_COLUMNS
    " FROM holds WHERE session_id = $1 AND state = 1 AND create_revision > $2 "
    "ORDER BY create_revision LIMIT $3";

constexpr absl::string_view kCountInLine =
    "SELECT count(*) FROM holds WHERE session_id = $1 AND state = 1";

constexpr absl::string_view kCountByClient =
    "SELECT CAST(coalesce(sum(CASE WHEN state = 2 THEN places END), 0) "
    "AS BIGINT), count(CASE WHEN state = 1 THEN 1 END) FROM holds "
    "WHERE session_id = $1 AND client_key = $2 AND state <= 2";

// Whoever only waits keeps nothing.
constexpr absl::string_view kSelectLastHeld =
    "SELECT max(expire_micros) FROM holds "
    "WHERE session_id = $1 AND state = 2 AND expire_micros > $2";

constexpr absl::string_view kSelectLastOffer =
    "SELECT max(expire_micros) FROM offers "
    "WHERE session_id = $1 AND state = 1";

// Asked all the time. Not grouped by the column itself: SQLite would go through
// all that is live by an index that has it in order, due or not.
constexpr absl::string_view kSelectDueHoldSessions =
    "SELECT session_id + 0 FROM holds WHERE state <= 2 AND expire_micros <= $1 "
    "GROUP BY session_id + 0 ORDER BY min(expire_micros), session_id + 0 "
    "LIMIT $2";

constexpr absl::string_view kSelectDueOfferSessions =
    "SELECT session_id + 0 FROM offers WHERE state = 1 AND expire_micros <= $1 "
    "GROUP BY session_id + 0 ORDER BY min(expire_micros), session_id + 0 "
    "LIMIT $2";

constexpr absl::string_view kSelectNextHold =
    "SELECT min(expire_micros) FROM holds WHERE state <= 2";

constexpr absl::string_view kSelectNextOffer =
    "SELECT min(expire_micros) FROM offers WHERE state = 1";

constexpr absl::string_view kSelectEnded =
    "SELECT id FROM holds WHERE state > 2 AND expire_micros < $1 LIMIT $2";

constexpr absl::string_view kDeleteHold = "DELETE FROM holds WHERE id = $1";

constexpr absl::string_view kInsertHold =
    "INSERT INTO holds (" CWP_HOLD_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

constexpr absl::string_view kUpdateHold =
    "UPDATE holds SET places = $2, state = $3, extensions = $4, passed = $5, "
    "expire_micros = $6, revision = $7 WHERE id = $1";

Hold ReadHold(const db::Rows::Row& row) {
  return {.id = row.Int(0),
          .session_id = row.Int(1),
          .places = row.Int(2),
          .state = static_cast<HoldState>(row.Int(3)),
          .browser_key = row.String(4),
          .client_key = row.String(5),
          .channel = row.String(6),
          .extensions = row.Int(7),
          .passed = row.Int(8),
          .expire_time = row.Time(9),
          .create_time = row.Time(10),
          .create_revision = row.Int(11),
          .revision = row.Int(12)};
}

std::optional<Hold> ReadFirst(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return ReadHold(rows[0]);
}

absl::StatusOr<std::optional<Hold>> ReadOne(absl::StatusOr<db::Rows> rows) {
  if (!rows.ok()) return rows.status();
  return ReadFirst(*rows);
}

absl::StatusOr<std::vector<std::optional<Hold>>> ReadEach(
    absl::StatusOr<std::vector<db::Rows>> answers) {
  if (!answers.ok()) return answers.status();
  std::vector<std::optional<Hold>> holds;
  holds.reserve(answers->size());
  for (const db::Rows& rows : *answers) holds.push_back(ReadFirst(rows));
  return holds;
}

absl::StatusOr<std::vector<Hold>> ReadAll(absl::StatusOr<db::Rows> rows) {
  if (!rows.ok()) return rows.status();
  std::vector<Hold> holds;
  for (const db::Rows::Row row : *rows) holds.push_back(ReadHold(row));
  return holds;
}

}  // namespace

absl::StatusOr<std::optional<Hold>> FindHold(db::Transaction& tx, int64_t id) {
  return ReadOne(tx.Run(kSelectHold, {id}));
}

absl::StatusOr<std::vector<std::optional<Hold>>> FindHolds(
    db::Transaction& tx, absl::Span<const int64_t> ids) {
  std::vector<std::vector<db::Value>> args;
  for (const int64_t id : ids) args.push_back({id});
  return ReadEach(tx.QueryEach(kSelectHold, args));
}

absl::StatusOr<std::optional<Hold>> FindHoldOfBrowser(
    db::Transaction& tx, absl::string_view browser_key) {
  return ReadOne(tx.Run(kSelectOfBrowser, {db::Value::Bytes(browser_key)}));
}

absl::StatusOr<std::vector<std::optional<Hold>>> FindHoldsOfBrowsers(
    db::Transaction& tx, absl::Span<const std::string> browser_keys) {
  std::vector<std::vector<db::Value>> args;
  for (const std::string& key : browser_keys) {
    args.push_back({db::Value::Bytes(key)});
  }
  return ReadEach(tx.QueryEach(kSelectOfBrowser, args));
}

absl::StatusOr<std::vector<Hold>> FindDueHolds(db::Transaction& tx,
                                               int64_t session_id,
                                               absl::Time now, int limit) {
  return ReadAll(tx.Run(kSelectDue, {session_id, now, limit}));
}

absl::StatusOr<std::vector<Hold>> FindLiveHolds(db::Transaction& tx,
                                                int64_t session_id) {
  return ReadAll(tx.Run(kSelectLive, {session_id}));
}

absl::StatusOr<std::vector<Hold>> FindInLine(db::Transaction& tx,
                                             int64_t session_id,
                                             int64_t after_revision,
                                             int limit) {
  return ReadAll(tx.Run(kSelectInLine, {session_id, after_revision, limit}));
}

absl::StatusOr<int64_t> CountInLine(db::Transaction& tx, int64_t session_id) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kCountInLine, {session_id}));
  return rows[0].Int(0);
}

absl::StatusOr<std::vector<ClientHolds>> CountHoldsOfClients(
    db::Transaction& tx, int64_t session_id,
    absl::Span<const std::string> client_keys) {
  std::vector<std::vector<db::Value>> args;
  args.reserve(client_keys.size());
  for (const std::string& key : client_keys) {
    args.push_back({session_id, db::Value::Bytes(key)});
  }
  ASSIGN_OR_RETURN(const std::vector<db::Rows> found,
                   tx.QueryEach(kCountByClient, args));
  std::vector<ClientHolds> counted;
  counted.reserve(found.size());
  for (const db::Rows& rows : found) {
    counted.push_back({.places = rows[0].Int(0), .in_line = rows[0].Int(1)});
  }
  return counted;
}

absl::StatusOr<std::optional<absl::Time>> FindLastLapse(db::Transaction& tx,
                                                        int64_t session_id,
                                                        absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<absl::Time> hold,
                   FindLastHeld(tx, session_id, now));
  ASSIGN_OR_RETURN(db::Rows offers, tx.Run(kSelectLastOffer, {session_id}));
  const std::optional<absl::Time> offer = offers[0].OptionalTime(0);
  if (!hold.has_value() || !offer.has_value()) {
    return hold.has_value() ? hold : offer;
  }
  return std::max(*hold, *offer);
}

absl::StatusOr<std::optional<absl::Time>> FindLastHeld(db::Transaction& tx,
                                                       int64_t session_id,
                                                       absl::Time now) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectLastHeld, {session_id, now}));
  return rows[0].OptionalTime(0);
}

absl::StatusOr<std::vector<int64_t>> FindDueSessions(db::Transaction& tx,
                                                     absl::Time now,
                                                     int limit) {
  std::vector<int64_t> ids;
  for (const absl::string_view sql :
       {kSelectDueHoldSessions, kSelectDueOfferSessions}) {
    ASSIGN_OR_RETURN(db::Rows rows, tx.Run(sql, {now, limit}));
    for (const db::Rows::Row row : rows) ids.push_back(row.Int(0));
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

absl::StatusOr<std::optional<absl::Time>> FindNextLapse(db::Transaction& tx) {
  ASSIGN_OR_RETURN(db::Rows holds, tx.Run(kSelectNextHold));
  ASSIGN_OR_RETURN(db::Rows offers, tx.Run(kSelectNextOffer));
  const std::optional<absl::Time> hold = holds[0].OptionalTime(0);
  const std::optional<absl::Time> offer = offers[0].OptionalTime(0);
  if (!hold.has_value() || !offer.has_value()) {
    return hold.has_value() ? hold : offer;
  }
  return std::min(*hold, *offer);
}

absl::StatusOr<int64_t> PruneHolds(db::Transaction& tx, absl::Time before,
                                   int limit) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectEnded, {before, limit}));
  std::vector<std::vector<db::Value>> ids;
  for (const db::Rows::Row row : rows) ids.push_back({row.Int(0)});
  RETURN_IF_ERROR(tx.RunEach(kDeleteHold, ids).status());
  return static_cast<int64_t>(ids.size());
}

absl::Status InsertHolds(db::Transaction& tx,
                         const std::vector<const Hold*>& holds) {
  std::vector<std::vector<db::Value>> rows;
  for (const Hold* hold : holds) {
    rows.push_back({hold->id, hold->session_id, hold->places,
                    static_cast<int64_t>(hold->state),
                    db::Value::Bytes(hold->browser_key),
                    db::Value::Bytes(hold->client_key), hold->channel,
                    hold->extensions, hold->passed, hold->expire_time,
                    hold->create_time, hold->create_revision, hold->revision});
  }
  return tx.RunEach(kInsertHold, rows).status();
}

absl::Status UpdateHolds(db::Transaction& tx,
                         const std::vector<const Hold*>& holds) {
  std::vector<std::vector<db::Value>> rows;
  for (const Hold* hold : holds) {
    rows.push_back({hold->id, hold->places, static_cast<int64_t>(hold->state),
                    hold->extensions, hold->passed, hold->expire_time,
                    hold->revision});
  }
  return tx.RunEach(kUpdateHold, rows).status();
}

}  // namespace cwp::registration
