#include "services/notifications/told_store.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::notifications {
namespace {

constexpr char kCreateBookings[] =
    "CREATE TABLE bookings ("
    "booking_id BIGINT PRIMARY KEY, session_id BIGINT NOT NULL, "
    "confirmed BIGINT NOT NULL, told_start_micros BIGINT, "
    "told_end_micros BIGINT)";

constexpr char kCreateOfSession[] =
    "CREATE INDEX bookings_of_session ON bookings (session_id, booking_id) "
    "WHERE confirmed = 1";

constexpr char kCreateSessions[] =
    "CREATE TABLE sessions ("
    "session_id BIGINT PRIMARY KEY, start_micros BIGINT NOT NULL, "
    "end_micros BIGINT NOT NULL)";

// All meetings as MeetingsText has them, null in rows from before: those know
// of one meeting, from the start to the end.
constexpr char kAddToSessions[] =
    "ALTER TABLE sessions ADD COLUMN meetings TEXT;\n"
    "ALTER TABLE sessions ADD COLUMN venue TEXT";
constexpr char kAddToBookings[] =
    "ALTER TABLE bookings ADD COLUMN told_meetings TEXT;\n"
    "ALTER TABLE bookings ADD COLUMN told_venue TEXT";

constexpr absl::string_view kSaveBooking =
    "INSERT INTO bookings (booking_id, session_id, confirmed) "
    "VALUES ($1, $2, $3) ON CONFLICT (booking_id) DO UPDATE SET "
    "session_id = excluded.session_id, confirmed = excluded.confirmed";

constexpr absl::string_view kForgetBooking =
    "DELETE FROM bookings WHERE booking_id = $1";

constexpr absl::string_view kSelectOfSession =
    "SELECT booking_id FROM bookings WHERE session_id = $1 AND confirmed = 1 "
    "ORDER BY booking_id";

constexpr absl::string_view kSelectTold =
    "SELECT told_start_micros, told_end_micros, told_meetings, told_venue "
    "FROM bookings "
    "WHERE booking_id = $1 AND told_start_micros IS NOT NULL";

constexpr absl::string_view kUpdateTold =
    "UPDATE bookings SET told_start_micros = $2, told_end_micros = $3, "
    "told_meetings = $4, told_venue = $5 WHERE booking_id = $1";

constexpr absl::string_view kSelectSession =
    "SELECT start_micros, end_micros, meetings, venue FROM sessions "
    "WHERE session_id = $1";

constexpr absl::string_view kSaveSession =
    "INSERT INTO sessions (session_id, start_micros, end_micros, meetings, "
    "venue) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (session_id) DO UPDATE SET "
    "start_micros = excluded.start_micros, end_micros = excluded.end_micros, "
    "meetings = excluded.meetings, venue = excluded.venue";

constexpr absl::string_view kForgetTimes = "DELETE FROM sessions";
constexpr absl::string_view kForgetStanding =
    "UPDATE bookings SET confirmed = 0 WHERE confirmed = 1";

// Start and end of each meeting in microseconds, as in "1-2 5-6".
std::string MeetingsText(const std::vector<Meeting>& meetings) {
  return absl::StrJoin(meetings, " ",
                       [](std::string* out, const Meeting& meeting) {
                         absl::StrAppend(out, absl::ToUnixMicros(meeting.start),
                                         "-", absl::ToUnixMicros(meeting.end));
                       });
}

std::vector<Meeting> ReadMeetings(absl::string_view text) {
  std::vector<Meeting> meetings;
  for (const absl::string_view part :
       absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> ends =
        absl::StrSplit(part, '-');
    int64_t start = 0;
    int64_t end = 0;
    CWP_CHECK(absl::SimpleAtoi(ends.first, &start) &&
                  absl::SimpleAtoi(ends.second, &end),
              "a meeting is kept as MeetingsText wrote it");
    meetings.push_back(
        {absl::FromUnixMicros(start), absl::FromUnixMicros(end)});
  }
  return meetings;
}

absl::StatusOr<std::optional<Arrangement>> ReadArrangement(
    absl::StatusOr<db::Rows> rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  const db::Rows::Row row = (*rows)[0];
  Arrangement arrangement;
  if (row.IsNull(2)) {
    arrangement.meetings = {{row.Time(0), row.Time(1)}};
  } else {
    arrangement.meetings = ReadMeetings(row.String(2));
  }
  if (!row.IsNull(3)) arrangement.venue = row.String(3);
  return arrangement;
}

// Runs a statement that takes an id and what both tables hold of an
// arrangement.
absl::Status Save(db::Transaction& tx, absl::string_view statement, int64_t id,
                  const Arrangement& arrangement) {
  const std::vector<Meeting>& meetings = arrangement.meetings;
  const std::string text = MeetingsText(meetings);
  return tx
      .Run(statement,
           {id, meetings.empty() ? absl::UnixEpoch() : meetings.front().start,
            meetings.empty() ? absl::UnixEpoch() : meetings.back().end, text,
            arrangement.venue.has_value() ? db::Value(*arrangement.venue)
                                          : db::Value()})
      .status();
}

}  // namespace

std::vector<std::string> CreateToldStatements() {
  return {kCreateBookings, kCreateOfSession, kCreateSessions};
}

std::vector<std::string> AddArrangementStatements() {
  return {kAddToSessions, kAddToBookings};
}

absl::Status SaveBooking(db::Transaction& tx, const BookingNews& news) {
  return tx
      .Run(kSaveBooking, {news.booking_id, news.session_id, news.confirmed})
      .status();
}

absl::Status ForgetBooking(db::Transaction& tx, int64_t booking_id) {
  return tx.Run(kForgetBooking, {booking_id}).status();
}

absl::StatusOr<std::vector<int64_t>> FindBookingsOf(db::Transaction& tx,
                                                    int64_t session_id) {
  return db::ReadInts(tx.Run(kSelectOfSession, {session_id}));
}

absl::StatusOr<std::optional<Arrangement>> FindTold(db::Transaction& tx,
                                                    int64_t booking_id) {
  return ReadArrangement(tx.Run(kSelectTold, {booking_id}));
}

absl::Status SaveTold(db::Transaction& tx, int64_t booking_id,
                      const Arrangement& told) {
  return Save(tx, kUpdateTold, booking_id, told);
}

absl::StatusOr<std::optional<Arrangement>> FindArrangement(db::Transaction& tx,
                                                           int64_t session_id) {
  return ReadArrangement(tx.Run(kSelectSession, {session_id}));
}

absl::Status SaveArrangement(db::Transaction& tx, int64_t session_id,
                             const Arrangement& arrangement) {
  return Save(tx, kSaveSession, session_id, arrangement);
}

absl::Status ForgetSessions(db::Transaction& tx) {
  RETURN_IF_ERROR(tx.Run(kForgetTimes).status());
  return tx.Run(kForgetStanding).status();
}

}  // namespace cwp::notifications
