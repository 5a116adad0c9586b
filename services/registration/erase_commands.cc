#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "services/registration/command_answers.h"

namespace cwp::registration {
namespace {

absl::Status LeaveAll(Group& group, const std::vector<int64_t>& entries,
                      const Actor& actor) {
  for (const int64_t id : entries) {
    ASSIGN_OR_RETURN(
        absl::StatusOr<WriteAnswer> left,
        Apply(group, LeaveOne{.order = {.actor = actor}, .entry_id = id}));
    CWP_CHECK(left.ok(), "an entry can always be left");
  }
  return absl::OkStatus();
}

// Keeps the address of a contact's farewell, unless what it is about was erased
// by another request since. Returns what it is about; 0 when there is none.
absl::StatusOr<int64_t> KeepFarewell(Group& group, const EraseOne& command,
                                     const std::vector<int64_t>& bookings,
                                     const std::vector<int64_t>& entries) {
  if (!command.farewell.has_value()) return 0;
  const int64_t id = command.farewell->subject_id;
  const bool erased_now =
      std::find(bookings.begin(), bookings.end(), id) != bookings.end() ||
      std::find(entries.begin(), entries.end(), id) != entries.end();
  if (!erased_now) return 0;
  RETURN_IF_ERROR(group.KeepFarewell(*command.farewell));
  return id;
}

}  // namespace

Applied Apply(Group& group, const FindMine& command) {
  ASSIGN_OR_RETURN(const std::vector<Booking> live,
                   group.FindLiveBookings(command.contact_key));
  for (const Booking& booking : live) {
    ASSIGN_OR_RETURN(const Pool pool, PoolOf(group, booking));
    if (group.moment().now >= pool.end_time) continue;
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
    ASSIGN_OR_RETURN(const Pool pool, PoolOf(group, booking));
    if (group.moment().now >= pool.end_time) continue;
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
  RETURN_IF_ERROR(LeaveAll(group, entries, actor));
  ASSIGN_OR_RETURN(const std::vector<int64_t> bookings,
                   group.FindBookingIdsOf(command.contact_key));
  ASSIGN_OR_RETURN(const int64_t farewell_of,
                   KeepFarewell(group, command, bookings, entries));
  RETURN_IF_ERROR(group.Erase(bookings, entries, farewell_of, actor));
  RETURN_IF_ERROR(group.EraseBlockReason(command.contact_key));
  return Answered(Erased{.bookings = static_cast<int64_t>(bookings.size()),
                         .entries = static_cast<int64_t>(entries.size())});
}

Applied Apply(Group& group, const PurgeOld& command) {
  const Actor actor = {.kind = "SERVICE", .id = "registration"};
  RETURN_IF_ERROR(LeaveAll(group, command.entries, actor));
  RETURN_IF_ERROR(group.Erase(command.bookings, command.entries, 0, actor));
  return Answered(
      Erased{.bookings = static_cast<int64_t>(command.bookings.size()),
             .entries = static_cast<int64_t>(command.entries.size())});
}

}  // namespace cwp::registration
