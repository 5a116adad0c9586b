#include "services/notifications/told_store.h"

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
    "SELECT told_start_micros, told_end_micros FROM bookings "
    "WHERE booking_id = $1 AND told_start_micros IS NOT NULL";

constexpr absl::string_view kUpdateTold =
    "UPDATE bookings SET told_start_micros = $2, told_end_micros = $3 "
    "WHERE booking_id = $1";

constexpr absl::string_view kSelectSession =
    "SELECT start_micros, end_micros FROM sessions WHERE session_id = $1";

constexpr absl::string_view kSaveSession =
    "INSERT INTO sessions (session_id, start_micros, end_micros) "
    "VALUES ($1, $2, $3) ON CONFLICT (session_id) DO UPDATE SET "
    "start_micros = excluded.start_micros, end_micros = excluded.end_micros";

constexpr absl::string_view kForgetTimes = "DELETE FROM sessions";
constexpr absl::string_view kForgetStanding =
    "UPDATE bookings SET confirmed = 0 WHERE confirmed = 1";

absl::StatusOr<std::optional<Meeting>> ReadTimes(
    absl::StatusOr<db::Rows> rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return Meeting{.start = (*rows)[0].Time(0), .end = (*rows)[0].Time(1)};
}

}  // namespace

std::vector<std::string> CreateToldStatements() {
  return {kCreateBookings, kCreateOfSession, kCreateSessions};
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

absl::StatusOr<std::optional<Meeting>> FindTold(db::Transaction& tx,
                                                int64_t booking_id) {
  return ReadTimes(tx.Run(kSelectTold, {booking_id}));
}

absl::Status SaveTold(db::Transaction& tx, int64_t booking_id,
                      const Meeting& times) {
  return tx.Run(kUpdateTold, {booking_id, times.start, times.end}).status();
}

absl::StatusOr<bool> SaveTimes(db::Transaction& tx, int64_t session_id,
                               const Meeting& times) {
  ASSIGN_OR_RETURN(const std::optional<Meeting> before,
                   ReadTimes(tx.Run(kSelectSession, {session_id})));
  if (before == times) return false;
  RETURN_IF_ERROR(
      tx.Run(kSaveSession, {session_id, times.start, times.end}).status());
  return before.has_value();
}

absl::Status ForgetSessions(db::Transaction& tx) {
  RETURN_IF_ERROR(tx.Run(kForgetTimes).status());
  return tx.Run(kForgetStanding).status();
}

}  // namespace cwp::notifications
