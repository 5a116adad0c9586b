#include "services/registration/domain.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/admission.h"
#include "services/registration/eligibility.h"

namespace cwp::registration {
namespace {

// What of a booking's places its channel's allotment gives; the rest comes out
// of what is free to everybody. While a lowered capacity is passed, nobody is
// let in.
int64_t FromAllotment(const Pool& pool,
                      const std::optional<Allotment>& allotment,
                      int64_t places) {
  const bool sells = allotment.has_value() && pool.over() == 0;
  return sells ? std::min(allotment->unsold(), places) : 0;
}

// Keeps a booking that never had places.
void Refuse(Admission& admission, const Booking& booking, CancelReason reason) {
  Booking kept = WithoutPlaces(booking, reason, admission.moment().now);
  admission.changes().booking = kept;
  admission.Add(Cause::kBookingRefused).booking = std::move(kept);
}

// Books what is known to be there: `kept` places of it are the hold's.
void Confirm(Admission& admission, const BookPlaces& command, int64_t kept) {
  const absl::Time now = admission.moment().now;
  Booking booking = command.booking;
  booking.create_time = now;
  booking.update_time = now;
  booking.from_allotment =
      FromAllotment(admission.pool(), command.allotment, booking.places - kept);
  const bool as_newcomer = booking.places - kept > booking.from_allotment;
  // Before the hold goes, and its client may hold more.
  std::vector<int64_t> passed;
  if (as_newcomer) passed = admission.PassAll();
  if (kept > 0) admission.TakeOut(*command.hold);
  admission.pool().confirmed += booking.places;
  admission.changes().booking = booking;
  Step& step = admission.Add(Cause::kBookingCreated);
  admission.Sell(step, command.allotment, booking.from_allotment);
  step.passed = std::move(passed);
  if (kept > 0) {
    step.hold = command.hold;
    step.hold->state = HoldState::kConfirmed;
  }
  step.booking = std::move(booking);
}

// Whether a newcomer like this booking would be let in.
bool AdmitsNow(const Admission& admission, const Booking& booking,
               const std::optional<Allotment>& allotment) {
  const int64_t more =
      booking.places -
      FromAllotment(admission.pool(), allotment, booking.places);
  return CheckOpen(admission.pool(), admission.moment().now).ok() &&
         (more == 0 || admission.Admits(more));
}

// Gives a booking that never had places what it asked for, now that it has the
// right address.
void GivePlaces(Admission& admission, Booking booking,
                const std::optional<Allotment>& allotment) {
  booking.state = BookingState::kConfirmed;
  booking.cancel_reason = CancelReason::kNone;
  booking.cancel_time.reset();
  ++booking.version;
  booking.from_allotment =
      FromAllotment(admission.pool(), allotment, booking.places);
  std::vector<int64_t> passed;
  if (booking.places > booking.from_allotment) passed = admission.PassAll();
  admission.pool().confirmed += booking.places;
  Step& step = admission.Add(Cause::kEmailCorrected);
  admission.Sell(step, allotment, booking.from_allotment);
  step.passed = std::move(passed);
  step.booking = booking;
  admission.changes().booking = std::move(booking);
}

bool Keeps(const std::optional<Hold>& hold, const Booking& booking,
           absl::Time now) {
  return hold.has_value() && hold->state == HoldState::kHeld &&
         hold->session_id == booking.session_id && hold->expire_time > now;
}

}  // namespace

// Places are counted before the contact is looked at: a repeat on a full
// session is refused like anybody else, so that the answer tells nobody who has
// booked.
absl::StatusOr<Changes> Decide(const PoolView& view, const BookPlaces& command,
                               const Moment& moment) {
  Admission admission(view, moment);
  const Booking& booking = command.booking;
  const int64_t kept = Keeps(command.hold, booking, moment.now)
                           ? std::min(command.hold->places, booking.places)
                           : 0;
  // What is set aside may be booked after bookings closed, and nothing beyond.
  RETURN_IF_ERROR(kept == booking.places
                      ? CheckNotStarted(view.pool, moment.now)
                      : CheckOpen(view.pool, moment.now));
  RETURN_IF_ERROR(CheckEligible(command.answers));
  // Whoever books gives their own turn in line up.
  const bool own_turn = command.hold.has_value() && command.hold->live() &&
                        command.hold->state == HoldState::kInLine &&
                        command.hold->session_id == booking.session_id;
  if (own_turn) {
    admission.EndHold(*command.hold, HoldState::kReleased,
                      Cause::kHoldReleased);
  }
  const int64_t more =
      booking.places - kept -
      FromAllotment(view.pool, command.allotment, booking.places - kept);
  if (more > 0) RETURN_IF_ERROR(admission.CheckAdmits(more));

  const bool welcome =
      !command.own.has_value() && command.standing == Standing::kWelcome;
  if (welcome) {
    Confirm(admission, command, kept);
  } else if (command.own.has_value()) {
    admission.Repeat(*command.own);
    if (command.keeps_repeat) {
      Refuse(admission, booking, CancelReason::kRepeat);
    }
  } else {
    Refuse(admission, booking, ReasonOfStanding(command.standing));
  }
  // A hold whose places are no use any more. One whose places would have been
  // booked ends as if they were, for whoever placed it sees its state.
  const bool left_over = command.hold.has_value() && command.hold->live() &&
                         command.hold->session_id == booking.session_id &&
                         !own_turn && (!welcome || kept == 0);
  if (left_over) {
    admission.EndHold(*command.hold,
                      kept > 0 ? HoldState::kConfirmed : HoldState::kReleased,
                      Cause::kHoldReleased);
  }
  return admission.Finish();
}

bool NeverHadPlaces(const Booking& booking) {
  return booking.cancel_reason == CancelReason::kBlocked ||
         booking.cancel_reason == CancelReason::kLimit ||
         booking.cancel_reason == CancelReason::kTooLate ||
         booking.cancel_reason == CancelReason::kRepeat;
}

absl::StatusOr<Changes> Decide(const PoolView& view,
                               const CancelBooking& command,
                               const Moment& moment) {
  const Booking& own = command.own;
  const bool refused = command.reason == CancelReason::kRefused;
  if (own.state == BookingState::kConfirmed && !refused) {
    RETURN_IF_ERROR(CheckNotEnded(view.pool, moment.now));
  }
  Admission admission(view, moment);
  admission.Free(own, command.reason, command.allotment);
  return admission.Finish();
}

absl::StatusOr<Changes> Decide(const PoolView& view,
                               const ChangePlaces& command,
                               const Moment& moment) {
  RETURN_IF_ERROR(CheckLive(view.pool, command.own, moment.now));
  // Whoever gives places back is not asked.
  if (command.places >= command.own.places) {
    RETURN_IF_ERROR(CheckEligible(command.answers));
  }
  Admission admission(view, moment);
  const int64_t more = command.places - command.own.places;
  const int64_t unsold = command.own.from_allotment - command.places;
  const int64_t sold = more > 0
                           ? FromAllotment(view.pool, command.allotment, more)
                           : -std::max<int64_t>(0, unsold);
  if (more > 0) RETURN_IF_ERROR(CheckOpen(view.pool, moment.now));
  if (more - sold > 0) RETURN_IF_ERROR(admission.CheckAdmits(more - sold));
  Booking booking = command.own;
  booking.places = command.places;
  booking.from_allotment += sold;
  booking.update_time = moment.now;
  ++booking.version;
  admission.pool().confirmed += more;
  Step& step = admission.Add(Cause::kBookingChanged);
  admission.Sell(step, command.allotment, sold);
  if (more - sold > 0) step.passed = admission.PassAll();
  step.booking = booking;
  admission.changes().booking = std::move(booking);
  return admission.Finish();
}

absl::StatusOr<Changes> Decide(const PoolView& view,
                               const CorrectEmail& command,
                               const Moment& moment) {
  const Booking& own = command.own;
  Admission admission(view, moment);
  Changes& changes = admission.changes();
  changes.booking = own;
  if (moment.now >= own.create_time + kCorrectionTime ||
      own.corrections >= kMaxCorrections ||
      command.contact_key == own.contact_key) {
    return admission.Finish();
  }
  const bool live = own.state == BookingState::kConfirmed;
  const bool off = view.pool.session_state == SessionState::kCancelled;
  if (!live && (off || !NeverHadPlaces(own))) return BookingIsCancelled();
  if (!own.contact_kept) return admission.Finish();
  const bool booked = command.theirs.has_value();
  const bool welcome = !booked && command.standing == Standing::kWelcome;
  const CancelReason reason =
      booked ? CancelReason::kRepeat : ReasonOfStanding(command.standing);
  Booking booking = own;
  booking.contact_key = command.contact_key;
  booking.update_time = moment.now;
  ++booking.generation;
  ++booking.corrections;
  if (live && !welcome) {
    admission.Free(booking, reason, command.allotment);
  } else if (!live && welcome &&
             AdmitsNow(admission, booking, command.allotment)) {
    GivePlaces(admission, std::move(booking), command.allotment);
  } else {
    if (!live) booking.cancel_reason = reason;
    ++booking.version;
    admission.Add(Cause::kEmailCorrected).booking = booking;
    changes.booking = std::move(booking);
  }
  if (booked) {
    std::optional<Booking> corrected = std::move(changes.booking);
    admission.Repeat(*command.theirs);
    changes.booking = std::move(corrected);
  }
  return admission.Finish();
}

absl::StatusOr<MoveChanges> DecideMove(const PoolView& from, const PoolView& to,
                                       const MoveBooking& command,
                                       const Moment& moment) {
  const Booking& own = command.own;
  CWP_CHECK(from.pool.session_id != to.pool.session_id,
            "a booking moves between two sessions");
  RETURN_IF_ERROR(CheckLive(from.pool, own, moment.now));
  RETURN_IF_ERROR(CheckOpen(to.pool, moment.now));
  if (from.pool.workshop_id != to.pool.workshop_id) {
    return FailedPrecondition("OTHER_WORKSHOP",
                              "the other session is of another workshop");
  }
  Admission target(to, moment);
  RETURN_IF_ERROR(target.CheckAdmits(own.places));
  if (command.booked_there) return ContactAlreadyBooked();
  Booking booking = own;
  booking.session_id = to.pool.session_id;
  booking.from_allotment = 0;
  booking.update_time = moment.now;
  ++booking.version;
  target.pool().confirmed += own.places;
  Step& taken = target.Add(Cause::kBookingMoved);
  taken.passed = target.PassAll();
  taken.booking = booking;
  target.changes().booking = std::move(booking);

  Admission left(from, moment);
  left.pool().confirmed -= own.places;
  CWP_CHECK(left.pool().confirmed >= 0, "a pool cannot owe places");
  Step& freed = left.Add(Cause::kBookingMoved);
  left.Sell(freed, command.allotment, -own.from_allotment);
  return MoveChanges{.from = left.Close(), .to = target.Close()};
}

absl::StatusOr<Changes> Decide(const PoolView& view,
                               const SetAllotment& command,
                               const Moment& moment) {
  RETURN_IF_ERROR(CheckNotStarted(view.pool, moment.now));
  Admission admission(view, moment);
  Allotment allotment = command.allotment;
  const int64_t places = std::max(command.places, allotment.sold);
  const int64_t more = places - allotment.places;
  if (more > 0) RETURN_IF_ERROR(admission.CheckAdmits(more));
  const int64_t surplus = places - command.places;
  const bool changes = more != 0 || surplus != allotment.surplus;
  allotment.places = places;
  allotment.surplus = surplus;
  admission.pool().allotted += more;
  if (changes) {
    Step& step = admission.Add(Cause::kAllotmentChanged);
    if (more > 0) step.passed = admission.PassAll();
    step.allotment = std::move(allotment);
  }
  return admission.Finish();
}

Changes Settle(const PoolView& view, const Moment& moment) {
  return Admission(view, moment).Finish();
}

}  // namespace cwp::registration
