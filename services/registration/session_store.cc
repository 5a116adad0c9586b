#include "services/registration/session_store.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::registration {
namespace {

constexpr absl::string_view kSelectSession =
    "SELECT session_id, workshop_id, state, capacity, booking_open_micros, "
    "booking_close_micros, workshop_title, venue, wanted_join_version, "
    "revision FROM sessions WHERE session_id = $1";

constexpr absl::string_view kSelectMeetings =
    "SELECT start_micros, end_micros FROM meetings WHERE session_id = $1 "
    "ORDER BY position";

constexpr absl::string_view kUpsertSession =
    "INSERT INTO sessions (session_id, workshop_id, state, capacity, "
    "booking_open_micros, booking_close_micros, workshop_title, venue, "
    "wanted_join_version, join_version, revision) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10) "
    "ON CONFLICT (session_id) DO UPDATE SET state = excluded.state, "
    "capacity = excluded.capacity, "
    "booking_open_micros = excluded.booking_open_micros, "
    "booking_close_micros = excluded.booking_close_micros, "
    "workshop_title = excluded.workshop_title, venue = excluded.venue, "
    "wanted_join_version = excluded.wanted_join_version, "
    "revision = excluded.revision";

constexpr absl::string_view kDeleteMeetings =
    "DELETE FROM meetings WHERE session_id = $1";

constexpr absl::string_view kInsertMeeting =
    "INSERT INTO meetings (session_id, position, start_micros, end_micros) "
    "VALUES ($1, $2, $3, $4)";

constexpr absl::string_view kDeleteLeaders =
    "DELETE FROM session_leaders WHERE session_id = $1";

constexpr absl::string_view kInsertLeader =
    "INSERT INTO session_leaders (session_id, facilitator_id) VALUES ($1, $2) "
    "ON CONFLICT (session_id, facilitator_id) DO NOTHING";

constexpr absl::string_view kSelectLeaders =
    "SELECT facilitator_id FROM session_leaders WHERE session_id = $1 "
    "ORDER BY facilitator_id";

constexpr absl::string_view kSelectLeader =
    "SELECT session_id FROM session_leaders "
    "WHERE session_id = $1 AND facilitator_id = $2";

constexpr absl::string_view kSelectSessionIds =
    "SELECT session_id FROM sessions ORDER BY session_id";

constexpr absl::string_view kSelectWithoutAddress =
    "SELECT session_id FROM sessions "
    "WHERE wanted_join_version <> join_version ORDER BY session_id";

// An answer that took long must not push out the address of a newer one. An
// older version is kept only when it is the one wanted.
constexpr absl::string_view kUpdateJoinUri =
    "UPDATE sessions SET join_version = $2, join_uri = $3 "
    "WHERE session_id = $1 "
    "AND (join_version <= $2 OR wanted_join_version = $2) "
    "RETURNING wanted_join_version";

// No version has this number, so every address is wanted; the kept ones go on
// being handed out meanwhile.
constexpr absl::string_view kUpdateDoubted =
    "UPDATE sessions SET join_version = -1";

constexpr absl::string_view kSelectTitle =
    "SELECT workshop_title FROM sessions WHERE session_id = "
    "(SELECT max(session_id) FROM pools WHERE workshop_id = $1)";

constexpr absl::string_view kSelectJoinUri =
    "SELECT join_uri FROM sessions WHERE session_id = $1";

}  // namespace

absl::StatusOr<std::optional<Session>> FindSession(db::Transaction& tx,
                                                   int64_t id) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectSession, {id}));
  if (rows.empty()) return std::nullopt;
  const db::Rows::Row row = rows[0];
  Session session = {.id = row.Int(0),
                     .workshop_id = row.Int(1),
                     .state = static_cast<SessionState>(row.Int(2)),
                     .capacity = row.Int(3),
                     .booking_open_time = row.Time(4),
                     .booking_close_time = row.Time(5),
                     .workshop_title = row.String(6),
                     .venue = row.String(7),
                     .join_address_version = row.Int(8),
                     .revision = row.Int(9)};
  ASSIGN_OR_RETURN(db::Rows meetings, tx.Run(kSelectMeetings, {id}));
  for (const db::Rows::Row meeting : meetings) {
    session.meetings.push_back(
        {.start = meeting.Time(0), .end = meeting.Time(1)});
  }
  return session;
}

absl::Status SaveSession(db::Transaction& tx, const Session& session) {
  RETURN_IF_ERROR(tx.Run(kUpsertSession,
                         {session.id, session.workshop_id,
                          static_cast<int64_t>(session.state), session.capacity,
                          session.booking_open_time, session.booking_close_time,
                          session.workshop_title, session.venue,
                          session.join_address_version, session.revision})
                      .status());
  RETURN_IF_ERROR(tx.Run(kDeleteMeetings, {session.id}).status());
  std::vector<std::vector<db::Value>> meetings;
  for (size_t i = 0; i < session.meetings.size(); ++i) {
    meetings.push_back({session.id, static_cast<int64_t>(i),
                        session.meetings[i].start, session.meetings[i].end});
  }
  RETURN_IF_ERROR(tx.RunEach(kInsertMeeting, meetings).status());
  RETURN_IF_ERROR(tx.Run(kDeleteLeaders, {session.id}).status());
  if (session.facilitator_ids.empty()) return absl::OkStatus();
  std::vector<std::vector<db::Value>> leaders;
  for (const int64_t id : session.facilitator_ids) {
    leaders.push_back({session.id, id});
  }
  return tx.RunEach(kInsertLeader, leaders).status();
}

absl::StatusOr<std::vector<int64_t>> FindLeaders(db::Transaction& tx,
                                                 int64_t session_id) {
  return db::ReadInts(tx.Run(kSelectLeaders, {session_id}));
}

absl::StatusOr<bool> LeadsSession(db::Transaction& tx, int64_t session_id,
                                  int64_t facilitator_id) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectLeader, {session_id, facilitator_id}));
  return !rows.empty();
}

absl::StatusOr<std::vector<int64_t>> ListSessionIds(db::Transaction& tx) {
  return db::ReadInts(tx.Run(kSelectSessionIds));
}

absl::StatusOr<std::vector<int64_t>> FindSessionsWithoutAddress(
    db::Transaction& tx) {
  return db::ReadInts(tx.Run(kSelectWithoutAddress));
}

absl::StatusOr<bool> SaveJoinUri(db::Transaction& tx, int64_t session_id,
                                 int64_t version,
                                 const std::string& sealed_uri) {
  ASSIGN_OR_RETURN(db::Rows rows,
                   tx.Run(kUpdateJoinUri,
                          {session_id, version,
                           sealed_uri.empty() ? db::Value()
                                              : db::Value::Bytes(sealed_uri)}));
  return !rows.empty() && rows[0].Int(0) == version;
}

absl::Status DoubtJoinUris(db::Transaction& tx) {
  return tx.Run(kUpdateDoubted).status();
}

absl::StatusOr<std::string> FindWorkshopTitle(db::Transaction& tx,
                                              int64_t workshop_id) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectTitle, {workshop_id}));
  return rows.empty() ? std::string() : rows[0].String(0);
}

absl::StatusOr<std::string> FindJoinUri(db::Transaction& tx,
                                        int64_t session_id) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectJoinUri, {session_id}));
  if (rows.empty() || rows[0].IsNull(0)) return std::string();
  return rows[0].String(0);
}

}  // namespace cwp::registration
