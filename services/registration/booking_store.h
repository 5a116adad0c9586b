#ifndef CWP_SERVICES_REGISTRATION_BOOKING_STORE_H_
#define CWP_SERVICES_REGISTRATION_BOOKING_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "services/registration/eligibility.h"
#include "services/registration/parties.h"
#include "services/registration/sealed_columns.h"

namespace cwp::registration {

// All that is kept of a booking.
struct BookingRecord {
  Booking booking;
  Answers answers;
  SealedContact contact;
  std::vector<Attendee> attendees;
  // Why staff refused it, sealed; empty when they did not, or did not say.
  std::string refusal_reason;
};

// Finds a booking, without its personal fields.
absl::StatusOr<std::optional<Booking>> FindBooking(db::Transaction& tx,
                                                   int64_t id);

// Finds several by their ids, in that order.
absl::StatusOr<std::vector<std::optional<Booking>>> FindBookings(
    db::Transaction& tx, absl::Span<const int64_t> ids);

// What the contacts of bookings said that are there, in the order of the ids.
absl::StatusOr<std::vector<Answers>> FindAnswersOf(
    db::Transaction& tx, absl::Span<const int64_t> ids);

// The reference that a booking gets where another of its session has
// `reference` already: what people quote is short, so that two may draw the
// same. It follows from the first, so that a repeat of a request knows it.
std::string NextReference(absl::string_view reference);

// Finds a booking by what people quote of it, in a session or, when it was
// moved since, in another of the same workshop.
absl::StatusOr<std::optional<Booking>> FindBookingByReference(
    db::Transaction& tx, int64_t session_id, absl::string_view reference);

// The bookings that people may mean by what they quote, in whichever session,
// as long as it is kept who booked; live or not, in the order they were made.
absl::StatusOr<std::vector<int64_t>> FindBookingIdsByReference(
    db::Transaction& tx, absl::string_view reference);

// Finds the live bookings of contacts, in all sessions that are not marked
// past; one answer for each contact, in order.
absl::StatusOr<std::vector<std::vector<Booking>>> FindBookingsOfContacts(
    db::Transaction& tx, absl::Span<const absl::string_view> contact_keys);

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

// The bookings of a contact, live or not, whose personal fields are kept.
absl::StatusOr<std::vector<int64_t>> FindBookingIdsOf(
    db::Transaction& tx, absl::string_view contact_key);

// The same of several contacts; one answer for each, in order.
absl::StatusOr<std::vector<std::vector<int64_t>>> FindBookingIdsOfContacts(
    db::Transaction& tx, absl::Span<const absl::string_view> contact_keys);

// Erases what is personal of bookings, for good: all sealed fields, and what
// stands for the contact.
absl::Status EraseBookings(db::Transaction& tx,
                           const std::vector<int64_t>& ids);

// Bookings of a session whose personal fields are kept, at most `limit`.
absl::StatusOr<std::vector<int64_t>> FindKeptBookings(db::Transaction& tx,
                                                      int64_t session_id,
                                                      int limit);

// Saves who the contact of a booking is, unless it was erased; `email` is
// sealed.
absl::Status SaveContact(db::Transaction& tx, int64_t booking_id,
                         absl::string_view contact_key,
                         absl::string_view email);

// Saves what a booking says of its contact, unless it was erased. A phone
// number that is all there is to reach the contact by stays.
absl::Status SaveDetails(db::Transaction& tx, int64_t booking_id,
                         const ContactDetails& details);

// Notes why a booking was refused, sealed, unless its contact was erased.
absl::Status SaveRefusal(db::Transaction& tx, int64_t booking_id,
                         absl::string_view sealed_reason);

// Saves new bookings with their attendees.
absl::Status InsertBookings(db::Transaction& tx,
                            const std::vector<const BookingRecord*>& records);

// Saves what may change of bookings that are stored.
absl::Status UpdateBookings(db::Transaction& tx,
                            const std::vector<const Booking*>& bookings);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_BOOKING_STORE_H_
