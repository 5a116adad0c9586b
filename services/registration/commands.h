#ifndef CWP_SERVICES_REGISTRATION_COMMANDS_H_
#define CWP_SERVICES_REGISTRATION_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "common/db/requests.h"
#include "services/registration/booking_store.h"
#include "services/registration/domain.h"
#include "services/registration/farewell_store.h"
#include "services/registration/group.h"
#include "services/registration/notice.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

// Which bookings a caller may touch.
struct Reach {
  // Only those of this channel, when given.
  std::optional<std::string> channel;
  // Only this one, when given.
  std::optional<int64_t> booking_id;
  // Only while its links are of this generation, when given: no later ones.
  std::optional<int64_t> generation;
  // Only those of sessions that this facilitator leads, when given: looked at
  // where sessions are (Service::CheckLeads).
  std::optional<int64_t> facilitator_id;

  bool Covers(const Booking& booking) const {
    return (!channel.has_value() || booking.channel == *channel) &&
           (!booking_id.has_value() || *booking_id == booking.id) &&
           (!generation.has_value() || *generation == booking.generation);
  }
};

// What every command has.
struct Order {
  Actor actor;
  // Empty key: nothing is remembered.
  db::RequestKey request;
  // The revision of the booking that the caller has read; nothing when it does
  // not matter what changed since.
  std::optional<int64_t> if_revision;
};

// Make a booking. `record` is complete but for what the decision fills in.
struct MakeBooking {
  Order order;
  BookingRecord record;
  // A hold of the same browser, whose places it takes over; 0 for none.
  int64_t hold_id = 0;
  std::string browser_key;
  // Whether the caller may only learn of bookings on its own channel: no other
  // counts, or the answer would tell of it.
  bool own_channel_only = false;
  // Whether the browser that asks may put the address right: then a repeat is
  // kept, too, as a booking that never had places, or the correction would tell
  // whether it was one.
  bool keeps_repeat = false;
};

// Put the e-mail address right of a booking with a reference in a session, also
// when it was moved from there: to `email`, which is sealed for `booking_id`.
struct CorrectOne {
  Order order;
  int64_t session_id = 0;
  std::string reference;
  std::string contact_key;
  int64_t booking_id = 0;
  std::string email;
};

// Give a booking another e-mail address, or its first; `email` is sealed.
struct ReaddressOne {
  Order order;
  int64_t booking_id = 0;
  Reach reach;
  std::string contact_key;
  std::string email;
};

// Cancel a booking.
struct CancelOne {
  Order order;
  int64_t booking_id = 0;
  Reach reach;
  CancelReason reason = CancelReason::kContact;
  // Why staff refuse it, sealed; empty when they do not say.
  std::string refusal_reason;
};

// Change who comes.
struct ChangeOne {
  Order order;
  int64_t booking_id = 0;
  Reach reach;
  std::vector<Attendee> attendees;
};

// Change what a booking says of its contact.
struct DetailOne {
  Order order;
  int64_t booking_id = 0;
  Reach reach;
  ContactDetails details;
  // Nothing: stays as it is.
  std::optional<bool> name_workshop;
};

// Move a booking to another session.
struct MoveOne {
  Order order;
  int64_t booking_id = 0;
  Reach reach;
  int64_t to_session_id = 0;
};

// Note who came.
struct MarkOne {
  Order order;
  int64_t booking_id = 0;
  Reach reach;
  // By the attendees' positions; as Attendee.Attendance in the proto.
  std::vector<int64_t> attendance;
};

// Make all links of a booking useless, and tell its contact of what is live,
// with new ones. Fails with FAILED_PRECONDITION `NOTHING_TO_SEND` when it is to
// be told and nothing is.
struct RevokeOne {
  Order order;
  int64_t booking_id = 0;
  Reach reach;
  bool send_new = false;
};

// Place a hold, or wait in line for one.
struct PlaceOne {
  Order order;
  Hold hold;
  bool wait_in_line = false;
};

// Extend or release a hold that the same browser has.
struct ChangeHold {
  Order order;
  int64_t hold_id = 0;
  std::string browser_key;
  bool extend = false;
};

// Join the waitlist. `record` is complete but for what the decision fills in.
struct JoinOne {
  Order order;
  EntryRecord record;
};

// Leave the waitlist.
struct LeaveOne {
  Order order;
  int64_t entry_id = 0;
};

// Accept the offer that an entry has. `record` is the booking's. Fails with
// ABORTED `ETAG_MISMATCH` when names are sealed for another booking than they
// go to, since the contact has booked after `own_id` was looked up.
struct AcceptOne {
  Order order;
  int64_t entry_id = 0;
  // The offer that was shown; 0 for whichever there is.
  int64_t offer_id = 0;
  BookingRecord record;
  // The booking that the contact has there already, if it has, and those who
  // come with their names sealed for that.
  int64_t own_id = 0;
  std::vector<Attendee> own_attendees;
};

// Decline the offer that an entry has.
struct DeclineOne {
  Order order;
  int64_t entry_id = 0;
  // As in AcceptOne.
  int64_t offer_id = 0;
};

// Set what a channel may sell by itself; 0 releases it.
struct AllotOne {
  Order order;
  int64_t session_id = 0;
  std::string channel;
  int64_t places = 0;
};

// Block a contact for a sealed reason, or, without one, do so no more.
struct BlockOne {
  Order order;
  std::string contact_key;
  std::string reason;
};

// Tell a contact of its live bookings.
struct FindMine {
  Order order;
  std::string contact_key;
};

// Erase everything personal of a contact.
struct EraseOne {
  Order order;
  std::string contact_key;
  // Where to tell it so; nothing when it has no e-mail address.
  std::optional<Farewell> farewell;
};

// Write to those of a session. `notice` is complete but for what the decision
// fills in.
struct WriteOne {
  Order order;
  Notice notice;
  std::string sealed_text;
};

// Take a notice back.
struct TakeBackOne {
  Order order;
  int64_t notice_id = 0;
};

// Erase what is personal of bookings and waitlist entries that stand there too
// long already.
struct PurgeOld {
  std::vector<int64_t> bookings;
  std::vector<int64_t> entries;
};

// Take back what has run out of time in a session.
struct LapseDue {
  int64_t session_id = 0;
};

// What the writer is given.
using WriteCommand =
    std::variant<MakeBooking, CancelOne, ChangeOne, MoveOne, MarkOne, RevokeOne,
                 PlaceOne, ChangeHold, JoinOne, LeaveOne, AcceptOne, DeclineOne,
                 AllotOne, BlockOne, CorrectOne, ReaddressOne, FindMine,
                 EraseOne, DetailOne, WriteOne, TakeBackOne, PurgeOld,
                 LapseDue>;

// How much was erased.
struct Erased {
  int64_t bookings = 0;
  int64_t entries = 0;
};

// What it answers with: the booking, hold, entry, allotment or notice as it is
// now, or how much was erased.
using WriteAnswer = std::variant<std::monostate, Booking, Hold, WaitlistEntry,
                                 Allotment, Notice, Erased>;

// Applies commands in one transaction, in order, and answers each: the writer's
// Apply.
absl::StatusOr<std::vector<absl::StatusOr<WriteAnswer>>> ApplyCommands(
    db::Transaction& tx, absl::Span<const WriteCommand* const> commands,
    const GroupOptions& options, absl::Time now);

// NOT_FOUND `BOOKING_NOT_FOUND`.
absl::Status BookingNotFound();

// ABORTED `ETAG_MISMATCH`.
absl::Status BookingChanged();

// NOT_FOUND `SESSION_NOT_FOUND`.
absl::Status SessionNotFound(int64_t session_id);

// NOT_FOUND `HOLD_NOT_FOUND`.
absl::Status HoldNotFound();

// NOT_FOUND `WAITLIST_ENTRY_NOT_FOUND`.
absl::Status EntryNotFound();

// NOT_FOUND `NOTICE_NOT_FOUND`.
absl::Status NoticeNotFound();

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_COMMANDS_H_
