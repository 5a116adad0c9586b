#ifndef CWP_SERVICES_REGISTRATION_BOOKING_STORE_H_
#define CWP_SERVICES_REGISTRATION_BOOKING_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/db/database.h"
#include "services/registration/domain.h"

namespace cwp::registration {

// A person who takes a place; as Attendee in the proto, with its numbers.
struct Attendee {
  int64_t role = 0;
  int64_t age_band = 0;
};

// The personal fields of a booking, each sealed; empty when not given.
struct SealedContact {
  std::string name;
  std::string email;
  std::string phone;
  std::string relationship;
  std::string access_needs;
};

// All that is kept of a booking.
struct BookingRecord {
  Booking booking;
  Answer in_area = Answer::kNone;
  Answer of_age = Answer::kNone;
  SealedContact contact;
  std::vector<Attendee> attendees;
};

// Finds a booking, without its personal fields.
absl::StatusOr<std::optional<Booking>> FindBooking(db::Transaction& tx,
                                                   int64_t id);

// Finds the live booking that a contact has in a session.
absl::StatusOr<std::optional<Booking>> FindLiveBooking(
    db::Transaction& tx, int64_t session_id, absl::string_view contact_key);

// Finds all live bookings of a session, in the order they were made.
absl::StatusOr<std::vector<Booking>> FindLiveBookings(db::Transaction& tx,
                                                      int64_t session_id);

// Finds a booking with all that is kept of it.
absl::StatusOr<std::optional<BookingRecord>> FindBookingRecord(
    db::Transaction& tx, int64_t id);

// Which bookings to list.
struct BookingFilter {
  int64_t session_id = 0;
  // Only those of this channel, unless empty.
  std::string channel;
  // Only those in this state, when given.
  std::optional<BookingState> state;
};

// Lists bookings after a create revision, in the order they were made.
absl::StatusOr<std::vector<BookingRecord>> ListBookingRecords(
    db::Transaction& tx, const BookingFilter& filter,
    int64_t after_create_revision, int limit);

// How many bookings there are.
absl::StatusOr<int64_t> CountBookings(db::Transaction& tx,
                                      const BookingFilter& filter);

// Saves new bookings with their attendees.
absl::Status InsertBookings(db::Transaction& tx,
                            const std::vector<const BookingRecord*>& records);

// Saves what may change of bookings that are stored.
absl::Status UpdateBookings(db::Transaction& tx,
                            const std::vector<const Booking*>& bookings);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_BOOKING_STORE_H_
