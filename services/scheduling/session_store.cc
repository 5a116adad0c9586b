#include "services/scheduling/session_store.h"

#include "common/base/status_macros.h"
#include "services/scheduling/delivery_store.h"
#include "services/scheduling/engagement_store.h"
#include "services/scheduling/pending_store.h"

namespace cwp::scheduling {
namespace {

// The columns of a session and of one of its meetings, in the order that
// ReadSessions takes.
#define CWP_SESSION_COLUMNS                                            \
  "s.id, s.workshop_id, s.capacity, s.booking_open_micros, "           \
  "s.booking_close_micros, s.state, s.join_address_version, "          \
  "s.workshop_title, s.delivery_mode, s.venue_name, s.venue_address, " \
  "s.venue_postcode, s.create_micros, s.update_micros, s.revision, "   \
  "s.min_years, s.max_years, s.attendee_names_needed, "                \
  "s.series_id, s.series_day, s.series_edited_alone, "                 \
  "s.pending_micros, s.pending_meetings, s.facilitator_ids, "          \
  "s.delivery_overridden, s.format, s.pending_edit, s.never_shown, "   \
  "m.local_start, m.local_end, m.time_zone, m.start_micros, m.end_micros "

#define CWP_JOIN_MEETINGS " s JOIN meetings m ON m.session_id = s.id "

constexpr absl::string_view kSelectById =
    "SELECT " CWP_SESSION_COLUMNS "FROM sessions" CWP_JOIN_MEETINGS
    "WHERE s.id = $1 ORDER BY m.position";

// The page is cut before meetings are joined, so that it has whole sessions.
constexpr absl::string_view kSelectPage =
    "SELECT " CWP_SESSION_COLUMNS
    "FROM (SELECT * FROM sessions p WHERE (p.start_micros, p.id) > ($1, $2) "
    "ORDER BY p.start_micros, p.id LIMIT $3)" CWP_JOIN_MEETINGS
    "ORDER BY s.start_micros, s.id, m.position";

constexpr absl::string_view kSelectNotEnded =
    "SELECT " CWP_SESSION_COLUMNS "FROM sessions" CWP_JOIN_MEETINGS
    "WHERE s.workshop_id = $1 AND s.end_micros > $2 "
    "ORDER BY s.start_micros, s.id, m.position";

// $3 is the state of those that do not count.
constexpr absl::string_view kSelectComing =
    "SELECT id FROM sessions WHERE workshop_id = $1 AND end_micros > $2 "
    "AND state <> $3 ORDER BY start_micros, id LIMIT 1";

constexpr absl::string_view kSelectOfSeries =
    "SELECT " CWP_SESSION_COLUMNS "FROM sessions" CWP_JOIN_MEETINGS
    "WHERE s.series_id = $1 ORDER BY s.series_day, s.id, m.position";

constexpr absl::string_view kInsertSession =
    "INSERT INTO sessions (id, workshop_id, capacity, booking_open_micros, "
    "booking_close_micros, state, start_micros, end_micros, join_uri, "
    "join_address_version, workshop_title, delivery_mode, venue_name, "
    "venue_address, venue_postcode, create_micros, update_micros, revision, "
    "min_years, max_years, attendee_names_needed, series_id, series_day, "
    "facilitator_ids, delivery_overridden, format) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
    "$16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)";

constexpr absl::string_view kInsertMeeting =
    "INSERT INTO meetings (session_id, position, local_start, local_end, "
    "time_zone, start_micros, end_micros) VALUES ($1, $2, $3, $4, $5, $6, $7)";

constexpr absl::string_view kUpdateSession =
    "UPDATE sessions SET state = $2, workshop_title = $3, delivery_mode = $4, "
    "venue_name = $5, venue_address = $6, venue_postcode = $7, "
    "update_micros = $8, revision = $9, min_years = $10, max_years = $11, "
    "attendee_names_needed = $12, pending_micros = $13, "
    "pending_meetings = $14, pending_edit = $15, never_shown = $16 "
    "WHERE id = $1";

constexpr absl::string_view kRearrangeSession =
    "UPDATE sessions SET capacity = $2, booking_open_micros = $3, "
    "booking_close_micros = $4, start_micros = $5, end_micros = $6, "
    "series_edited_alone = $7, facilitator_ids = $8, "
    "delivery_overridden = $9, format = $10 WHERE id = $1";

constexpr absl::string_view kDeleteMeetings =
    "DELETE FROM meetings WHERE session_id = $1";

constexpr absl::string_view kUpdateJoinAddress =
    "UPDATE sessions SET join_uri = $2, join_address_version = $3 "
    "WHERE id = $1";

// The states that end with the last meeting stand in the index too.
constexpr absl::string_view kSelectDue =
    "SELECT id FROM sessions WHERE pending_micros <= $1 "
    "UNION SELECT id FROM sessions WHERE state IN (1, 2, 3) "
    "AND end_micros <= $1 AND pending_micros IS NULL LIMIT $2";

constexpr absl::string_view kSelectJoinAddress =
    "SELECT join_uri, join_address_version FROM sessions WHERE id = $1";

// The first column of a meeting.
constexpr int kMeeting = 28;

Session ReadSession(const db::Rows::Row& row) {
  Session session;
  session.id = row.Int(0);
  session.content.workshop_id = row.Int(1);
  session.content.capacity = static_cast<int>(row.Int(2));
  session.content.booking_open_time = row.OptionalTime(3);
  session.content.booking_close_time = row.OptionalTime(4);
  session.state = static_cast<SessionState>(row.Int(5));
  session.join_address_version = row.Int(6);
  session.workshop_title = row.String(7);
  session.delivery = ReadDelivery(row, 8);
  session.create_time = row.Time(12);
  session.update_time = row.Time(13);
  session.revision = row.Int(14);
  session.age_range = {.min_years = static_cast<int>(row.Int(15)),
                       .max_years = static_cast<int>(row.Int(16))};
  session.attendee_names_needed = row.Int(17) != 0;
  if (!row.IsNull(18)) {
    session.series = SeriesPlace{.series_id = row.Int(18),
                                 .day = row.String(19),
                                 .edited_alone = row.Int(20) != 0};
  }
  if (!row.IsNull(21)) {
    session.pending = {.apply_time = row.Time(21),
                       .meetings = ReadPendingMeetings(row.Text(22)),
                       .edit = ReadPendingEdit(row.Text(26))};
  }
  session.content.facilitator_ids = ReadIds(row.Text(23));
  if (row.Int(24) != 0) session.content.delivery = session.delivery;
  session.content.format = static_cast<SessionFormat>(row.Int(25));
  session.never_shown = row.Int(27) != 0;
  return session;
}

Meeting ReadMeeting(const db::Rows::Row& row) {
  return {.local_start = row.String(kMeeting),
          .local_end = row.String(kMeeting + 1),
          .time_zone = row.String(kMeeting + 2),
          .start = row.Time(kMeeting + 3),
          .end = row.Time(kMeeting + 4)};
}

// One row for each meeting, those of one session behind one another.
std::vector<Session> ReadSessions(const db::Rows& rows) {
  std::vector<Session> sessions;
  for (const db::Rows::Row row : rows) {
    if (sessions.empty() || sessions.back().id != row.Int(0)) {
      sessions.push_back(ReadSession(row));
    }
    sessions.back().content.meetings.push_back(ReadMeeting(row));
  }
  return sessions;
}

// The texts outlive the row.
std::vector<db::Value> SessionRow(const Session& session,
                                  absl::string_view sealed_join_uri,
                                  absl::string_view facilitator_ids) {
  const SessionContent& content = session.content;
  const bool in_series = session.series.has_value();
  return {
      session.id,
      content.workshop_id,
      content.capacity,
      content.booking_open_time,
      content.booking_close_time,
      static_cast<int>(session.state),
      session.start(),
      session.end(),
      sealed_join_uri.empty() ? db::Value() : db::Value::Bytes(sealed_join_uri),
      session.join_address_version,
      session.workshop_title,
      static_cast<int>(session.delivery.mode),
      VenuePart(session.delivery, &Venue::name),
      VenuePart(session.delivery, &Venue::address),
      VenuePart(session.delivery, &Venue::postcode),
      session.create_time,
      session.update_time,
      session.revision,
      session.age_range.min_years,
      session.age_range.max_years,
      session.attendee_names_needed,
      in_series ? db::Value(session.series->series_id) : db::Value(),
      in_series ? db::Value(session.series->day) : db::Value(),
      facilitator_ids,
      content.delivery.has_value(),
      static_cast<int>(content.format)};
}

void AddMeetingRows(const Session& session,
                    std::vector<std::vector<db::Value>>& rows) {
  int64_t position = 0;
  for (const Meeting& meeting : session.content.meetings) {
    rows.push_back({session.id, position++, meeting.local_start,
                    meeting.local_end, meeting.time_zone, meeting.start,
                    meeting.end});
  }
}

absl::Status UpdateRows(db::Transaction& tx,
                        absl::Span<const Session> sessions) {
  std::vector<std::vector<db::Value>> rows;
  // What the rows point at.
  std::vector<std::string> pending;
  pending.reserve(2 * sessions.size());
  rows.reserve(sessions.size());
  for (const Session& session : sessions) {
    rows.push_back(
        {session.id, static_cast<int>(session.state), session.workshop_title,
         static_cast<int>(session.delivery.mode),
         VenuePart(session.delivery, &Venue::name),
         VenuePart(session.delivery, &Venue::address),
         VenuePart(session.delivery, &Venue::postcode), session.update_time,
         session.revision, session.age_range.min_years,
         session.age_range.max_years, session.attendee_names_needed,
         PendingTime(session), pending.emplace_back(PendingMeetings(session)),
         pending.emplace_back(PendingEditText(session)), session.never_shown});
  }
  return tx.RunEach(kUpdateSession, rows).status();
}

}  // namespace

absl::StatusOr<std::optional<Session>> FindSession(db::Transaction& tx,
                                                   int64_t id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectById, {id}));
  std::vector<Session> sessions = ReadSessions(rows);
  if (sessions.empty()) return std::optional<Session>();
  return std::optional<Session>(std::move(sessions[0]));
}

absl::StatusOr<std::vector<Session>> ListSessions(
    db::Transaction& tx, const std::optional<SessionPlace>& after, int limit) {
  const SessionPlace place =
      after.value_or(SessionPlace{.start = absl::InfinitePast()});
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectPage, {place.start, place.id, limit}));
  return ReadSessions(rows);
}

absl::StatusOr<std::vector<Session>> ListSessionsNotEnded(db::Transaction& tx,
                                                          int64_t workshop_id,
                                                          absl::Time now) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectNotEnded, {workshop_id, now}));
  return ReadSessions(rows);
}

absl::StatusOr<std::optional<int64_t>> FindComingSession(db::Transaction& tx,
                                                         int64_t workshop_id,
                                                         absl::Time now) {
  ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Run(kSelectComing,
             {workshop_id, now, static_cast<int>(SessionState::kCancelled)}));
  if (rows.empty()) return std::optional<int64_t>();
  return std::optional<int64_t>(rows[0].Int(0));
}

absl::StatusOr<std::vector<Session>> ListSessionsOfSeries(db::Transaction& tx,
                                                          int64_t series_id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectOfSeries, {series_id}));
  return ReadSessions(rows);
}

absl::Status InsertSession(db::Transaction& tx, const Session& session,
                           absl::string_view sealed_join_uri) {
  const std::string sealed(sealed_join_uri);
  return InsertSessions(tx, {&session, 1}, {&sealed, 1});
}

absl::Status InsertSessions(db::Transaction& tx,
                            absl::Span<const Session> sessions,
                            absl::Span<const std::string> sealed_join_uris) {
  std::vector<std::vector<db::Value>> rows;
  std::vector<std::vector<db::Value>> meetings;
  // What the rows point at.
  std::vector<std::string> ids;
  ids.reserve(sessions.size());
  rows.reserve(sessions.size());
  for (size_t i = 0; i < sessions.size(); ++i) {
    ids.push_back(IdsText(sessions[i].content.facilitator_ids));
    rows.push_back(SessionRow(sessions[i], sealed_join_uris[i], ids.back()));
    AddMeetingRows(sessions[i], meetings);
  }
  RETURN_IF_ERROR(tx.RunEach(kInsertSession, rows).status());
  RETURN_IF_ERROR(tx.RunEach(kInsertMeeting, meetings).status());
  return InsertEngagements(tx, sessions);
}

absl::Status RearrangeSessions(db::Transaction& tx,
                               absl::Span<const Session> sessions) {
  std::vector<std::vector<db::Value>> rows;
  std::vector<std::vector<db::Value>> removed;
  std::vector<std::vector<db::Value>> meetings;
  // What the rows point at.
  std::vector<std::string> ids;
  ids.reserve(sessions.size());
  for (const Session& session : sessions) {
    ids.push_back(IdsText(session.content.facilitator_ids));
    rows.push_back({session.id, session.content.capacity,
                    session.content.booking_open_time,
                    session.content.booking_close_time, session.start(),
                    session.end(),
                    session.series.has_value() && session.series->edited_alone,
                    ids.back(), session.content.delivery.has_value(),
                    static_cast<int>(session.content.format)});
    removed.push_back({session.id});
    AddMeetingRows(session, meetings);
  }
  RETURN_IF_ERROR(tx.RunEach(kRearrangeSession, rows).status());
  RETURN_IF_ERROR(tx.RunEach(kDeleteMeetings, removed).status());
  RETURN_IF_ERROR(tx.RunEach(kInsertMeeting, meetings).status());
  RETURN_IF_ERROR(UpdateRows(tx, sessions));
  return ReplaceEngagements(tx, sessions);
}

absl::Status UpdateSessions(db::Transaction& tx,
                            absl::Span<const Session> sessions) {
  RETURN_IF_ERROR(UpdateRows(tx, sessions));
  // Those whom nobody leads have no engagements: giving them leaders, or taking
  // the last, is for RearrangeSessions.
  std::vector<Session> led;
  for (const Session& session : sessions) {
    if (!session.content.facilitator_ids.empty()) led.push_back(session);
  }
  return led.empty() ? absl::OkStatus() : ReplaceEngagements(tx, led);
}
absl::Status SaveJoinAddress(db::Transaction& tx, const Session& session,
                             absl::string_view sealed_join_uri) {
  return tx
      .Run(kUpdateJoinAddress, {session.id, db::Value::Bytes(sealed_join_uri),
                                session.join_address_version})
      .status();
}

absl::StatusOr<std::vector<int64_t>> FindDueSessions(db::Transaction& tx,
                                                     absl::Time now,
                                                     int limit) {
  return db::ReadInts(tx.Run(kSelectDue, {now, limit}));
}

absl::StatusOr<std::optional<SealedJoinAddress>> FindJoinAddress(
    db::Transaction& tx, int64_t session_id) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectJoinAddress, {session_id}));
  if (rows.empty()) return std::optional<SealedJoinAddress>();
  SealedJoinAddress address;
  if (!rows[0].IsNull(0)) address.uri = rows[0].String(0);
  address.version = rows[0].Int(1);
  return std::optional<SealedJoinAddress>(std::move(address));
}

}  // namespace cwp::scheduling
