#include "services/scheduling/meeting_store.h"

#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::scheduling {
namespace {

// In these statements delivery_mode 1 is Teams; session states 1 to 3 are those
// of sessions that are to take place, 4 is CANCELLED; states of the queue are
// those of MeetingState.

constexpr char kCreateQueue[] =
    "CREATE TABLE meeting_queue ("
    "session_id BIGINT PRIMARY KEY REFERENCES sessions (id), "
    "state BIGINT NOT NULL CHECK (state > 0), "
    "wanted TEXT NOT NULL, tries BIGINT NOT NULL, "
    "next_micros BIGINT NOT NULL, lease_micros BIGINT NOT NULL, "
    "last_reason TEXT NOT NULL, graph_code TEXT NOT NULL, "
    "graph_request TEXT NOT NULL, meeting_id TEXT NOT NULL, "
    "address_version BIGINT NOT NULL CHECK (address_version >= 0))";

constexpr char kCreateDue[] =
    "CREATE INDEX meeting_queue_due ON meeting_queue (next_micros) "
    "WHERE state = 1";

constexpr char kCreateWithoutAddress[] =
    "CREATE INDEX sessions_without_address ON sessions (end_micros) "
    "WHERE join_uri IS NULL AND delivery_mode = 1";

constexpr char kFillQueue[] =
    "INSERT INTO meeting_queue (session_id, state, wanted, tries, next_micros, "
    "lease_micros, last_reason, graph_code, graph_request, meeting_id, "
    "address_version) "
    "SELECT id, 1, '', 0, 0, 0, '', '', '', '', 0 FROM sessions "
    "WHERE join_uri IS NULL AND delivery_mode = 1 AND state <> 4";

#define CWP_QUEUE_COLUMNS                                          \
  "q.session_id, q.state, q.wanted, q.tries, q.next_micros, "      \
  "q.lease_micros, q.last_reason, q.graph_code, q.graph_request, " \
  "q.meeting_id, q.address_version "

constexpr absl::string_view kSelectOne =
    "SELECT " CWP_QUEUE_COLUMNS "FROM meeting_queue q WHERE q.session_id = $1";

constexpr absl::string_view kUpsert =
    "INSERT INTO meeting_queue (session_id, state, wanted, tries, next_micros, "
    "lease_micros, last_reason, graph_code, graph_request, meeting_id, "
    "address_version) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
    "ON CONFLICT (session_id) DO UPDATE SET state = excluded.state, "
    "wanted = excluded.wanted, tries = excluded.tries, "
    "next_micros = excluded.next_micros, lease_micros = excluded.lease_micros, "
    "last_reason = excluded.last_reason, graph_code = excluded.graph_code, "
    "graph_request = excluded.graph_request, meeting_id = excluded.meeting_id, "
    "address_version = excluded.address_version";

constexpr absl::string_view kSelectDue =
    "SELECT session_id FROM meeting_queue "
    "WHERE state = 1 AND next_micros <= $1 AND lease_micros <= $1 "
    "ORDER BY next_micros, session_id LIMIT $2";

constexpr absl::string_view kSelectNextDue =
    "SELECT min(CASE WHEN lease_micros > next_micros THEN lease_micros "
    "ELSE next_micros END) FROM meeting_queue WHERE state = 1";

constexpr absl::string_view kSelectPage =
    "SELECT " CWP_QUEUE_COLUMNS
    ", s.workshop_title, s.start_micros "
    "FROM meeting_queue q JOIN sessions s ON s.id = q.session_id "
    "WHERE q.state IN (1, 3) AND s.end_micros > $1 AND q.session_id > $2 "
    "ORDER BY q.session_id LIMIT $3";

constexpr absl::string_view kCount =
    "SELECT count(*) FROM meeting_queue q "
    "JOIN sessions s ON s.id = q.session_id "
    "WHERE q.state = $1 AND s.end_micros > $2";

constexpr absl::string_view kCountWithoutAddress =
    "SELECT count(*) FROM sessions WHERE join_uri IS NULL "
    "AND delivery_mode = 1 AND end_micros > $1 AND start_micros <= $2 "
    "AND state IN (1, 2, 3)";

constexpr absl::string_view kUpdateJoinAddress =
    "UPDATE sessions SET join_uri = $2, join_address_version = $3, "
    "update_micros = $4, revision = $5 WHERE id = $1";

QueuedMeeting ReadQueued(const db::Rows::Row& row) {
  return {.session_id = row.Int(0),
          .state = static_cast<MeetingState>(row.Int(1)),
          .wanted = row.String(2),
          .tries = row.Int(3),
          .next_time = row.Time(4),
          .lease = row.Time(5),
          .last_reason = row.String(6),
          .graph_code = row.String(7),
          .graph_request = row.String(8),
          .meeting_id = row.String(9),
          .address_version = row.Int(10)};
}

}  // namespace

std::vector<std::string> CreateMeetingQueueStatements() {
  return {kCreateQueue, kCreateDue, kCreateWithoutAddress, kFillQueue};
}

absl::StatusOr<std::optional<QueuedMeeting>> FindQueuedMeeting(
    db::Transaction& tx, int64_t session_id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectOne, {session_id}));
  if (rows.empty()) return std::nullopt;
  return ReadQueued(rows[0]);
}

absl::Status SaveQueuedMeeting(db::Transaction& tx,
                               const QueuedMeeting& queued) {
  return tx
      .Run(kUpsert,
           {queued.session_id, static_cast<int>(queued.state), queued.wanted,
            queued.tries, queued.next_time, queued.lease, queued.last_reason,
            queued.graph_code, queued.graph_request, queued.meeting_id,
            queued.address_version})
      .status();
}

absl::StatusOr<std::vector<int64_t>> FindDueMeetings(db::Transaction& tx,
                                                     absl::Time now,
                                                     int limit) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectDue, {now, limit}));
  std::vector<int64_t> due;
  for (const db::Rows::Row row : rows) due.push_back(row.Int(0));
  return due;
}

absl::StatusOr<absl::Time> NextDueMeeting(db::Transaction& tx) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectNextDue));
  return rows[0].OptionalTime(0).value_or(absl::InfiniteFuture());
}

absl::StatusOr<std::vector<ListedMeeting>> ListQueuedMeetings(
    db::Transaction& tx, absl::Time now, int64_t after_id, int limit) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectPage, {now, after_id, limit}));
  std::vector<ListedMeeting> listed;
  for (const db::Rows::Row row : rows) {
    listed.push_back({.queued = ReadQueued(row),
                      .workshop_title = row.String(11),
                      .start = row.Time(12)});
  }
  return listed;
}

absl::StatusOr<int64_t> CountQueuedMeetings(db::Transaction& tx,
                                            MeetingState state,
                                            absl::Time now) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kCount, {static_cast<int>(state), now}));
  return rows[0].Int(0);
}

absl::StatusOr<int64_t> CountSessionsWithoutAddress(db::Transaction& tx,
                                                    absl::Time now,
                                                    absl::Time before) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kCountWithoutAddress, {now, before}));
  return rows[0].Int(0);
}

absl::Status SaveJoinAddress(db::Transaction& tx,
                             const NewJoinAddress& address) {
  return tx
      .Run(kUpdateJoinAddress,
           {address.session_id, db::Value::Bytes(address.sealed_uri),
            address.version, address.update_time, address.revision})
      .status();
}

}  // namespace cwp::scheduling
