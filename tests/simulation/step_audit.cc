#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/time/proto_time.h"
#include "tests/simulation/auditor.h"
#include "tests/simulation/promised.h"

namespace cwp::simulation {

void Auditor::JudgeStep(Step step) {
  JudgeCorrected(step);
  JudgeReaddressed(step);
  JudgeTold(step);
  JudgeEffect(step);
  JudgeTimes(step);
  JudgePeople(step);
  JudgeAdmission(step);
  std::vector<int64_t> taken;
  for (const v1::SeatCount& count : step.pools) {
    taken.push_back(replay_.pools[count.session_id()].taken());
  }
  replay_.Apply(step, faults_);
  for (size_t i = 0; i < step.pools.size(); ++i) {
    JudgeCounts(step.pools[i], taken[i]);
  }
}

// Whatever a command did, no other command with the same request id did.
void Auditor::JudgeEffect(const Step& step) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(step.actor_id, &number)) return;
  const auto sent = sent_.find(number);
  if (sent == sent_.end()) return Fault(step, "nobody asked for it");
  if (sent->second.key.empty()) return;
  Request& request = requests_[sent->second.key];
  if (request.number == 0) {
    request.number = number;
    request.fingerprint = sent->second.fingerprint;
  }
  if (step.booking.has_value()) {
    request.touched.insert(step.booking->booking_id());
  }
  if (step.hold.has_value()) request.touched.insert(step.hold->hold_id());
  if (step.entry.has_value()) {
    request.touched.insert(step.entry->waitlist_entry_id());
  }
  if (request.number != number) {
    Fault(step, absl::StrCat("request of command ", number,
                             " had its effect by command ", request.number));
  }
}

// Who gets places by this step, and whether it was their turn.
void Auditor::JudgeAdmission(const Step& step) {
  const std::string& cause = step.cause;
  if (cause == "hold_admitted") {
    return JudgeWaiter(step, step.hold->hold_id(), step.hold->places());
  }
  if (cause == "offer_made") {
    return JudgeWaiter(step, step.offer->waitlist_entry_id(),
                       step.offer->places());
  }
  if (step.booking.has_value()) {
    const auto before = replay_.bookings.find(step.booking->booking_id());
    const int64_t sold =
        before == replay_.bookings.end() ? 0 : before->second.from_allotment;
    if (step.booking->from_allotment() > sold &&
        replay_.pools[step.session_id()].over()) {
      Fault(step, "an allotment was sold of while its session is over");
    }
  }
  int64_t places = 0;
  if (cause == "hold_placed") {
    places = step.hold->places();
  } else if (cause == "booking_created") {
    places = step.booking->places() - step.booking->from_allotment();
    if (step.hold.has_value()) {
      places -= std::min<int64_t>(replay_.holds[step.hold->hold_id()].places,
                                  step.booking->places());
    }
  } else if (cause == "booking_changed") {
    const SeenBooking& before = replay_.bookings[step.booking->booking_id()];
    places = step.booking->places() - before.places -
             (step.booking->from_allotment() - before.from_allotment);
    const bool grows = step.booking->places() > before.places;
    if (grows && !IsOpen(replay_.pools[step.session_id()], now_)) {
      Fault(step, "a booking got more places of a session that is not open");
    }
  } else if (cause == "email_corrected") {
    const bool live = step.booking->state() == v1::Booking::CONFIRMED;
    const SeenBooking& before = replay_.bookings[step.booking->booking_id()];
    if (live && !before.live) {
      places = step.booking->places() - step.booking->from_allotment();
    }
  } else if (cause == "booking_moved") {
    places = step.booking.has_value() ? step.booking->places() : 0;
  } else if (cause == "allotment_changed") {
    const v1::AllotmentChange& change = *step.allotment;
    places = change.places() -
             replay_.allotments[{change.session_id(), change.channel()}].places;
  }
  if (places > 0) return JudgeNewcomer(step, step.session_id(), places);
  if (!step.passed.empty()) Fault(step, "somebody was passed by nobody");
}

void Auditor::JudgeNewcomer(const Step& step, int64_t session_id,
                            int64_t places) {
  const SeenPool& pool = replay_.pools[session_id];
  if (!order_.Admits(pool, places)) {
    Fault(step, absl::StrCat("a newcomer got ", places, " places of ",
                             pool.free(), " before those who wait: ",
                             absl::StrJoin(order_.Waiting(pool), ", ")));
  }
  const bool any_time = step.cause == "allotment_changed";
  if (any_time ? !IsToCome(pool, now_) : !IsOpen(pool, now_)) {
    Fault(step, "a newcomer got places of a session that is not open");
  }
  if (step.cause == "hold_placed" &&
      !order_.MayHold(pool, step.hold->hold_id(), places)) {
    Fault(step, "a client holds more than it may");
  }
  JudgePassed(step, order_.Waiting(pool));
}

void Auditor::JudgeWaiter(const Step& step, int64_t id, int64_t places) {
  const SeenPool& pool = replay_.pools[step.session_id()];
  if (order_.Next(pool) != id) {
    Fault(step,
          absl::StrCat(id, " was let in, but ", order_.Next(pool), " is next"));
  }
  if (!ServesWaiting(pool, now_)) {
    Fault(step, "somebody was let into a session that is not open");
  }
  if (step.offer.has_value()) {
    const SeenEntry& entry = replay_.entries[id];
    if (places != std::min(entry.places, pool.free())) {
      Fault(step, absl::StrCat("the offer is of ", places, " places of ",
                               pool.free()));
    }
    const absl::Time until = ToTime(step.offer->expire_time());
    if (!StandsAsPromised(now_, until, pool.said, rules_)) {
      Fault(step,
            absl::StrCat("the offer stands until ", absl::FormatTime(until)));
    }
  }
  std::vector<int64_t> passed = order_.Waiting(pool);
  const auto own = std::find(passed.begin(), passed.end(), id);
  passed.erase(own, passed.end());
  JudgePassed(step, std::move(passed));
}

void Auditor::JudgePassed(const Step& step, std::vector<int64_t> passed) {
  replay_.Pass(passed);
  for (const int64_t id : passed) {
    if (order_.PassedOf(id) > rules_.max_passes) {
      Fault(step, absl::StrCat(id, " was passed too often"));
    }
  }
  std::vector<int64_t> told = step.passed;
  std::sort(told.begin(), told.end());
  std::sort(passed.begin(), passed.end());
  if (told != passed) {
    Fault(step, absl::StrCat("passed were ", absl::StrJoin(passed, ", "),
                             ", told are ", absl::StrJoin(told, ", ")));
  }
}

// Nothing lapses early or late, and what has lapsed is of no use.
void Auditor::JudgeTimes(const Step& step) {
  const std::string& cause = step.cause;
  if (step.hold.has_value()) {
    const SeenHold& hold = replay_.holds[step.hold->hold_id()];
    const bool up = hold.expire_time <= now_;
    if (cause == "hold_lapsed" && !up) Fault(step, "it lapsed early");
    if ((cause == "hold_extended" || cause == "booking_created") && up) {
      Fault(step, "the hold had lapsed");
    }
    if (hold.extensions > rules_.max_extensions) {
      Fault(step, "it was extended too often");
    }
    const bool begins = cause == "hold_placed" || cause == "hold_queued" ||
                        cause == "hold_admitted" || cause == "hold_extended";
    const absl::Time until = ToTime(step.hold->expire_time());
    if (until != (begins ? now_ + kPromisedHold : hold.expire_time)) {
      Fault(step, "it does not last for its time");
    }
  }
  if (step.offer.has_value()) {
    const SeenOffer& offer = replay_.offers[step.offer->offer_id()];
    const bool up = offer.expire_time <= now_;
    if (cause == "offer_lapsed" && !up) Fault(step, "it lapsed early");
    const bool taken = cause == "offer_accepted" || cause == "booking_refused";
    if (taken && (up || !IsToCome(replay_.pools[step.session_id()], now_))) {
      Fault(step, "the offer stood no more");
    }
    const Known* asked = AskedBy(step);
    const bool answered = taken || cause == "offer_declined";
    if (answered && asked != nullptr && asked->offer_id != 0 &&
        asked->offer_id != step.offer->offer_id()) {
      Fault(step, "another offer was answered");
    }
  }
  if (cause == "booking_created" && step.hold.has_value() &&
      !IsToCome(replay_.pools[step.session_id()], now_)) {
    Fault(step, "the session has begun or does not take place");
  }
  JudgeNewBooking(step);
}

// Those of sessions that are not over.
int64_t Auditor::CountBookings(const Keys& whom) const {
  int64_t count = 0;
  for (const auto& [id, pool] : replay_.pools) {
    if (now_ >= pool.said.end()) continue;
    count += pool.CountBookings(whom.contact, whom.channel);
  }
  return count;
}

// Whether the contact may have one more booking.
void Auditor::JudgeNewBooking(const Step& step) {
  if (!step.booking.has_value()) return;
  const int64_t id = step.booking->booking_id();
  if (replay_.bookings[id].revision != 0) return;
  const Keys& whom = replay_.KeysOf(id);
  const int64_t session_id = step.booking->session_id();
  if (step.cause == "booking_created" || step.cause == "offer_accepted") {
    if (!MayHavePlaces(whom, session_id)) {
      Fault(step, "the contact may have no places here");
    }
  } else if (step.cause == "booking_refused") {
    const bool to_be_had = AdmitsNewcomer(session_id, step.booking->channel(),
                                          step.booking->places());
    if (!IsRightReason(step, whom, session_id, to_be_had)) {
      Fault(step, "the contact is left without places for no reason");
    }
  } else {
    Fault(step, "no cause for a new booking");
  }
}

void Auditor::JudgeCounts(const v1::SeatCount& count, int64_t taken_before) {
  const SeenPool& pool = replay_.pools[count.session_id()];
  const std::string where = absl::StrCat(
      "session ", count.session_id(), " at revision ", count.revision(), ": ");
  if (count.confirmed() != pool.confirmed || count.held() != pool.held ||
      count.offered() != pool.offered || count.allotted() != pool.allotted) {
    AddFault(absl::StrCat(where, "counted ", pool.confirmed, "+", pool.held,
                          "+", pool.offered, "+", pool.allotted, ", told ",
                          count.ShortDebugString()));
  }
  const int64_t capacity = count.capacity();
  if (pool.taken() > std::max(capacity, taken_before)) {
    AddFault(absl::StrCat(where, pool.taken(), " of ", capacity,
                          " places are taken, and were ", taken_before));
  }
  const int64_t over = std::max<int64_t>(0, pool.taken() - capacity);
  if (count.over() != over) AddFault(absl::StrCat(where, "it is over"));
}

// After a group nobody is left waiting who should have been served, and what is
// told of places that are left is so.
void Auditor::JudgeIdle() {
  for (const auto& [id, pool] : replay_.pools) {
    if (pool.count.session_state() == "CANCELLED" && !pool.queue.empty()) {
      AddFault(absl::StrCat("session ", id, " is cancelled, and ",
                            pool.queue.begin()->second, " waits for it"));
    }
    if (!ServesWaiting(pool, now_)) continue;
    const int64_t next = order_.Next(pool);
    if (next != 0) {
      AddFault(absl::StrCat("session ", id, ": ", pool.free(),
                            " places idle though ", next, " would fit"));
    }
    if (pool.count.left() != order_.Left(pool, now_)) {
      AddFault(absl::StrCat("session ", id, ": ", order_.Left(pool, now_),
                            " places are left, told ",
                            pool.count.ShortDebugString()));
    }
    if (!pool.queue.empty() && !pool.count.queued()) {
      AddFault(absl::StrCat("session ", id, ": somebody waits, untold"));
    }
  }
}

}  // namespace cwp::simulation
