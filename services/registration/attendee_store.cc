#include "services/registration/attendee_store.h"

#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"
#include "services/registration/sealed_columns.h"

namespace cwp::registration {
namespace {

constexpr absl::string_view kSelectAttendees =
    "SELECT role, attendance, min_years, max_years, name FROM attendees "
    "WHERE booking_id = $1 ORDER BY position";

constexpr absl::string_view kInsertAttendee =
    "INSERT INTO attendees (booking_id, position, role, age_band, attendance, "
    "min_years, max_years, name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

constexpr absl::string_view kUpdateAttendance =
    "UPDATE attendees SET attendance = $3 "
    "WHERE booking_id = $1 AND position = $2";

constexpr absl::string_view kDeleteAttendees =
    "DELETE FROM attendees WHERE booking_id = $1";

constexpr absl::string_view kEraseNames =
    "UPDATE attendees SET name = NULL WHERE booking_id = $1";

// What a release before ages were kept in years reads.
constexpr int64_t kNoAgeBand = 0;

Attendee ReadAttendee(const db::Rows::Row& row) {
  Attendee attendee = {.role = row.Int(0), .attendance = row.Int(1)};
  attendee.name = ReadSealed(row, 4);
  if (!row.IsNull(2)) {
    attendee.ages = AgeRange{.min_years = row.Int(2), .max_years = row.Int(3)};
  }
  return attendee;
}

void AddAttendees(int64_t booking_id, const std::vector<Attendee>& attendees,
                  std::vector<std::vector<db::Value>>& rows) {
  for (size_t i = 0; i < attendees.size(); ++i) {
    const Attendee& attendee = attendees[i];
    std::vector<db::Value>& row = rows.emplace_back();
    row = {booking_id, static_cast<int64_t>(i), attendee.role, kNoAgeBand,
           attendee.attendance};
    if (attendee.ages.has_value()) {
      row.insert(row.end(),
                 {attendee.ages->min_years, attendee.ages->max_years});
    } else {
      row.resize(row.size() + 2);
    }
    row.push_back(SealedValue(attendee.name));
  }
}

}  // namespace

absl::StatusOr<std::vector<std::vector<Attendee>>> FindAttendees(
    db::Transaction& tx, absl::Span<const int64_t> booking_ids) {
  std::vector<std::vector<db::Value>> args;
  for (const int64_t id : booking_ids) args.push_back({id});
  ASSIGN_OR_RETURN(const std::vector<db::Rows> found,
                   tx.QueryEach(kSelectAttendees, args));
  std::vector<std::vector<Attendee>> attendees;
  for (const db::Rows& rows : found) {
    std::vector<Attendee>& one = attendees.emplace_back();
    for (const db::Rows::Row row : rows) one.push_back(ReadAttendee(row));
  }
  return attendees;
}

absl::Status InsertAttendees(db::Transaction& tx,
                             absl::Span<const AttendeesOf> bookings) {
  std::vector<std::vector<db::Value>> rows;
  for (const AttendeesOf& booking : bookings) {
    AddAttendees(booking.booking_id, *booking.attendees, rows);
  }
  return tx.RunEach(kInsertAttendee, rows).status();
}

absl::Status SaveAttendees(
    db::Transaction& tx,
    const std::map<int64_t, std::vector<Attendee>>& attendees) {
  std::vector<std::vector<db::Value>> ids;
  std::vector<AttendeesOf> bookings;
  for (const auto& [booking_id, coming] : attendees) {
    ids.push_back({booking_id});
    bookings.push_back({booking_id, &coming});
  }
  RETURN_IF_ERROR(tx.RunEach(kDeleteAttendees, ids).status());
  return InsertAttendees(tx, bookings);
}

absl::Status SaveAttendance(
    db::Transaction& tx,
    const std::map<int64_t, std::vector<int64_t>>& attendance) {
  std::vector<std::vector<db::Value>> rows;
  for (const auto& [booking_id, marks] : attendance) {
    for (size_t i = 0; i < marks.size(); ++i) {
      rows.push_back({booking_id, static_cast<int64_t>(i), marks[i]});
    }
  }
  return tx.RunEach(kUpdateAttendance, rows).status();
}

absl::Status EraseNames(db::Transaction& tx,
                        absl::Span<const int64_t> booking_ids) {
  std::vector<std::vector<db::Value>> rows;
  for (const int64_t id : booking_ids) rows.push_back({id});
  return tx.RunEach(kEraseNames, rows).status();
}

}  // namespace cwp::registration
