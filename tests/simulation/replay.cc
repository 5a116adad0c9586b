#include "tests/simulation/replay.h"

#include "absl/strings/str_cat.h"
#include "common/time/proto_time.h"
#include "tests/simulation/notices.h"

namespace cwp::simulation {
namespace {

// How long the address for a farewell outlives an erasure.
constexpr absl::Duration kFarewell = absl::Hours(24);

// How long the words of a notice are kept.
constexpr absl::Duration kWords = absl::Hours(7 * 24);

// The places that a booking takes besides its channel's allotment are its own;
// those of the allotment were taken before.
int64_t PlacesOf(const SeenBooking& booking) {
  return booking.live ? booking.places : 0;
}

int64_t HeldBy(const SeenHold& hold) {
  return hold.state == v1::Hold::HELD ? hold.places : 0;
}

int64_t OfferedBy(const SeenOffer& offer) {
  return offer.state == v1::Offer::OPEN ? offer.places : 0;
}

}  // namespace

const Keys& Replay::KeysOf(int64_t id) const {
  static const Keys* const unknown = new Keys;
  const auto known = keys_.find(id);
  return known == keys_.end() ? *unknown : known->second;
}

const SeenBooking* Replay::FindMade(const std::string& reference) const {
  for (const auto& [id, booking] : bookings) {
    if (booking.reference == reference) return &booking;
  }
  return nullptr;
}

bool Replay::IsToTell(int64_t booking_id, const SeenBooking& other,
                      absl::Time now) const {
  return other.live && !other.erased &&
         other.contact == bookings.at(booking_id).contact &&
         now < pools.at(other.session_id).said.end();
}

void Replay::Apply(const Step& step, std::vector<std::string>& faults) {
  for (const v1::SeatCount& count : step.pools) ApplyPool(count, step.cause);
  if (step.booking.has_value()) ApplyBooking(step, faults);
  if (step.hold.has_value()) ApplyHold(step, faults);
  if (step.offer.has_value()) ApplyOffer(step);
  if (step.entry.has_value()) ApplyEntry(step);
  if (step.allotment.has_value()) ApplyAllotment(step);
  if (step.notice.has_value()) ApplyNotice(step);
}

void Replay::Pass(const std::vector<int64_t>& ids) {
  for (const int64_t id : ids) {
    const auto hold = holds.find(id);
    if (hold != holds.end()) {
      ++hold->second.passed;
    } else {
      ++entries[id].passed;
    }
  }
}

void Replay::Prune(absl::Time now) {
  for (auto& [id, hold] : holds) {
    const bool old = !hold.live() && hold.expire_time < now - absl::Hours(24);
    if (old) hold.pruned = true;
  }
  for (auto& [id, seen] : notices) {
    if (seen.notice.create_time < now - kWords) seen.has_words = false;
  }
  for (auto at = farewells.begin(); at != farewells.end();) {
    at = at->second <= now ? farewells.erase(at) : std::next(at);
  }
}

// A new session of a workshop is waited for by those who wait for any.
void Replay::ApplyPool(const v1::SeatCount& count, const std::string& cause) {
  const int64_t id = count.session_id();
  SeenPool& pool = pools[id];
  const bool is_new = pool.said.id == 0;
  pool.count = count;
  if (cause == "session_changed") pool.said = said_[id];
  const bool takes_place =
      pool.said.state != registration::SessionState::kCancelled;
  if (!is_new || !takes_place) return;
  for (auto& [entry_id, entry] : entries) {
    if (!entry.topic || !entry.live() ||
        entry.workshop_id != pool.said.workshop_id) {
      continue;
    }
    SetQueued(entry_id, entry, false);
    entry.sessions.insert(id);
    SetQueued(entry_id, entry, true);
  }
}

void Replay::ApplyBooking(const Step& step, std::vector<std::string>& faults) {
  const v1::BookingChange& change = *step.booking;
  const int64_t id = change.booking_id();
  SeenBooking& booking = bookings[id];
  SeenPool& before =
      pools[booking.session_id == 0 ? change.session_id() : booking.session_id];
  before.confirmed -= PlacesOf(booking);
  if (booking.live) {
    before.contacts.erase({booking.contact, booking.channel});
  }
  if (booking.revision == 0) {
    booking.create_time = step.time;
    booking.contact = KeysOf(id).contact;
    booking.reference = KeysOf(id).reference;
  }
  booking.session_id = change.session_id();
  booking.places = change.places();
  booking.live = change.state() == v1::Booking::CONFIRMED;
  booking.channel = change.channel();
  booking.version = change.version();
  booking.cancel_reason = change.cancel_reason();
  booking.from_allotment = change.from_allotment();
  booking.revision = step.revisions[kBooking];
  ApplyPeople(step, booking);
  SeenPool& after = pools[booking.session_id];
  after.confirmed += PlacesOf(booking);
  if (!booking.live) return;
  if (booking.contact.empty()) {
    faults.push_back(absl::StrCat("booking ", id, " was never asked for"));
  } else if (!after.contacts
                  .emplace(std::pair(booking.contact, booking.channel), id)
                  .second) {
    faults.push_back(absl::StrCat("booking ", id, " is the second of ",
                                  booking.contact, " in ", booking.session_id));
  }
}

// Whose it is now, and which links lead to it.
void Replay::ApplyPeople(const Step& step, SeenBooking& booking) {
  const std::string& cause = step.cause;
  if (cause == "booking_erased") {
    booking.erased = true;
    booking.contact = absl::StrCat("erased ", step.booking->booking_id());
    for (auto& [id, seen] : notices) {
      const bool to_it = seen.notice.booking_id == step.booking->booking_id();
      if (to_it) seen.has_words = false;
    }
    if (step.booking->farewell()) {
      farewells[step.booking->booking_id()] = step.time + kFarewell;
    }
  }
  const bool corrected = !step.contact.empty();
  if (corrected) {
    booking.contact = step.contact;
    keys_[step.booking->booking_id()].has_email = true;
    if (!step.by_staff) ++booking.corrections;
  }
  const bool is_new = booking.contacts.empty();
  if ((corrected && !is_new) || cause == "booking_erased" ||
      cause == "links_revoked") {
    ++booking.generation;
  }
  const bool told = cause == "booking_found" || cause == "booking_repeated";
  if (told && !step.sent) {
    booking.told_time = step.time;
  }
  booking.contacts.insert(booking.contact);
}

void Replay::ApplyHold(const Step& step, std::vector<std::string>& faults) {
  const v1::HoldChange& change = *step.hold;
  const int64_t id = change.hold_id();
  SeenHold& hold = holds[id];
  const bool is_new = hold.revision == 0;
  const Keys& keys = KeysOf(id);
  SeenPool& pool = pools[change.session_id()];
  pool.held -= HeldBy(hold);
  pool.held_by_client[keys.client] -= HeldBy(hold);
  pool.queue.erase(hold.join_revision);
  hold.session_id = change.session_id();
  hold.places = change.places();
  hold.state = change.state();
  hold.expire_time = ToTime(change.expire_time());
  hold.revision = step.revisions[kHold];
  if (step.cause == "hold_admitted") hold.extensions = 0;
  if (step.cause == "hold_extended") ++hold.extensions;
  if (is_new) hold.join_revision = hold.revision;
  pool.held += HeldBy(hold);
  pool.held_by_client[keys.client] += HeldBy(hold);
  if (hold.state == v1::Hold::IN_LINE) pool.queue[hold.join_revision] = id;
  const auto of_browser = browsers_.find(keys.browser);
  if (!hold.live()) {
    if (of_browser != browsers_.end() && of_browser->second == id) {
      browsers_.erase(of_browser);
    }
  } else if (browsers_.emplace(keys.browser, id).first->second != id) {
    faults.push_back(absl::StrCat("hold ", id, " is the second of a browser"));
  }
}

void Replay::SetQueued(int64_t id, const SeenEntry& entry, bool waits) {
  for (const int64_t session_id : entry.sessions) {
    if (waits && entry.state == v1::WaitlistEntry::WAITING) {
      pools[session_id].queue[entry.join_revision] = id;
    } else {
      pools[session_id].queue.erase(entry.join_revision);
    }
  }
}

void Replay::ApplyEntry(const Step& step) {
  const v1::WaitlistChange& change = *step.entry;
  const int64_t id = change.waitlist_entry_id();
  SeenEntry& entry = entries[id];
  const bool is_new = entry.revision == 0;
  if (!is_new) SetQueued(id, entry, false);
  if (entry.live()) {
    entry.waited_for = entry.sessions;
    // An offer that lapses only as its entry is purged makes it no younger.
    if (entry.change_time < step.time) entry.waiting_time = entry.change_time;
  }
  entry.workshop_id = change.workshop_id();
  entry.topic = change.topic();
  entry.sessions = {change.session_ids().begin(), change.session_ids().end()};
  entry.places = change.places();
  entry.least = change.least_places();
  entry.state = change.state();
  entry.offer_id = change.offer_id();
  entry.version = change.version();
  entry.revision = step.revisions[kEntry];
  entry.change_time = step.time;
  if (is_new) {
    entry.join_revision = entry.revision;
    entry.contact = KeysOf(id).contact;
  }
  if (step.cause == "waitlist_erased") {
    entry.erased = true;
    entry.contact = "erased";
    if (change.farewell()) farewells[id] = step.time + kFarewell;
    ++entry.generation;
  }
  if (step.cause == "links_revoked") ++entry.generation;
  entry.contacts.insert(entry.contact);
  SetQueued(id, entry, true);
}

void Replay::ApplyOffer(const Step& step) {
  const v1::OfferChange& change = *step.offer;
  SeenOffer& offer = offers[change.offer_id()];
  SeenPool& pool = pools[change.session_id()];
  pool.offered -= OfferedBy(offer);
  offer = {.entry_id = change.waitlist_entry_id(),
           .session_id = change.session_id(),
           .places = change.places(),
           .state = change.state(),
           .expire_time = ToTime(change.expire_time()),
           .revision = step.revisions[kOffer]};
  pool.offered += OfferedBy(offer);
}

void Replay::ApplyAllotment(const Step& step) {
  const v1::AllotmentChange& change = *step.allotment;
  SeenAllotment& allotment =
      allotments[{change.session_id(), change.channel()}];
  SeenPool& pool = pools[change.session_id()];
  pool.allotted -= allotment.places - allotment.sold;
  allotment = {.places = change.places(),
               .sold = change.sold(),
               .revision = step.revisions[kAllotment]};
  pool.allotted += allotment.places - allotment.sold;
}

// To whom it is follows from what was asked: whoever has no e-mail address is
// not on the feed.
void Replay::ApplyNotice(const Step& step) {
  const v1::NoticeChange& change = *step.notice;
  const int64_t id = change.notice_id();
  const bool is_new = !notices.contains(id);
  SeenNotice& seen = notices[id];
  if (is_new) {
    seen.notice = asked_notices_[id];
    const registration::Recipients meant = MeantBy(*this, seen.notice);
    seen.notice.recipients =
        static_cast<int64_t>(meant.bookings.size() + meant.entries.size());
    seen.notice.without_email = meant.without_email;
    seen.notice.create_time = step.time;
  }
  seen.notice.session_id = change.session_id();
  seen.notice.state = static_cast<registration::NoticeState>(change.state());
  seen.notice.send_time = ToTime(change.send_time());
  seen.notice.revision = step.revisions[kNotice];
  if (change.state() == v1::Notice::TAKEN_BACK) seen.has_words = false;
}

}  // namespace cwp::simulation
