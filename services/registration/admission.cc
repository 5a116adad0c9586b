#include "services/registration/admission.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"

namespace cwp::registration {
namespace {

std::string WordsForLeft(int64_t left) {
  if (left <= 0) return "this session is full";
  if (left == 1) return "only 1 place is left";
  return absl::StrCat("only ", left, " places are left");
}

Cause CauseOfCancelling(CancelReason reason) {
  switch (reason) {
    case CancelReason::kSession:
      return Cause::kSessionCancelled;
    case CancelReason::kRefused:
      return Cause::kBookingRefused;
    default:
      return Cause::kBookingCancelled;
  }
}

}  // namespace

CancelReason ReasonOfStanding(Standing standing) {
  switch (standing) {
    case Standing::kBlocked:
      return CancelReason::kBlocked;
    case Standing::kAtLimit:
      return CancelReason::kLimit;
    case Standing::kWelcome:
      break;
  }
  return CancelReason::kTooLate;
}

Booking WithoutPlaces(Booking booking, CancelReason reason, absl::Time now) {
  booking.state = BookingState::kCancelled;
  booking.cancel_reason = reason;
  booking.create_time = now;
  booking.update_time = now;
  booking.cancel_time = now;
  return booking;
}

Admission::Admission(const PoolView& view, const Moment& moment)
    : moment_(moment),
      pool_(view.pool),
      shown_(view.pool),
      limits_(view.pool, moment.rules),
      more_wait_(view.more_wait),
      left_out_(view.left_out),
      asker_(view.asker),
      asker_places_(view.of_asker.places) {
  queue_.reserve(view.queue.size());
  for (const Waiter& waiter : view.queue) {
    queue_.push_back({.waiter = waiter, .passed = waiter.passed()});
  }
}

bool Admission::Admits(int64_t places) const {
  if (places > pool_.free()) return false;
  if (more_wait_) return false;
  return std::none_of(queue_.begin(), queue_.end(), [&](const Queued& queued) {
    return Waits(queued) &&
           (Fits(queued) || queued.passed >= moment_.rules.max_passes);
  });
}

bool Admission::MayYetAdmit(int64_t places) const {
  return places <= pool_.capacity - pool_.confirmed - pool_.allotted;
}

absl::Status Admission::CheckAdmits(int64_t places) const {
  if (Admits(places)) return absl::OkStatus();
  const int64_t left = pool_.left();
  if (MayYetAdmit(places)) {
    return FailedPrecondition(
        "PLACES_HELD",
        "the last places are kept for others who have not booked them yet",
        {{"session", absl::StrCat(pool_.session_id)},
         {"left", absl::StrCat(left)}});
  }
  return FailedPrecondition("NOT_ENOUGH_PLACES", WordsForLeft(left),
                            {{"session", absl::StrCat(pool_.session_id)},
                             {"left", absl::StrCat(left)}});
}

std::vector<int64_t> Admission::PassAll() {
  std::vector<int64_t> passed;
  for (Queued& queued : queue_) {
    if (!Waits(queued)) continue;
    ++queued.passed;
    passed.push_back(queued.waiter.id());
  }
  return passed;
}

void Admission::CountHeld(const Hold& hold, int64_t places) {
  if (hold.client_key == asker_) asker_places_ += places;
  for (Queued& queued : queue_) {
    Waiter& waiter = queued.waiter;
    if (waiter.hold != nullptr && waiter.hold->client_key == hold.client_key) {
      waiter.client_places += places;
    }
  }
}

bool Admission::AskerMayHold(int64_t places) const {
  return limits_.MayHold(asker_places_, places);
}

void Admission::Remove(int64_t waiter_id) {
  queue_.erase(std::remove_if(queue_.begin(), queue_.end(),
                              [&](const Queued& queued) {
                                return queued.waiter.id() == waiter_id;
                              }),
               queue_.end());
}

void Admission::Sell(Step& step, const std::optional<Allotment>& allotment,
                     int64_t places) {
  if (places != 0) {
    CWP_CHECK(allotment.has_value(), "an allotment has been sold from");
    step.allotment = *allotment;
    const int64_t everybodys = std::min(allotment->surplus, -places);
    if (everybodys > 0) {
      step.allotment->places -= everybodys;
      step.allotment->surplus -= everybodys;
      pool_.allotted -= everybodys;
    }
    step.allotment->sold += places;
    pool_.allotted -= places;
  }
  step.pool = pool_;
}

void Admission::Free(const Booking& own, CancelReason reason,
                     const std::optional<Allotment>& allotment) {
  changes_.booking = own;
  if (own.state == BookingState::kCancelled) return;
  pool_.confirmed -= own.places;
  CWP_CHECK(pool_.confirmed >= 0, "a pool cannot owe places");
  Booking& booking = *changes_.booking;
  booking.state = BookingState::kCancelled;
  booking.cancel_reason = reason;
  booking.cancel_time = moment_.now;
  booking.update_time = moment_.now;
  booking.from_allotment = 0;
  ++booking.version;
  Step& step = Add(CauseOfCancelling(reason));
  Sell(step, allotment, -own.from_allotment);
  step.booking = booking;
}

void Admission::Repeat(const Booking& own) {
  changes_.booking = own;
  const absl::Time now = moment_.now;
  if (own.repeat_time.has_value() && now - *own.repeat_time < kRepeatQuiet) {
    return;
  }
  changes_.booking->repeat_time = now;
  ++changes_.booking->version;
  Add(Cause::kBookingRepeated).booking = changes_.booking;
}

Step& Admission::Add(Cause cause) {
  Step& step = changes_.steps.emplace_back();
  step.cause = cause;
  step.pool = pool_;
  return step;
}

Changes Admission::Finish() {
  if (AdmitsWaiting(pool_, moment_.now)) {
    for (int next = FindNext(); next >= 0; next = FindNext()) Admit(next);
  }
  return Close();
}

Changes Admission::Close() {
  NoteCollecting();
  changes_.pool = pool_;
  return std::move(changes_);
}

void Admission::TakeOut(const Hold& hold) {
  if (hold.state == HoldState::kHeld) {
    pool_.held -= hold.places;
    CountHeld(hold, -hold.places);
    CWP_CHECK(pool_.held >= 0, "a pool cannot owe places");
  }
  Remove(hold.id);
}

void Admission::EndHold(Hold hold, HoldState state, Cause cause) {
  TakeOut(hold);
  hold.state = state;
  Add(cause).hold = std::move(hold);
}

// Those who wait apart neither keep others back nor count as passed.
bool Admission::Waits(const Queued& queued) const {
  return limits_.IsInTurn(queued.waiter);
}

bool Admission::Fits(const Queued& queued) const {
  return queued.waiter.least() <= pool_.free();
}

int Admission::FindNext() const {
  if (pool_.free() == 0) return -1;
  for (size_t i = 0; i < queue_.size(); ++i) {
    if (!Waits(queue_[i])) continue;
    if (Fits(queue_[i])) return static_cast<int>(i);
    if (queue_[i].passed >= moment_.rules.max_passes) return -1;
  }
  return -1;
}

void Admission::Admit(int index) {
  const Queued admitted = queue_[index];
  std::vector<int64_t> passed;
  for (int i = 0; i < index; ++i) {
    if (!Waits(queue_[i])) continue;
    ++queue_[i].passed;
    passed.push_back(queue_[i].waiter.id());
  }
  queue_.erase(queue_.begin() + index);
  if (admitted.waiter.hold != nullptr) {
    AdmitHold(*admitted.waiter.hold);
  } else {
    AdmitEntry(*admitted.waiter.entry, admitted.passed);
  }
  changes_.steps.back().passed = std::move(passed);
}

void Admission::AdmitHold(const Hold& waiting) {
  pool_.held += waiting.places;
  CountHeld(waiting, waiting.places);
  Hold hold = waiting;
  hold.state = HoldState::kHeld;
  // Its turn may have been extended, but the places are kept from now on.
  hold.extensions = 0;
  hold.expire_time = moment_.now + moment_.rules.hold_time;
  Add(Cause::kHoldAdmitted).hold = std::move(hold);
}

void Admission::AdmitEntry(const WaitlistEntry& waiting, int64_t passed) {
  const int64_t places = std::min(waiting.places, pool_.free());
  CWP_CHECK(places >= waiting.least, "an offer is of enough places");
  pool_.offered += places;
  Offer offer = {.id = moment_.next_id(),
                 .entry_id = waiting.id,
                 .session_id = pool_.session_id,
                 .places = places,
                 .expire_time = OfferDeadline(pool_, moment_),
                 .create_time = moment_.now};
  WaitlistEntry entry = waiting;
  entry.state = EntryState::kOffered;
  entry.passed = passed;
  entry.offer_id = offer.id;
  entry.update_time = moment_.now;
  ++entry.version;
  Step& step = Add(Cause::kOfferMade);
  step.offer = std::move(offer);
  step.entry = std::move(entry);
}

void Admission::NoteCollecting() {
  pool_.collecting =
      pool_.free() > 0 && AdmitsWaiting(pool_, moment_.now) && !Admits(1);
  pool_.queued = left_out_ || newcomer_waits_ || !queue_.empty();
  if (!changes_.steps.empty() && changes_.steps.back().pool.has_value()) {
    changes_.steps.back().pool = pool_;
  } else if (pool_.collecting != shown_.collecting ||
             (pool_.queued && !shown_.queued)) {
    Add(Cause::kQueueChanged);
  }
}

}  // namespace cwp::registration
