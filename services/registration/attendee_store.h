#ifndef CWP_SERVICES_REGISTRATION_ATTENDEE_STORE_H_
#define CWP_SERVICES_REGISTRATION_ATTENDEE_STORE_H_

#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "services/registration/eligibility.h"

namespace cwp::registration {

// The attendees of a booking; outlived by them.
struct AttendeesOf {
  int64_t booking_id = 0;
  const std::vector<Attendee>* attendees = nullptr;
};

// Finds the attendees of bookings, in their order; one answer for each booking,
// in order.
absl::StatusOr<std::vector<std::vector<Attendee>>> FindAttendees(
    db::Transaction& tx, absl::Span<const int64_t> booking_ids);

// Saves the attendees of new bookings.
absl::Status InsertAttendees(db::Transaction& tx,
                             absl::Span<const AttendeesOf> bookings);

// Replaces the attendees of bookings, by their ids.
absl::Status SaveAttendees(
    db::Transaction& tx,
    const std::map<int64_t, std::vector<Attendee>>& attendees);

// Marks the attendees of bookings, by their ids and positions.
absl::Status SaveAttendance(
    db::Transaction& tx,
    const std::map<int64_t, std::vector<int64_t>>& attendance);

// Erases the names of the attendees of bookings, for good.
absl::Status EraseNames(db::Transaction& tx,
                        absl::Span<const int64_t> booking_ids);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_ATTENDEE_STORE_H_
