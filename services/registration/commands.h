#ifndef CWP_SERVICES_REGISTRATION_COMMANDS_H_
#define CWP_SERVICES_REGISTRATION_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/requests.h"
#include "services/registration/booking_store.h"
#include "services/registration/domain.h"
#include "services/registration/group.h"

namespace cwp::registration {

// Make a booking. `record` is complete but for what the decision fills in.
struct MakeBooking {
  BookPlaces places;
  BookingRecord record;
  db::RequestKey request;
  Actor actor;
  // Whether the caller may only learn of bookings on its own channel.
  bool own_channel_only = false;
};

// Which bookings a caller may touch.
struct Reach {
  // Only those of this channel, when given.
  std::optional<std::string> channel;
  // Only this one, when given.
  std::optional<int64_t> booking_id;

  bool Covers(const Booking& booking) const {
    return (!channel.has_value() || booking.channel == *channel) &&
           (!booking_id.has_value() || *booking_id == booking.id);
  }
};

// Cancel a booking.
struct CancelOne {
  int64_t booking_id = 0;
  Reach reach;
  // Empty key: nothing is remembered.
  db::RequestKey request;
  Actor actor;
};

// What the writer is given.
using WriteCommand = std::variant<MakeBooking, CancelOne>;

// Applies commands in one transaction, in order, and answers each: the writer's
// Apply. The answer is the booking that was made, changed or found, as it is
// now.
absl::StatusOr<std::vector<absl::StatusOr<Booking>>> ApplyCommands(
    db::Transaction& tx, absl::Span<const WriteCommand* const> commands,
    absl::Time now);

// NOT_FOUND `BOOKING_NOT_FOUND`.
absl::Status BookingNotFound();

// NOT_FOUND `SESSION_NOT_FOUND`.
absl::Status SessionNotFound(int64_t session_id);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_COMMANDS_H_
