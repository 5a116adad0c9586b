#include "services/registration/booking_store.h"

#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::registration {
namespace {

#define CWP_BOOKING_COLUMNS                                          \
  "id, session_id, reference, contact_key, state, places, channel, " \
  "generation, version, create_revision, revision, create_micros, "  \
  "update_micros, cancel_micros, repeat_micros"
#define CWP_RECORD_COLUMNS                                          \
  CWP_BOOKING_COLUMNS                                               \
  ", in_area, of_age, contact_name, contact_email, contact_phone, " \
  "contact_relationship, access_needs"

constexpr absl::string_view kSelectBooking =
    "SELECT " CWP_BOOKING_COLUMNS " FROM bookings WHERE id = $1";

constexpr absl::string_view kSelectLive =
    "SELECT " CWP_BOOKING_COLUMNS
    " FROM bookings "
    "WHERE session_id = $1 AND contact_key = $2 AND state = 1";

constexpr absl::string_view kSelectAllLive =
    "SELECT " CWP_BOOKING_COLUMNS
    " FROM bookings "
    "WHERE session_id = $1 AND state = 1 ORDER BY create_revision";

constexpr absl::string_view kSelectRecord =
    "SELECT " CWP_RECORD_COLUMNS " FROM bookings WHERE id = $1";

constexpr absl::string_view kSelectRecords =
    "SELECT " CWP_RECORD_COLUMNS
    " FROM bookings "
    "WHERE session_id = $1 AND create_revision > $2 "
    "AND (channel = $3 OR $3 = '') AND (state = $4 OR $4 = 0) "
    "ORDER BY create_revision LIMIT $5";

constexpr absl::string_view kCountRecords =
    "SELECT count(*) FROM bookings WHERE session_id = $1 "
    "AND (channel = $2 OR $2 = '') AND (state = $3 OR $3 = 0)";

constexpr absl::string_view kInsertBooking =
    "INSERT INTO bookings (" CWP_RECORD_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
    "$15, $16, $17, $18, $19, $20, $21, $22)";

constexpr absl::string_view kUpdateBooking =
    "UPDATE bookings SET state = $2, generation = $3, version = $4, "
    "revision = $5, update_micros = $6, cancel_micros = $7, "
    "repeat_micros = $8 WHERE id = $1";

constexpr absl::string_view kSelectAttendees =
    "SELECT role, age_band FROM attendees WHERE booking_id = $1 "
    "ORDER BY position";

constexpr absl::string_view kInsertAttendee =
    "INSERT INTO attendees (booking_id, position, role, age_band) "
    "VALUES ($1, $2, $3, $4)";

// The columns after those of a Booking.
constexpr int kInArea = 15;

Booking ReadBooking(const db::Rows::Row& row) {
  return {.id = row.Int(0),
          .session_id = row.Int(1),
          .reference = row.String(2),
          .contact_key = row.String(3),
          .state = static_cast<BookingState>(row.Int(4)),
          .places = row.Int(5),
          .channel = row.String(6),
          .generation = row.Int(7),
          .version = row.Int(8),
          .create_revision = row.Int(9),
          .revision = row.Int(10),
          .create_time = row.Time(11),
          .update_time = row.Time(12),
          .cancel_time = row.OptionalTime(13),
          .repeat_time = row.OptionalTime(14)};
}

std::string ReadSealed(const db::Rows::Row& row, int column) {
  return row.IsNull(column) ? "" : row.String(column);
}

db::Value SealedValue(const std::string& sealed) {
  return sealed.empty() ? db::Value() : db::Value::Bytes(sealed);
}

absl::StatusOr<BookingRecord> ReadRecord(db::Transaction& tx,
                                         const db::Rows::Row& row) {
  BookingRecord record;
  record.booking = ReadBooking(row);
  record.in_area = static_cast<Answer>(row.Int(kInArea));
  record.of_age = static_cast<Answer>(row.Int(kInArea + 1));
  record.contact = {.name = row.String(kInArea + 2),
                    .email = ReadSealed(row, kInArea + 3),
                    .phone = ReadSealed(row, kInArea + 4),
                    .relationship = ReadSealed(row, kInArea + 5),
                    .access_needs = ReadSealed(row, kInArea + 6)};
  ASSIGN_OR_RETURN(db::Rows attendees,
                   tx.Run(kSelectAttendees, {record.booking.id}));
  for (const db::Rows::Row attendee : attendees) {
    record.attendees.push_back(
        {.role = attendee.Int(0), .age_band = attendee.Int(1)});
  }
  return record;
}

absl::StatusOr<std::optional<Booking>> ReadOne(absl::StatusOr<db::Rows> rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return ReadBooking((*rows)[0]);
}

int64_t StateNumber(const BookingFilter& filter) {
  return filter.state.has_value() ? static_cast<int64_t>(*filter.state) : 0;
}

std::vector<db::Value> InsertArgs(const BookingRecord& record) {
  const Booking& booking = record.booking;
  return {booking.id,
          booking.session_id,
          booking.reference,
          db::Value::Bytes(booking.contact_key),
          static_cast<int64_t>(booking.state),
          booking.places,
          booking.channel,
          booking.generation,
          booking.version,
          booking.create_revision,
          booking.revision,
          booking.create_time,
          booking.update_time,
          booking.cancel_time,
          booking.repeat_time,
          static_cast<int64_t>(record.in_area),
          static_cast<int64_t>(record.of_age),
          db::Value::Bytes(record.contact.name),
          SealedValue(record.contact.email),
          SealedValue(record.contact.phone),
          SealedValue(record.contact.relationship),
          SealedValue(record.contact.access_needs)};
}

}  // namespace

absl::StatusOr<std::optional<Booking>> FindBooking(db::Transaction& tx,
                                                   int64_t id) {
  return ReadOne(tx.Run(kSelectBooking, {id}));
}

absl::StatusOr<std::optional<Booking>> FindLiveBooking(
    db::Transaction& tx, int64_t session_id, absl::string_view contact_key) {
  return ReadOne(
      tx.Run(kSelectLive, {session_id, db::Value::Bytes(contact_key)}));
}

absl::StatusOr<std::vector<Booking>> FindLiveBookings(db::Transaction& tx,
                                                      int64_t session_id) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectAllLive, {session_id}));
  std::vector<Booking> bookings;
  bookings.reserve(rows.size());
  for (const db::Rows::Row row : rows) bookings.push_back(ReadBooking(row));
  return bookings;
}

absl::StatusOr<std::optional<BookingRecord>> FindBookingRecord(
    db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectRecord, {id}));
  if (rows.empty()) return std::nullopt;
  return ReadRecord(tx, rows[0]);
}

absl::StatusOr<std::vector<BookingRecord>> ListBookingRecords(
    db::Transaction& tx, const BookingFilter& filter,
    int64_t after_create_revision, int limit) {
  ASSIGN_OR_RETURN(
      db::Rows rows,
      tx.Run(kSelectRecords, {filter.session_id, after_create_revision,
                              filter.channel, StateNumber(filter), limit}));
  std::vector<BookingRecord> records;
  records.reserve(rows.size());
  for (const db::Rows::Row row : rows) {
    ASSIGN_OR_RETURN(BookingRecord record, ReadRecord(tx, row));
    records.push_back(std::move(record));
  }
  return records;
}

absl::StatusOr<int64_t> CountBookings(db::Transaction& tx,
                                      const BookingFilter& filter) {
  ASSIGN_OR_RETURN(db::Rows rows,
                   tx.Run(kCountRecords, {filter.session_id, filter.channel,
                                          StateNumber(filter)}));
  return rows[0].Int(0);
}

absl::Status InsertBookings(db::Transaction& tx,
                            const std::vector<const BookingRecord*>& records) {
  std::vector<std::vector<db::Value>> bookings;
  std::vector<std::vector<db::Value>> attendees;
  for (const BookingRecord* record : records) {
    bookings.push_back(InsertArgs(*record));
    for (size_t i = 0; i < record->attendees.size(); ++i) {
      attendees.push_back({record->booking.id, static_cast<int64_t>(i),
                           record->attendees[i].role,
                           record->attendees[i].age_band});
    }
  }
  RETURN_IF_ERROR(tx.RunEach(kInsertBooking, bookings).status());
  return tx.RunEach(kInsertAttendee, attendees).status();
}

absl::Status UpdateBookings(db::Transaction& tx,
                            const std::vector<const Booking*>& bookings) {
  std::vector<std::vector<db::Value>> rows;
  for (const Booking* booking : bookings) {
    rows.push_back({booking->id, static_cast<int64_t>(booking->state),
                    booking->generation, booking->version, booking->revision,
                    booking->update_time, booking->cancel_time,
                    booking->repeat_time});
  }
  return tx.RunEach(kUpdateBooking, rows).status();
}

}  // namespace cwp::registration
