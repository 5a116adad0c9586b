#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "services/registration/command_answers.h"

namespace cwp::registration {

Applied Apply(Group& group, const FindMine& command) {
  ASSIGN_OR_RETURN(const std::vector<Booking> live,
                   group.FindLiveBookings(command.contact_key));
  for (const Booking& booking : live) {
    ASSIGN_OR_RETURN(const std::optional<Pool> pool,
                     group.FindPool(booking.session_id));
    CWP_CHECK(pool.has_value(), "every booking has a pool");
    if (group.moment().now >= pool->end_time) continue;
    group.Save(DecideFind(booking, group.moment()), command.order.actor);
  }
  return Answered(WriteAnswer());
}

// What is live goes first, so that its places are not lost with the people.
Applied Apply(Group& group, const EraseOne& command) {
  const Actor& actor = command.order.actor;
  ASSIGN_OR_RETURN(const std::vector<Booking> live,
                   group.FindLiveBookings(command.contact_key));
  for (const Booking& booking : live) {
    ASSIGN_OR_RETURN(const std::optional<Pool> pool,
                     group.FindPool(booking.session_id));
    CWP_CHECK(pool.has_value(), "every booking has a pool");
    if (group.moment().now >= pool->end_time) continue;
    CancelBooking decision{.own = booking};
    ASSIGN_OR_RETURN(decision.allotment, AllotmentOf(group, booking));
    ASSIGN_OR_RETURN(const PoolView view, group.View(booking.session_id));
    ASSIGN_OR_RETURN(const Changes changes,
                     Decide(view, decision, group.moment()));
    group.Save(changes, actor);
    RETURN_IF_ERROR(group.Settle());
  }
  ASSIGN_OR_RETURN(const std::vector<int64_t> entries,
                   group.FindEntryIdsOf(command.contact_key));
  for (const int64_t id : entries) {
    ASSIGN_OR_RETURN(
        absl::StatusOr<WriteAnswer> left,
        Apply(group, LeaveOne{.order = {.actor = actor}, .entry_id = id}));
    CWP_CHECK(left.ok(), "an entry can always be left");
  }
  ASSIGN_OR_RETURN(const std::vector<int64_t> bookings,
                   group.FindBookingIdsOf(command.contact_key));
  RETURN_IF_ERROR(group.Erase(bookings, entries, actor));
  return Answered(Erased{.bookings = static_cast<int64_t>(bookings.size()),
                         .entries = static_cast<int64_t>(entries.size())});
}

Applied Apply(Group& group, const PurgeBookings& command) {
  RETURN_IF_ERROR(
      group.Erase(command.ids, {}, {.kind = "SERVICE", .id = "registration"}));
  return Answered(Erased{.bookings = static_cast<int64_t>(command.ids.size())});
}

}  // namespace cwp::registration
