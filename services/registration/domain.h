#ifndef CWP_SERVICES_REGISTRATION_DOMAIN_H_
#define CWP_SERVICES_REGISTRATION_DOMAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/registration/eligibility.h"
#include "services/registration/parties.h"
#include "services/registration/pool.h"
#include "services/registration/waiter.h"

namespace cwp::registration {

// The rules of the seat pool: pure functions from what is and what is asked to
// what will be. Time and ids come in as arguments. The reasons of refusals are
// documented in registration_service.proto.
//
// One order governs each pool. Those who wait, in line or on the waitlist, are
// served strictly as they came, and a newcomer comes after all of them. A party
// fits when the smallest number of places that it would take is free. One that
// fits may pass those before it that do not, but none of them more than
// Rules::max_passes times: then free places collect for that party.
// Only the first kQueueWindow that wait are looked at; where more do, a
// newcomer waits. Holds in line of a client that holds as much as it may wait
// apart, and so does a party larger than the session: they keep nobody back,
// and do not count among those.

// A pool and what a decision on it looks at. Holds and offers whose time is up
// have lapsed before.
struct PoolView {
  Pool pool;
  // The first that wait, in the order they came.
  std::vector<Waiter> queue;
  // Whether more than those wait who may come before a newcomer.
  bool more_wait = false;
  // Whether any wait but those, be it apart.
  bool left_out = false;
  // The client who asks for a hold, and what its live holds come to here.
  std::string asker;
  ClientHolds of_asker;
};

// What is the same for all decisions of a moment.
struct Moment {
  absl::Time now;
  const Rules& rules;
  // Gives ids to new offers.
  absl::FunctionRef<int64_t()> next_id;
};

// Why something changed; `cause` on the feed.
enum class Cause {
  kBookingCreated,
  // The contact asked again for places that it has, and is told so.
  kBookingRepeated,
  kBookingRefused,
  kBookingChanged,
  kBookingMoved,
  // What it says of its contact was changed; nobody is told.
  kDetailsChanged,
  kBookingCancelled,
  // Its contact asked what bookings there are, and is told.
  kBookingFound,
  // Its e-mail address was put right, and is told.
  kEmailCorrected,
  // Its personal fields were erased.
  kBookingErased,
  kAttendanceMarked,
  kLinksRevoked,
  kHoldPlaced,
  kHoldQueued,
  // One in line got its places.
  kHoldAdmitted,
  // It gave some of its places back.
  kHoldChanged,
  kHoldExtended,
  kHoldReleased,
  kHoldLapsed,
  kWaitlistJoined,
  kWaitlistRepeated,
  kWaitlistLeft,
  kWaitlistEnded,
  // Its personal fields were erased.
  kWaitlistErased,
  kOfferMade,
  kOfferAccepted,
  kOfferDeclined,
  kOfferLapsed,
  kOfferWithdrawn,
  kAllotmentChanged,
  kSessionCancelled,
  kSessionChanged,
  // What is kept for those who wait changed.
  kQueueChanged,
};

// The cause as it stands on the feed, for example `booking_created`.
absl::string_view CauseName(Cause cause);

// One change, and one entry on the feed: everything in it as it is afterwards.
struct Step {
  Cause cause;
  // The pool whose counts changed; absent where none did.
  std::optional<Pool> pool;
  std::optional<Booking> booking;
  std::optional<Hold> hold;
  std::optional<WaitlistEntry> entry;
  std::optional<Offer> offer;
  std::optional<Allotment> allotment;
  // The session, in a step that takes over what scheduling says of it.
  std::optional<Session> session;
  // The contact's farewell is about what it erases.
  bool farewell = false;
  // The entry joins while the places of its session are only held.
  bool places_held = false;
  // Those who were passed, once each.
  std::vector<int64_t> passed;
};

// What a decision changes, in order.
struct Changes {
  std::vector<Step> steps;
  // What the caller is answered with, changed or not.
  std::optional<Booking> booking;
  std::optional<Hold> hold;
  std::optional<WaitlistEntry> entry;
  // The pool at the end, with those who wait served.
  Pool pool;
};

// Whether a contact may have one more booking.
enum class Standing { kWelcome, kAtLimit, kBlocked };

// After telling a contact that it asked twice, this long nothing is said again.
inline constexpr absl::Duration kRepeatQuiet = absl::Minutes(10);

// Book places: at once, or those of a hold. A hold that is no longer live does
// no harm: its holder is a newcomer.
struct BookPlaces {
  // As the booking is to be, if it comes about.
  Booking booking;
  Answers answers;
  Standing standing = Standing::kWelcome;
  // The live booking that the contact has here already.
  std::optional<Booking> own;
  std::optional<Hold> hold;
  // What the booking's channel may sell by itself.
  std::optional<Allotment> allotment;
  // Whether a repeat is kept too, as a booking that never had places.
  bool keeps_repeat = false;
};
absl::StatusOr<Changes> Decide(const PoolView& view, const BookPlaces& command,
                               const Moment& moment);

// Whether a booking is one that never had places, or lost them by a correction;
// its answer told nobody.
bool NeverHadPlaces(const Booking& booking);

// Cancel a booking, on the wish of its contact or of staff.
struct CancelBooking {
  Booking own;
  CancelReason reason = CancelReason::kContact;
  std::optional<Allotment> allotment;
};
absl::StatusOr<Changes> Decide(const PoolView& view,
                               const CancelBooking& command,
                               const Moment& moment);

// Change who comes: fewer give places back, more need places like a newcomer.
struct ChangePlaces {
  Booking own;
  int64_t places = 0;
  // What its contact said, with the ages of those who come now.
  Answers answers;
  std::optional<Allotment> allotment;
};
absl::StatusOr<Changes> Decide(const PoolView& view,
                               const ChangePlaces& command,
                               const Moment& moment);

// Note who came, from kJoinEarly before the start on.
struct NoteAttendance {
  Booking own;
  // How many marks there are.
  int64_t attendees = 0;
};
absl::StatusOr<Changes> Decide(const Pool& pool, const NoteAttendance& command,
                               const Moment& moment);

// Tell a contact of a live booking, with links that work now.
Changes DecideTell(Booking own);

// The same on its wish, at most once in kRepeatQuiet.
Changes DecideFind(const Booking& own, const Moment& moment);

// What is kept of a contact besides a booking.
struct Belongings {
  std::vector<Booking> bookings;
  std::vector<WaitlistEntry> entries;
};

// Make the links of a booking useless, and those of all else that its contact
// has: each of them leads to all of it.
Changes DecideRevoke(const Booking& own, const Belongings& others,
                     const Moment& moment);

// For how long after booking, and how often, its e-mail address can be put
// right.
inline constexpr absl::Duration kCorrectionTime = absl::Minutes(30);
inline constexpr int64_t kMaxCorrections = 3;

// Put the e-mail address of a booking right, as if it had been given at once.
// One that never had places comes as a newcomer then, and stays without when
// there are none. A contact who has places here gets no more and is told of
// those, as after a repeat; the next correction is not held up by it.
struct CorrectEmail {
  Booking own;
  // What stands for the right contact, how it stands, and the live booking that
  // it has here already.
  std::string contact_key;
  Standing standing = Standing::kWelcome;
  std::optional<Booking> theirs;
  std::optional<Allotment> allotment;
};
// Nothing changes when it is too late, or when the booking was erased.
absl::StatusOr<Changes> Decide(const PoolView& view,
                               const CorrectEmail& command,
                               const Moment& moment);

// Give a booking another e-mail address, or its first, on the wish of staff:
// its places stay, its links do not. Whoever may have no booking here is said.
struct Readdress {
  Booking own;
  // What stands for the right contact, how it stands, and whether it has a live
  // booking here already.
  std::string contact_key;
  Standing standing = Standing::kWelcome;
  bool booked_here = false;
};
// Nothing changes when that is its contact already.
absl::StatusOr<Changes> Decide(const Pool& pool, const Readdress& command,
                               const Moment& moment);

// Change what a booking says of its contact: the decision is whether it may be.
absl::StatusOr<Changes> DecideDetails(const Pool& pool, const Booking& own,
                                      const Moment& moment);

// Move a booking to another session: both pools, or neither.
struct MoveBooking {
  Booking own;
  // Whether the contact has a live booking there already.
  bool booked_there = false;
  // What its channel may sell by itself where it leaves.
  std::optional<Allotment> allotment;
};
struct MoveChanges {
  Changes from;
  Changes to;
};
// Both without those who wait being served: Settle each afterwards.
absl::StatusOr<MoveChanges> DecideMove(const PoolView& from, const PoolView& to,
                                       const MoveBooking& command,
                                       const Moment& moment);

// Place a hold.
struct PlaceHold {
  // As it is to be; its state and expiry are decided here.
  Hold hold;
  // Whether to wait in line for places that others only hold.
  bool wait_in_line = false;
  // A live hold of the same browser in this session, which this one replaces.
  std::optional<Hold> previous;
};
absl::StatusOr<Changes> Decide(const PoolView& view, const PlaceHold& command,
                               const Moment& moment);

// Make a hold last longer, or its turn in line.
struct ExtendHold {
  Hold hold;
};
absl::StatusOr<Changes> Decide(const PoolView& view, const ExtendHold& command,
                               const Moment& moment);

// Give a hold back, or its turn in line.
struct ReleaseHold {
  Hold hold;
};
Changes Decide(const PoolView& view, const ReleaseHold& command,
               const Moment& moment);

// An offer and the entry that has it.
struct OfferedEntry {
  Offer offer;
  WaitlistEntry entry;
};

// Take back what has run out of time.
struct Lapse {
  std::vector<Hold> holds;
  std::vector<OfferedEntry> offers;
};
Changes Decide(const PoolView& view, const Lapse& command,
               const Moment& moment);

// Wait for places. `pools` are those of the sessions that the entry names, or
// of all sessions of its workshop that there are.
struct JoinWaitlist {
  WaitlistEntry entry;
  Answers answers;
  Standing standing = Standing::kWelcome;
  std::vector<Pool> pools;
  // The live entry that the contact has for one of these sessions already.
  std::optional<WaitlistEntry> own;
  // Whether the contact has a live booking in one of these sessions.
  bool booked = false;
};
absl::StatusOr<Changes> Decide(const JoinWaitlist& command,
                               const Moment& moment);

// Wait no longer, without an offer.
Changes DecideLeave(const WaitlistEntry& entry, const Moment& moment);

// The same for an entry with an open offer, whose places go to the next. `view`
// is the offer's pool.
Changes Decide(const PoolView& view, const OfferedEntry& leaving,
               const Moment& moment);

// Turn an offer into a booking, which has no places if unwelcome. One that the
// contact has in the session becomes as large as what is accepted, unless it is
// already.
struct AcceptOffer {
  OfferedEntry offered;
  // As the booking is to be; at most the places offered, and the rest goes on.
  Booking booking;
  Standing standing = Standing::kWelcome;
  std::optional<Booking> own;
};
absl::StatusOr<Changes> Decide(const PoolView& view, const AcceptOffer& command,
                               const Moment& moment);

// Refuse an offer. The entry goes on waiting for what else it named.
struct DeclineOffer {
  OfferedEntry offered;
};
absl::StatusOr<Changes> Decide(const PoolView& view,
                               const DeclineOffer& command,
                               const Moment& moment);

// Set what a channel may sell by itself.
struct SetAllotment {
  Allotment allotment;
  // How many places it is to have; less than it has sold counts as that.
  int64_t places = 0;
};
absl::StatusOr<Changes> Decide(const PoolView& view,
                               const SetAllotment& command,
                               const Moment& moment);

// Take over what scheduling says of the session. When it does not take place,
// `bookings`, `holds`, `offers` and `entries` are all that are live in it, and
// `allotments` those that bookings come out of.
struct ApplySession {
  Session session;
  std::vector<Booking> bookings;
  std::vector<Allotment> allotments;
  std::vector<Hold> holds;
  std::vector<OfferedEntry> offers;
  std::vector<WaitlistEntry> entries;
};
Changes Decide(const PoolView& view, const ApplySession& command,
               const Moment& moment);

// Serve those who wait, after something elsewhere changed for one of them.
Changes Settle(const PoolView& view, const Moment& moment);

// Whether settling a pool that was decided on changes nothing, whoever waits:
// without a free place nobody can be let in, and none collect.
inline bool IsSettled(const Pool& pool) {
  return pool.free() == 0 && pool.queued && !pool.collecting;
}

// Until when an offer of places in this session stands. Its time counts only by
// day, shortens as the session nears, and never passes the booking window.
absl::Time OfferDeadline(const Pool& pool, const Moment& moment);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_DOMAIN_H_
