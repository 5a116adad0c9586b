#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/admission.h"
#include "services/registration/domain.h"

namespace cwp::registration {
namespace {

absl::Status CheckOfferStands(const Offer& offer, absl::Time now) {
  if (offer.state == OfferState::kOpen && now < offer.expire_time) {
    return absl::OkStatus();
  }
  return FailedPrecondition("OFFER_LAPSED",
                            "this offer does not stand any more");
}

absl::Status CheckCanWait(const JoinWaitlist& command, absl::Time now) {
  // Who waits for any session waits for those to come as well.
  if (command.entry.topic) return absl::OkStatus();
  bool too_small = true;
  for (const Pool& pool : command.pools) {
    RETURN_IF_ERROR(CheckNotStarted(pool, now));
    if (now >= pool.booking_close_time) {
      return FailedPrecondition("BOOKING_CLOSED",
                                "bookings for this session have closed");
    }
    if (command.entry.least <= pool.capacity) too_small = false;
  }
  if (!too_small) return absl::OkStatus();
  return FailedPrecondition("PARTY_TOO_LARGE",
                            "this session will never have so many places");
}

// Whether what it waits for is one session, whose places are only held.
bool WaitsForHeld(const JoinWaitlist& command, absl::Time now) {
  return !command.entry.topic && command.pools.size() == 1 &&
         AreOnlyHeld(command.pools.front(), command.entry.least, now);
}

// The entry without the session of an offer that came to nothing.
WaitlistEntry WithoutSession(WaitlistEntry entry, int64_t session_id,
                             EntryState when_none_left, absl::Time now) {
  entry.session_ids.erase(std::remove(entry.session_ids.begin(),
                                      entry.session_ids.end(), session_id),
                          entry.session_ids.end());
  const bool waits = entry.topic || !entry.session_ids.empty();
  entry.state = waits ? EntryState::kWaiting : when_none_left;
  entry.update_time = now;
  ++entry.version;
  return entry;
}

WaitlistEntry Left(WaitlistEntry entry, absl::Time now) {
  entry.state = EntryState::kLeft;
  entry.update_time = now;
  ++entry.version;
  return entry;
}

// Takes an offer's places out of the pool.
Step& EndOffer(Admission& admission, const Offer& offer, OfferState state,
               Cause cause) {
  admission.pool().offered -= offer.places;
  CWP_CHECK(admission.pool().offered >= 0, "a pool cannot owe places");
  Step& step = admission.Add(cause);
  step.offer = offer;
  step.offer->state = state;
  return step;
}

// Cancels a booking with its session, and gives its channel's allotment back
// what it came out of.
void FreeOfSession(Admission& admission, const Booking& booking,
                   std::vector<Allotment>& allotments) {
  const auto own = std::find_if(allotments.begin(), allotments.end(),
                                [&](const Allotment& allotment) {
                                  return allotment.channel == booking.channel;
                                });
  if (own == allotments.end()) {
    admission.Free(booking, CancelReason::kSession, std::nullopt);
    return;
  }
  admission.Free(booking, CancelReason::kSession, *own);
  const std::optional<Allotment>& left =
      admission.changes().steps.back().allotment;
  if (left.has_value()) *own = *left;
}

// What a contact has already becomes as large as what it accepts.
Booking Raised(const Booking& own, int64_t places, absl::Time now) {
  Booking booking = own;
  booking.places = places;
  booking.update_time = now;
  ++booking.version;
  return booking;
}

}  // namespace

absl::StatusOr<Changes> Decide(const JoinWaitlist& command,
                               const Moment& moment) {
  RETURN_IF_ERROR(CheckCanWait(command, moment.now));
  RETURN_IF_ERROR(CheckEligible(command.answers));
  Changes changes;
  Step step = {.cause = Cause::kWaitlistJoined};
  if (command.own.has_value()) {
    changes.entry = command.own;
    const std::optional<absl::Time> last = command.own->repeat_time;
    if (last.has_value() && moment.now - *last < kRepeatQuiet) return changes;
    step.cause = Cause::kWaitlistRepeated;
    changes.entry->repeat_time = moment.now;
    ++changes.entry->version;
  } else {
    changes.entry = command.entry;
    changes.entry->create_time = moment.now;
    if (command.booked || command.standing != Standing::kWelcome) {
      step.cause =
          command.booked ? Cause::kWaitlistRepeated : Cause::kWaitlistEnded;
      changes.entry->state = EntryState::kEnded;
    } else {
      step.places_held = WaitsForHeld(command, moment.now);
    }
  }
  changes.entry->update_time = moment.now;
  step.entry = changes.entry;
  changes.steps.push_back(std::move(step));
  return changes;
}

Changes DecideLeave(const WaitlistEntry& entry, const Moment& moment) {
  CWP_CHECK(entry.state != EntryState::kOffered, "its offer is to end with it");
  Changes changes;
  changes.entry = entry;
  if (!entry.live()) return changes;
  changes.entry = Left(entry, moment.now);
  changes.steps.push_back({.cause = Cause::kWaitlistLeft});
  changes.steps.back().entry = changes.entry;
  return changes;
}

Changes Decide(const PoolView& view, const OfferedEntry& leaving,
               const Moment& moment) {
  Admission admission(view, moment);
  Step& step = EndOffer(admission, leaving.offer, OfferState::kWithdrawn,
                        Cause::kWaitlistLeft);
  step.entry = Left(leaving.entry, moment.now);
  admission.changes().entry = step.entry;
  return admission.Finish();
}

absl::StatusOr<Changes> Decide(const PoolView& view, const AcceptOffer& command,
                               const Moment& moment) {
  const auto& [offer, waiting] = command.offered;
  RETURN_IF_ERROR(CheckNotStarted(view.pool, moment.now));
  RETURN_IF_ERROR(CheckOfferStands(offer, moment.now));
  if (command.booking.places > offer.places) {
    return FailedPrecondition("NOT_ENOUGH_PLACES",
                              "the offer is of fewer places");
  }
  Admission admission(view, moment);
  WaitlistEntry entry = waiting;
  entry.state = EntryState::kBooked;
  entry.update_time = moment.now;
  ++entry.version;
  const std::optional<Booking>& own = command.own;
  const int64_t more =
      command.booking.places - (own.has_value() ? own->places : 0);
  const bool refused =
      !own.has_value() && command.standing != Standing::kWelcome;
  Step& step =
      EndOffer(admission, offer, OfferState::kAccepted,
               refused ? Cause::kBookingRefused : Cause::kOfferAccepted);
  step.entry = entry;
  admission.changes().entry = std::move(entry);
  if (own.has_value() && more <= 0) {
    // It has as many already, and is told so.
    admission.Repeat(*own);
    return admission.Finish();
  }
  Booking booking = command.booking;
  if (refused) {
    booking = WithoutPlaces(std::move(booking),
                            ReasonOfStanding(command.standing), moment.now);
  } else if (own.has_value()) {
    booking = Raised(*own, booking.places, moment.now);
  } else {
    booking.create_time = moment.now;
    booking.update_time = moment.now;
  }
  if (!refused) admission.pool().confirmed += more;
  step.pool = admission.pool();
  step.booking = booking;
  admission.changes().booking = std::move(booking);
  return admission.Finish();
}

absl::StatusOr<Changes> Decide(const PoolView& view,
                               const DeclineOffer& command,
                               const Moment& moment) {
  const auto& [offer, entry] = command.offered;
  RETURN_IF_ERROR(CheckOfferStands(offer, moment.now));
  Admission admission(view, moment);
  Step& step =
      EndOffer(admission, offer, OfferState::kDeclined, Cause::kOfferDeclined);
  step.entry =
      WithoutSession(entry, offer.session_id, EntryState::kLeft, moment.now);
  admission.changes().entry = step.entry;
  return admission.Finish();
}

Changes Decide(const PoolView& view, const Lapse& command,
               const Moment& moment) {
  Admission admission(view, moment);
  for (const Hold& hold : command.holds) {
    admission.EndHold(hold, HoldState::kLapsed, Cause::kHoldLapsed);
  }
  for (const auto& [offer, entry] : command.offers) {
    EndOffer(admission, offer, OfferState::kLapsed, Cause::kOfferLapsed).entry =
        WithoutSession(entry, offer.session_id, EntryState::kLeft, moment.now);
  }
  return admission.Finish();
}

// Those who wait for a session that does not take place wait for what else they
// named, if anything.
Changes Decide(const PoolView& view, const ApplySession& command,
               const Moment& moment) {
  PoolView before = view;
  Pool& pool = before.pool;
  const Session& session = command.session;
  pool.session_id = session.id;
  pool.workshop_id = session.workshop_id;
  pool.session_state = session.state;
  pool.booking_open_time = session.booking_open_time;
  pool.booking_close_time = session.booking_close_time;
  pool.start_time = session.start();
  pool.end_time = session.end();
  pool.capacity = session.capacity;
  pool.attendees = session.attendees;
  Admission admission(before, moment);
  admission.Add(Cause::kSessionChanged).session = session;
  if (session.state != SessionState::kCancelled) return admission.Finish();
  for (const Hold& hold : command.holds) {
    admission.EndHold(hold, HoldState::kReleased, Cause::kHoldReleased);
  }
  for (const auto& [offer, entry] : command.offers) {
    EndOffer(admission, offer, OfferState::kWithdrawn, Cause::kOfferWithdrawn)
        .entry =
        WithoutSession(entry, session.id, EntryState::kEnded, moment.now);
  }
  for (const WaitlistEntry& entry : command.entries) {
    admission.Remove(entry.id);
    Step& step = admission.Add(Cause::kWaitlistEnded);
    step.entry =
        WithoutSession(entry, session.id, EntryState::kEnded, moment.now);
    // One with an offer elsewhere still has that.
    if (entry.state == EntryState::kOffered) step.entry->state = entry.state;
  }
  std::vector<Allotment> allotments = command.allotments;
  for (const Booking& booking : command.bookings) {
    FreeOfSession(admission, booking, allotments);
  }
  return admission.Finish();
}

}  // namespace cwp::registration
