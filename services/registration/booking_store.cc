#include "services/registration/booking_store.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/db/value.h"
#include "services/registration/attendee_store.h"
#include "services/registration/sealed_columns.h"

namespace cwp::registration {
namespace {

#define CWP_BOOKING_COLUMNS                                          \
  "id, session_id, reference, contact_key, state, places, channel, " \
  "generation, version, create_revision, revision, create_micros, "  \
  "update_micros, cancel_micros, repeat_micros, cancel_reason, "     \
  "from_allotment, corrections, contact_kept, name_workshop"
#define CWP_RECORD_COLUMNS                                          \
  CWP_BOOKING_COLUMNS                                               \
  ", in_area, of_age, contact_name, contact_email, contact_phone, " \
  "contact_relationship, access_needs"

constexpr absl::string_view kSelectBooking =
    "SELECT " CWP_BOOKING_COLUMNS " FROM bookings WHERE id = $1";

constexpr absl::string_view kSelectAnswers =
    "SELECT in_area, of_age FROM bookings WHERE id = $1";

constexpr absl::string_view kSelectByReference =
    "SELECT " CWP_BOOKING_COLUMNS
    " FROM bookings WHERE reference = $2 AND session_id IN ("
    "SELECT session_id FROM pools WHERE workshop_id = ("
    "SELECT workshop_id FROM pools WHERE session_id = $1)) "
    "ORDER BY CASE session_id WHEN $1 THEN 0 ELSE 1 END LIMIT 1";

// The state is not asked for: with it, PostgreSQL may as well take the index of
// who is in a session, where it finds a contact only by going through all.
constexpr absl::string_view kSelectOfContact =
    "SELECT " CWP_BOOKING_COLUMNS
    " FROM bookings "
    "WHERE contact_key = $1 AND contact_kept = 1 AND past = 0 "
    "ORDER BY create_revision";

constexpr absl::string_view kSelectAllLive =
    "SELECT " CWP_BOOKING_COLUMNS
    " FROM bookings "
    "WHERE session_id = $1 AND state = 1 ORDER BY create_revision";

constexpr absl::string_view kSelectRecord =
    "SELECT " CWP_RECORD_COLUMNS ", refusal_reason FROM bookings WHERE id = $1";

constexpr absl::string_view kSelectRecords =
    "SELECT " CWP_RECORD_COLUMNS
    ", refusal_reason FROM bookings "
    "WHERE session_id = $1 AND create_revision > $2 "
    "AND (channel = $3 OR $3 = '') AND (state = $4 OR $4 = 0) "
    "ORDER BY create_revision LIMIT $5";

constexpr absl::string_view kCountRecords =
    "SELECT count(*) FROM bookings WHERE session_id = $1 "
    "AND (channel = $2 OR $2 = '') AND (state = $3 OR $3 = 0)";

constexpr absl::string_view kInsertBooking =
    "INSERT INTO bookings (" CWP_RECORD_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
    "$15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)";

constexpr absl::string_view kUpdateBooking =
    "UPDATE bookings SET state = $2, generation = $3, version = $4, "
    "revision = $5, update_micros = $6, cancel_micros = $7, "
    "repeat_micros = $8, session_id = $9, places = $10, cancel_reason = $11, "
    "from_allotment = $12, corrections = $13, reference = $14, "
    "name_workshop = $15 WHERE id = $1";

constexpr absl::string_view kUpdateContact =
    "UPDATE bookings SET contact_key = $2, contact_email = $3 "
    "WHERE id = $1 AND contact_kept = 1";

constexpr absl::string_view kUpdatePerson =
    "UPDATE bookings SET contact_name = $2, contact_relationship = $4, "
    "contact_phone = "
    "CASE WHEN contact_email IS NULL THEN contact_phone ELSE $3 END "
    "WHERE id = $1 AND contact_kept = 1";

constexpr absl::string_view kUpdateNeeds =
    "UPDATE bookings SET access_needs = $2 "
    "WHERE id = $1 AND contact_kept = 1";

constexpr absl::string_view kUpdateRefusal =
    "UPDATE bookings SET refusal_reason = $2 "
    "WHERE id = $1 AND contact_kept = 1";

constexpr absl::string_view kSelectIdsOfContact =
    "SELECT id, create_revision FROM bookings "
    "WHERE contact_key = $1 AND contact_kept = 1 AND past = 0 "
    "UNION ALL SELECT id, create_revision FROM bookings "
    "WHERE contact_key = $1 AND contact_kept = 1 AND past = 1 "
    "ORDER BY create_revision";

// The columns after those of a Booking.
constexpr int kInArea = 20;
constexpr int kRefusalReason = kInArea + 7;

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
          .repeat_time = row.OptionalTime(14),
          .cancel_reason = static_cast<CancelReason>(row.Int(15)),
          .from_allotment = row.Int(16),
          .corrections = row.Int(17),
          .contact_kept = row.Int(18) != 0,
          .name_workshop = row.Int(19) != 0};
}

Answers ReadAnswers(const db::Rows::Row& row, int column) {
  return {.in_area = static_cast<Answer>(row.Int(column)),
          .of_age = static_cast<Answer>(row.Int(column + 1))};
}

// All but its attendees.
BookingRecord ReadRecord(const db::Rows::Row& row) {
  BookingRecord record;
  record.booking = ReadBooking(row);
  record.answers = ReadAnswers(row, kInArea);
  record.contact = ReadContact(row, kInArea + 2);
  record.refusal_reason = ReadSealed(row, kRefusalReason);
  return record;
}

absl::StatusOr<std::vector<BookingRecord>> ReadRecords(db::Transaction& tx,
                                                       const db::Rows& rows) {
  std::vector<BookingRecord> records;
  std::vector<int64_t> ids;
  records.reserve(rows.size());
  for (const db::Rows::Row row : rows) {
    ids.push_back(records.emplace_back(ReadRecord(row)).booking.id);
  }
  ASSIGN_OR_RETURN(auto attendees, FindAttendees(tx, ids));
  for (size_t i = 0; i < records.size(); ++i) {
    records[i].attendees = std::move(attendees[i]);
  }
  return records;
}

absl::StatusOr<std::optional<Booking>> ReadOne(absl::StatusOr<db::Rows> rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return ReadBooking((*rows)[0]);
}

std::vector<std::vector<db::Value>> ArgsOf(absl::Span<const int64_t> ids) {
  std::vector<std::vector<db::Value>> args;
  for (const int64_t id : ids) args.push_back({id});
  return args;
}

std::vector<std::vector<db::Value>> ArgsOf(
    absl::Span<const absl::string_view> contact_keys) {
  std::vector<std::vector<db::Value>> args;
  for (const absl::string_view key : contact_keys) {
    args.push_back({db::Value::Bytes(key)});
  }
  return args;
}

int64_t StateNumber(const BookingFilter& filter) {
  return filter.state.has_value() ? static_cast<int64_t>(*filter.state) : 0;
}

std::vector<db::Value> InsertArgs(const BookingRecord& record) {
  const Booking& booking = record.booking;
  std::vector<db::Value> args = {booking.id,
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
                                 static_cast<int64_t>(booking.cancel_reason),
                                 booking.from_allotment,
                                 booking.corrections,
                                 booking.contact_kept,
                                 booking.name_workshop,
                                 static_cast<int64_t>(record.answers.in_area),
                                 static_cast<int64_t>(record.answers.of_age)};
  AddContact(record.contact, args);
  return args;
}

}  // namespace

absl::StatusOr<std::optional<Booking>> FindBooking(db::Transaction& tx,
                                                   int64_t id) {
  return ReadOne(tx.Run(kSelectBooking, {id}));
}

absl::StatusOr<std::vector<std::optional<Booking>>> FindBookings(
    db::Transaction& tx, absl::Span<const int64_t> ids) {
  ASSIGN_OR_RETURN(const std::vector<db::Rows> found,
                   tx.QueryEach(kSelectBooking, ArgsOf(ids)));
  std::vector<std::optional<Booking>> bookings(ids.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!found[i].empty()) bookings[i] = ReadBooking(found[i][0]);
  }
  return bookings;
}

absl::StatusOr<std::vector<Answers>> FindAnswersOf(
    db::Transaction& tx, absl::Span<const int64_t> ids) {
  ASSIGN_OR_RETURN(const std::vector<db::Rows> found,
                   tx.QueryEach(kSelectAnswers, ArgsOf(ids)));
  std::vector<Answers> answers;
  for (const db::Rows& rows : found) answers.push_back(ReadAnswers(rows[0], 0));
  return answers;
}

std::string NextReference(absl::string_view reference) {
  const std::string hash = absl::HexStringToBytes(crypto::Sha256Hex(reference));
  return crypto::ToCrockford(hash, reference.size());
}

absl::StatusOr<std::optional<Booking>> FindBookingByReference(
    db::Transaction& tx, int64_t session_id, absl::string_view reference) {
  return ReadOne(tx.Run(kSelectByReference, {session_id, reference}));
}

absl::StatusOr<std::vector<std::vector<Booking>>> FindBookingsOfContacts(
    db::Transaction& tx, absl::Span<const absl::string_view> contact_keys) {
  ASSIGN_OR_RETURN(std::vector<db::Rows> found,
                   tx.QueryEach(kSelectOfContact, ArgsOf(contact_keys)));
  std::vector<std::vector<Booking>> bookings;
  for (const db::Rows& rows : found) {
    std::vector<Booking>& one = bookings.emplace_back();
    for (const db::Rows::Row row : rows) {
      Booking booking = ReadBooking(row);
      if (booking.state != BookingState::kConfirmed) continue;
      one.push_back(std::move(booking));
    }
  }
  return bookings;
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
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectRecord, {id}));
  ASSIGN_OR_RETURN(std::vector<BookingRecord> records, ReadRecords(tx, rows));
  if (records.empty()) return std::nullopt;
  return std::move(records[0]);
}

absl::StatusOr<std::vector<BookingRecord>> ListBookingRecords(
    db::Transaction& tx, const BookingFilter& filter,
    int64_t after_create_revision, int limit) {
  ASSIGN_OR_RETURN(
      db::Rows rows,
      tx.Run(kSelectRecords, {filter.session_id, after_create_revision,
                              filter.channel, StateNumber(filter), limit}));
  return ReadRecords(tx, rows);
}

absl::StatusOr<int64_t> CountBookings(db::Transaction& tx,
                                      const BookingFilter& filter) {
  ASSIGN_OR_RETURN(db::Rows rows,
                   tx.Run(kCountRecords, {filter.session_id, filter.channel,
                                          StateNumber(filter)}));
  return rows[0].Int(0);
}

absl::StatusOr<std::vector<int64_t>> FindBookingIdsOf(
    db::Transaction& tx, absl::string_view contact_key) {
  return db::ReadInts(
      tx.Run(kSelectIdsOfContact, {db::Value::Bytes(contact_key)}));
}

absl::StatusOr<std::vector<std::vector<int64_t>>> FindBookingIdsOfContacts(
    db::Transaction& tx, absl::Span<const absl::string_view> contact_keys) {
  return db::ReadIntsEach(
      tx.QueryEach(kSelectIdsOfContact, ArgsOf(contact_keys)));
}

absl::Status SaveContact(db::Transaction& tx, int64_t booking_id,
                         absl::string_view contact_key,
                         absl::string_view email) {
  return tx
      .Run(kUpdateContact,
           {booking_id, db::Value::Bytes(contact_key), db::Value::Bytes(email)})
      .status();
}

absl::Status SaveDetails(db::Transaction& tx, int64_t booking_id,
                         const ContactDetails& details) {
  if (details.person.has_value()) {
    RETURN_IF_ERROR(tx.Run(kUpdatePerson,
                           {booking_id, db::Value::Bytes(details.person->name),
                            SealedValue(details.person->phone),
                            SealedValue(details.person->relationship)})
                        .status());
  }
  if (!details.access_needs.has_value()) return absl::OkStatus();
  return tx.Run(kUpdateNeeds, {booking_id, SealedValue(*details.access_needs)})
      .status();
}

absl::Status SaveRefusal(db::Transaction& tx, int64_t booking_id,
                         absl::string_view sealed_reason) {
  return tx.Run(kUpdateRefusal, {booking_id, db::Value::Bytes(sealed_reason)})
      .status();
}

absl::Status InsertBookings(db::Transaction& tx,
                            const std::vector<const BookingRecord*>& records) {
  std::vector<std::vector<db::Value>> bookings;
  std::vector<AttendeesOf> attendees;
  for (const BookingRecord* record : records) {
    bookings.push_back(InsertArgs(*record));
    attendees.push_back({record->booking.id, &record->attendees});
  }
  RETURN_IF_ERROR(tx.RunEach(kInsertBooking, bookings).status());
  return InsertAttendees(tx, attendees);
}

absl::Status UpdateBookings(db::Transaction& tx,
                            const std::vector<const Booking*>& bookings) {
  std::vector<std::vector<db::Value>> rows;
  for (const Booking* booking : bookings) {
    rows.push_back({booking->id, static_cast<int64_t>(booking->state),
                    booking->generation, booking->version, booking->revision,
                    booking->update_time, booking->cancel_time,
                    booking->repeat_time, booking->session_id, booking->places,
                    static_cast<int64_t>(booking->cancel_reason),
                    booking->from_allotment, booking->corrections,
                    booking->reference, booking->name_workshop});
  }
  return tx.RunEach(kUpdateBooking, rows).status();
}

}  // namespace cwp::registration
