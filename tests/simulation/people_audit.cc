#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/time/proto_time.h"
#include "tests/simulation/auditor.h"
#include "tests/simulation/notices.h"
#include "tests/simulation/promised.h"

namespace cwp::simulation {

const Auditor::Known* Auditor::AskedBy(const Step& step) const {
  int64_t number = 0;
  if (!absl::SimpleAtoi(step.actor_id, &number)) return nullptr;
  const auto sent = sent_.find(number);
  return sent == sent_.end() ? nullptr : &sent->second;
}

void Auditor::JudgePeople(const Step& step) {
  JudgeErased(step);
  JudgeChanged(step);
  JudgeNotice(step);
  const Known* asked = AskedBy(step);
  // Others get the places that it frees.
  const bool lets_in = step.cause == "offer_made";
  const bool about_others =
      asked != nullptr && asked->erases && !lets_in &&
      ((step.booking.has_value() &&
        replay_.bookings[step.booking->booking_id()].contact !=
            asked->contact) ||
       (step.entry.has_value() &&
        replay_.entries[step.entry->waitlist_entry_id()].contact !=
            asked->contact));
  if (about_others) Fault(step, "it is not of the contact who is erased");
}

// A booking is changed as its caller has read it; and what is said of a contact
// tells nobody anything.
void Auditor::JudgeChanged(const Step& step) {
  const bool details = step.cause == "details_changed";
  const Known* asked = AskedBy(step);
  if (!step.booking.has_value() || asked == nullptr) {
    if (details) Fault(step, "nobody asked for it");
    return;
  }
  const int64_t id = step.booking->booking_id();
  const SeenBooking& before = replay_.bookings[id];
  if (id == asked->resource_id &&
      asked->if_revision.value_or(before.revision) != before.revision) {
    Fault(step, "it was changed since its caller read it");
  }
  if (!details) return;
  if (!asked->details || id != asked->resource_id) {
    Fault(step, "its caller asked for something else");
  }
  if (!before.live || !IsToCome(replay_.pools[before.session_id], now_) ||
      step.booking->version() != before.version) {
    Fault(step, "it is over, or its contact is told");
  }
}

// A notice goes to those of its session, in a minute, and not too often; until
// then it can be taken back.
void Auditor::JudgeNotice(const Step& step) {
  if (!step.notice.has_value()) return;
  const v1::NoticeChange& change = *step.notice;
  const int64_t id = change.notice_id();
  const Known* asked = AskedBy(step);
  if (asked == nullptr || asked->notice_id != id) {
    return Fault(step, "nobody asked for it");
  }
  const auto before = replay_.notices.find(id);
  if (before != replay_.notices.end()) {
    const registration::Notice& written = before->second.notice;
    if (change.state() != v1::Notice::TAKEN_BACK ||
        written.state != registration::NoticeState::kWritten ||
        now_ >= written.send_time ||
        ToTime(change.send_time()) != written.send_time) {
      Fault(step, "it was taken back too late, or twice");
    }
    return;
  }
  const registration::Notice& wanted = replay_.AskedOf(id);
  const registration::Recipients meant = MeantBy(replay_, wanted);
  std::vector<int64_t> bookings(change.booking_ids().begin(),
                                change.booking_ids().end());
  std::vector<int64_t> entries(change.waitlist_entry_ids().begin(),
                               change.waitlist_entry_ids().end());
  std::sort(bookings.begin(), bookings.end());
  std::sort(entries.begin(), entries.end());
  if (bookings != meant.bookings || entries != meant.entries ||
      bookings.size() + entries.size() == 0) {
    Fault(step, "it is not to those who are meant");
  }
  if (change.state() != v1::Notice::WRITTEN ||
      change.session_id() != wanted.session_id ||
      ToTime(change.send_time()) != now_ + kNoticeWaits) {
    Fault(step, "it is not as it was asked for, a minute from now");
  }
  if (AreTooMany(replay_, wanted, now_)) {
    Fault(step, "too many were written lately");
  }
}

// A contact is told again of its own bookings alone, and not all the time; but
// of new links, however often staff make the old ones useless.
void Auditor::JudgeTold(Step& step) {
  const bool found = step.cause == "booking_found";
  if (!found && step.cause != "booking_repeated") return;
  const int64_t id = step.booking->booking_id();
  const SeenBooking& booking = replay_.bookings[id];
  const Known* asked = AskedBy(step);
  if (!booking.live ||
      (found && now_ >= replay_.pools[booking.session_id].said.end())) {
    Fault(step, "there is nothing to tell of it");
  }
  step.sent = found && asked != nullptr && asked->sends_new;
  if (step.sent) {
    sent_by_[asked->number].insert(id);
    if (replay_.bookings[asked->resource_id].contact != booking.contact ||
        booking.erased) {
      Fault(step, "its links are those of somebody else");
    }
    return;
  }
  if (asked == nullptr || asked->finds != found ||
      asked->contact != booking.contact) {
    Fault(step, "its contact did not ask");
  }
  if (now_ - booking.told_time < kPromisedQuiet) {
    Fault(step, "it was told just now");
  }
}

// A correction is of the booking that was asked for, makes no second one, comes
// soon and seldom, and gives nobody what they would not have got at once.
void Auditor::JudgeCorrected(Step& step) {
  const Known* asked = AskedBy(step);
  if (asked == nullptr || !asked->corrects || !step.booking.has_value()) return;
  const int64_t id = step.booking->booking_id();
  const auto known = replay_.bookings.find(id);
  if (known == replay_.bookings.end()) {
    Fault(step, "a correction makes no booking");
    return;
  }
  if (step.cause != "email_corrected" && step.cause != "booking_cancelled") {
    return;
  }
  const SeenBooking& booking = known->second;
  step.contact = asked->contact;
  if (now_ >= booking.create_time + kPromisedCorrection) {
    Fault(step, "it comes too late");
  }
  if (booking.corrections >= kPromisedCorrections) {
    Fault(step, "it was put right too often");
  }
  if (booking.erased) Fault(step, "it was erased");
  const bool live = step.booking->state() == v1::Booking::CONFIRMED;
  const Keys whom = {.contact = asked->contact};
  if (live && !MayHavePlaces(whom, booking.session_id)) {
    Fault(step, "the right contact may have no places here");
  }
  if (live) return;
  // What it has it keeps; what it never had it gets as a newcomer.
  const bool to_be_had =
      booking.live ||
      AdmitsNewcomer(booking.session_id, booking.channel, booking.places);
  if (!IsRightReason(step, whom, booking.session_id, to_be_had)) {
    Fault(step, "the right contact is left without places for no reason");
  }
}

// Staff put right what they asked for, while there is anything to be told of,
// and for nobody who may have no booking there; its places stay.
void Auditor::JudgeReaddressed(Step& step) {
  const Known* asked = AskedBy(step);
  if (asked == nullptr || !asked->readdresses) return;
  const auto known = replay_.bookings.find(asked->resource_id);
  if (step.cause != "email_corrected" || known == replay_.bookings.end() ||
      step.booking->booking_id() != asked->resource_id) {
    return Fault(step, "it is not what staff asked for");
  }
  const SeenBooking& booking = known->second;
  step.contact = asked->contact;
  step.by_staff = true;
  if (!booking.live || booking.erased ||
      step.booking->state() != v1::Booking::CONFIRMED ||
      step.booking->places() != booking.places) {
    Fault(step, "its places do not stay");
  }
  if (now_ >= replay_.pools[booking.session_id].said.end()) {
    Fault(step, "its session is over");
  }
  if (!MayHavePlaces({.contact = asked->contact}, booking.session_id)) {
    Fault(step, "the right contact may have no booking here");
  }
}

// Whether a newcomer would be let in, by its channel's allotment or without.
bool Auditor::AdmitsNewcomer(int64_t session_id, const std::string& channel,
                             int64_t places) {
  const SeenPool& pool = replay_.pools[session_id];
  int64_t more = places;
  const auto allotment = replay_.allotments.find({session_id, channel});
  if (!pool.over() && channel != "direct" &&
      allotment != replay_.allotments.end()) {
    more -= allotment->second.places - allotment->second.sold;
  }
  return IsOpen(pool, now_) && (more <= 0 || order_.Admits(pool, more));
}

// Whether a contact is one who may have places in a session, as far as is
// known.
bool Auditor::MayHavePlaces(const Keys& whom, int64_t session_id) {
  const std::optional<bool> blocked =
      blocked_.try_emplace(whom.contact, false).first->second;
  return !blocked.value_or(false) &&
         CountBookings(whom) < rules_.contact_bookings &&
         !replay_.pools[session_id].HasBooking(whom.contact, whom.channel);
}

// Whether a contact has no places for the reason that is told, given whether
// there are any to be had.
bool Auditor::IsRightReason(const Step& step, const Keys& whom,
                            int64_t session_id, bool to_be_had) {
  const std::optional<bool> blocked =
      blocked_.try_emplace(whom.contact, false).first->second;
  const bool booked =
      replay_.pools[session_id].HasBooking(whom.contact, whom.channel);
  switch (step.booking->cancel_reason()) {
    case v1::Booking::REPEAT:
      return booked;
    case v1::Booking::BLOCKED:
      return !booked && blocked.value_or(true);
    case v1::Booking::AT_LIMIT:
      return !booked && CountBookings(whom) >= rules_.contact_bookings;
    case v1::Booking::TOO_LATE: {
      const Known* asked = AskedBy(step);
      return !to_be_had && asked != nullptr && asked->corrects &&
             MayHavePlaces(whom, session_id);
    }
    default:
      return false;
  }
}

// Once, on its contact's wish or when its time is over, and not before its
// places are given back.
void Auditor::JudgeErased(const Step& step) {
  const bool of_booking = step.cause == "booking_erased";
  if (!of_booking && step.cause != "waitlist_erased") return;
  const Known* asked = AskedBy(step);
  if (asked != nullptr && !asked->erases) Fault(step, "nobody asked for it");
  int64_t id = 0;
  bool erased_before = false;
  bool kept_long = false;
  std::set<std::string> contacts;
  if (of_booking) {
    id = step.booking->booking_id();
    const SeenBooking& booking = replay_.bookings[id];
    const SeenPool& pool = replay_.pools[booking.session_id];
    erased_before = booking.erased;
    contacts = booking.contacts;
    kept_long = IsLongOver({booking.session_id});
    if (booking.live && now_ < pool.said.end()) {
      Fault(step, "its places are lost");
    }
  } else {
    id = step.entry->waitlist_entry_id();
    const SeenEntry& entry = replay_.entries[id];
    erased_before = entry.erased;
    contacts = entry.contacts;
    kept_long = entry.change_time + rules_.retention < now_ ||
                WaitedInVain(entry, entry.waited_for, entry.waiting_time);
    if (entry.live()) Fault(step, "it waits still");
  }
  if (erased_before) Fault(step, "it was erased before");
  forgotten_.insert(id);
  forgotten_now_.insert(id);
  if (asked == nullptr) {
    if (!kept_long) Fault(step, "its time is not over");
    return;
  }
  registration::Erased& erased = erased_by_[asked->number];
  ++(of_booking ? erased.bookings : erased.entries);
  forgotten_contacts_.merge(contacts);
}

// From the next group on: within one, a repeat may still be answered.
void Auditor::NoteForgotten() {
  if (forgotten_now_.empty()) return;
  for (auto& [key, request] : requests_) {
    if (forgotten_now_.contains(request.resource_id)) request.forgotten = true;
  }
  forgotten_now_.clear();
}

bool Auditor::IsLongOver(const std::set<int64_t>& sessions) const {
  return std::all_of(sessions.begin(), sessions.end(), [&](int64_t id) {
    const auto pool = replay_.pools.find(id);
    return pool != replay_.pools.end() &&
           pool->second.said.end() + rules_.retention < now_;
  });
}

// Whether nothing has come for so long of what an entry waits for, or waited
// for, that it may be kept no longer. `changed` is when it last changed.
bool Auditor::WaitedInVain(const SeenEntry& entry,
                           const std::set<int64_t>& sessions,
                           absl::Time changed) const {
  if (!entry.topic) return IsLongOver(sessions);
  std::set<int64_t> of_workshop;
  for (const auto& [id, pool] : replay_.pools) {
    const bool takes_place = pool.count.session_state() != "CANCELLED";
    if (takes_place && pool.said.workshop_id == entry.workshop_id) {
      of_workshop.insert(id);
    }
  }
  return changed + rules_.retention < now_ && IsLongOver(of_workshop);
}

bool Auditor::WasTold(int64_t booking_id) const {
  return now_ - replay_.bookings.at(booking_id).told_time < kPromisedQuiet;
}

// Whether a contact knows by now, or knew just before, of all that is to come.
bool Auditor::WereFound(const std::string& contact) const {
  return std::all_of(
      replay_.pools.begin(), replay_.pools.end(), [&](const auto& known) {
        const SeenPool& pool = known.second;
        return now_ >= pool.said.end() ||
               std::all_of(pool.contacts.begin(), pool.contacts.end(),
                           [&](const auto& booking) {
                             return booking.first.first != contact ||
                                    WasTold(booking.second);
                           });
      });
}

// Whether a command had new links sent of all that is to come of the contact of
// a booking, and of something.
bool Auditor::WereSent(int64_t booking_id, int64_t number) const {
  const auto sent = sent_by_.find(number);
  return sent != sent_by_.end() &&
         std::all_of(replay_.bookings.begin(), replay_.bookings.end(),
                     [&](const auto& known) {
                       return !replay_.IsToTell(booking_id, known.second,
                                                now_) ||
                              sent->second.contains(known.first);
                     });
}

// Whether nothing is left of a contact, and as much was erased as is told.
bool Auditor::WasErased(const std::string& contact,
                        const registration::Erased& told,
                        int64_t number) const {
  const auto is_left = [&](const auto& known) {
    return known.second.contact == contact;
  };
  const auto& bookings = replay_.bookings;
  const auto& entries = replay_.entries;
  const auto done = erased_by_.find(number);
  const registration::Erased erased =
      done == erased_by_.end() ? registration::Erased() : done->second;
  return erased.bookings == told.bookings && erased.entries == told.entries &&
         std::none_of(bookings.begin(), bookings.end(), is_left) &&
         std::none_of(entries.begin(), entries.end(), is_left);
}

// Whether a request may have been for something that was erased since, which is
// forgotten with it.
bool Auditor::MayBeForgotten(const Request& request, const Known& asked) const {
  const auto is_forgotten = [&](int64_t id) { return forgotten_.contains(id); };
  return std::any_of(request.touched.begin(), request.touched.end(),
                     is_forgotten) ||
         (!request.unknown.empty() &&
          (forgotten_contacts_.contains(asked.contact) ||
           is_forgotten(asked.resource_id)));
}

// Whether a request was about a hold that is not kept any more.
bool Auditor::WasPruned(const Request& request) const {
  return std::any_of(
      request.touched.begin(), request.touched.end(), [&](int64_t id) {
        const auto hold = replay_.holds.find(id);
        return hold != replay_.holds.end() && hold->second.pruned;
      });
}

void Auditor::NotePurge(absl::Time now) {
  now_ = now;
  replay_.Prune(now);
  for (const auto& [id, booking] : replay_.bookings) {
    if (!booking.erased && IsLongOver({booking.session_id})) {
      AddFault(absl::StrCat("booking ", id, " is kept too long"));
    }
  }
  for (const auto& [id, entry] : replay_.entries) {
    for (const int64_t session_id : entry.sessions) {
      const auto pool = replay_.pools.find(session_id);
      if (entry.live() && pool != replay_.pools.end() &&
          pool->second.count.session_state() == "CANCELLED") {
        AddFault(absl::StrCat("waitlist entry ", id, " waits for session ",
                              session_id, ", which is cancelled"));
      }
    }
    const bool too_long =
        entry.live() ? WaitedInVain(entry, entry.sessions, entry.change_time)
                     : entry.change_time + rules_.retention < now;
    if (!entry.erased && too_long) {
      AddFault(absl::StrCat("waitlist entry ", id, " is kept too long"));
    }
  }
}

}  // namespace cwp::simulation
