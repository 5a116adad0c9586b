#ifndef CWP_SERVICES_REGISTRATION_COMMAND_ANSWERS_H_
#define CWP_SERVICES_REGISTRATION_COMMAND_ANSWERS_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/registration/commands.h"

namespace cwp::registration {

// An answer, which may be a refusal, inside; or, outside, a reason why the
// whole group cannot go on.
using Applied = absl::StatusOr<absl::StatusOr<WriteAnswer>>;

// A refusal: this one command changed nothing, the group goes on.
inline Applied Refused(const absl::Status& status) {
  return absl::StatusOr<WriteAnswer>(status);
}

inline Applied Answered(WriteAnswer answer) {
  return absl::StatusOr<WriteAnswer>(std::move(answer));
}

// Each command, by what it is about. booking_commands.cc:
Applied Apply(Group& group, const MakeBooking& command);
Applied Apply(Group& group, const CorrectOne& command);
Applied Apply(Group& group, const ReaddressOne& command);
Applied Apply(Group& group, const CancelOne& command);
Applied Apply(Group& group, const ChangeOne& command);
Applied Apply(Group& group, const DetailOne& command);
Applied Apply(Group& group, const MoveOne& command);
Applied Apply(Group& group, const MarkOne& command);
Applied Apply(Group& group, const RevokeOne& command);
Applied Apply(Group& group, const AllotOne& command);
Applied Apply(Group& group, const BlockOne& command);

// erase_commands.cc:
Applied Apply(Group& group, const FindMine& command);
Applied Apply(Group& group, const EraseOne& command);
Applied Apply(Group& group, const PurgeOld& command);

// notice_commands.cc:
Applied Apply(Group& group, const WriteOne& command);
Applied Apply(Group& group, const TakeBackOne& command);

// waitlist_commands.cc:
Applied Apply(Group& group, const PlaceOne& command);
Applied Apply(Group& group, const ChangeHold& command);
Applied Apply(Group& group, const JoinOne& command);
Applied Apply(Group& group, const LeaveOne& command);
Applied Apply(Group& group, const AcceptOne& command);
Applied Apply(Group& group, const DeclineOne& command);
Applied Apply(Group& group, const LapseDue& command);

// A refusal, with the caller's turn in line for the session's places where they
// are only held.
Applied RefusedIn(Group& group, const absl::Status& refusal,
                  int64_t session_id);

// The pool of a booking's session.
absl::StatusOr<Pool> PoolOf(Group& group, const Booking& booking);

// How a contact stands, from its live bookings.
absl::StatusOr<Standing> StandingOf(Group& group,
                                    const std::vector<Booking>& live,
                                    const std::string& contact_key);

// The booking in a session, if there is one.
std::optional<Booking> InSession(const std::vector<Booking>& bookings,
                                 int64_t session_id);

// What a booking's channel may sell by itself; nothing for `direct`.
absl::StatusOr<std::optional<Allotment>> AllotmentOf(Group& group,
                                                     const Booking& booking);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_COMMAND_ANSWERS_H_
