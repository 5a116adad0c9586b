#ifndef CWP_SERVICES_NOTIFICATIONS_TOLD_STORE_H_
#define CWP_SERVICES_NOTIFICATIONS_TOLD_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "services/notifications/facts.h"

namespace cwp::notifications {

// What is known of who has to hear that a session is at another time or place:
// which bookings are in it, and what their contacts were told.

// The statements that make the tables, for Migrations().
std::vector<std::string> CreateToldStatements();
std::vector<std::string> AddArrangementStatements();

// Saves where a booking is, and whether it stands. What its contact was told is
// kept.
absl::Status SaveBooking(db::Transaction& tx, const BookingNews& news);

// Forgets a booking.
absl::Status ForgetBooking(db::Transaction& tx, int64_t booking_id);

// The standing bookings of a session.
absl::StatusOr<std::vector<int64_t>> FindBookingsOf(db::Transaction& tx,
                                                    int64_t session_id);

// When and where a booking's session is, as its contact was told last; nothing
// when it was told nothing.
absl::StatusOr<std::optional<Arrangement>> FindTold(db::Transaction& tx,
                                                    int64_t booking_id);

// Saves what a booking's contact was told now.
absl::Status SaveTold(db::Transaction& tx, int64_t booking_id,
                      const Arrangement& told);

// When and where a session is; nothing when it is not known.
absl::StatusOr<std::optional<Arrangement>> FindArrangement(db::Transaction& tx,
                                                           int64_t session_id);

absl::Status SaveArrangement(db::Transaction& tx, int64_t session_id,
                             const Arrangement& arrangement);

// Forgets when and where sessions are and which bookings stand, so that the
// feed can be followed again from its start. What contacts were told is kept.
absl::Status ForgetSessions(db::Transaction& tx);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_TOLD_STORE_H_
