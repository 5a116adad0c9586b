#include "services/cwpctl/ledger.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::ctl {
namespace {

namespace v1 = registration::v1;

template <class Message>
bool Read(const feed::v1::Change& change, Message& message) {
  return message.ParseFromString(change.resource());
}

}  // namespace

absl::Status Ledger::Take(const feed::v1::Entry& entry) {
  feed::v1::Change change;
  const std::string problem = chain_.Take(entry, change);
  return problem.empty() ? TakeChange(change) : Broken(problem);
}

absl::Status Ledger::TakeChange(const feed::v1::Change& change) {
  const std::string& kind = change.kind();
  if (kind == "booking") {
    v1::BookingChange booking;
    if (!Read(change, booking)) return Broken("it holds no booking");
    return TakeBooking(booking);
  }
  if (kind == "hold") {
    v1::HoldChange hold;
    if (!Read(change, hold)) return Broken("it holds no hold");
    const bool held = hold.state() == v1::Hold::HELD;
    Set(holds_, hold.hold_id(), {hold.session_id(), held ? hold.places() : 0},
        &Counts::held);
    return hold.has_pool() ? Compare(hold.pool()) : absl::OkStatus();
  }
  if (kind == "offer") {
    v1::OfferChange offer;
    if (!Read(change, offer)) return Broken("it holds no offer");
    const bool open = offer.state() == v1::Offer::OPEN;
    Set(offers_, offer.offer_id(),
        {offer.session_id(), open ? offer.places() : 0}, &Counts::offered);
    return offer.has_pool() ? Compare(offer.pool()) : absl::OkStatus();
  }
  if (kind == "waitlist_entry") {
    v1::WaitlistChange waiting;
    if (!Read(change, waiting)) return Broken("it holds no waitlist entry");
    return waiting.has_pool() ? Compare(waiting.pool()) : absl::OkStatus();
  }
  if (kind == "allotment") {
    v1::AllotmentChange allotment;
    if (!Read(change, allotment)) return Broken("it holds no allotment");
    int64_t& unsold = unsold_[{allotment.session_id(), allotment.channel()}];
    Counts& counts = counts_[allotment.session_id()];
    counts.allotted -= unsold;
    unsold = allotment.places() - allotment.sold();
    counts.allotted += unsold;
    return allotment.has_pool() ? Compare(allotment.pool()) : absl::OkStatus();
  }
  if (kind == "notice") {
    v1::NoticeChange notice;
    return Read(change, notice) ? absl::OkStatus()
                                : Broken("it holds no notice");
  }
  v1::SeatCount pool;
  if (kind != "pool" || !Read(change, pool)) {
    return Broken("it is of a kind that is not known");
  }
  return Compare(pool);
}

absl::Status Ledger::TakeBooking(const v1::BookingChange& booking) {
  const bool live = booking.state() == v1::Booking::CONFIRMED;
  Set(bookings_, booking.booking_id(),
      {booking.session_id(), live ? booking.places() : 0}, &Counts::confirmed);
  return booking.has_pool() ? Compare(booking.pool()) : absl::OkStatus();
}

void Ledger::Set(Parts& parts, int64_t id, Part part, int64_t Counts::*count) {
  const auto [known, added] = parts.try_emplace(id, part);
  if (!added) {
    counts_[known->second.session_id].*count -= known->second.places;
    known->second = part;
  }
  counts_[part.session_id].*count += part.places;
  if (part.places == 0) parts.erase(id);
}

// Nobody is let in above the capacity: only a lowered capacity may be passed,
// and then what is taken never rises.
absl::Status Ledger::Compare(const v1::SeatCount& told) {
  Counts& counts = counts_[told.session_id()];
  const bool equal =
      told.confirmed() == counts.confirmed && told.held() == counts.held &&
      told.offered() == counts.offered && told.allotted() == counts.allotted;
  if (!equal) {
    return Broken(
        absl::StrCat("session ", told.session_id(), " has ", counts.confirmed,
                     " places confirmed, ", counts.held, " held, ",
                     counts.offered, " offered and ", counts.allotted,
                     " allotted; it says ", told.confirmed(), ", ", told.held(),
                     ", ", told.offered(), " and ", told.allotted()));
  }
  const int64_t taken =
      counts.confirmed + counts.held + counts.offered + counts.allotted;
  if (taken > std::max<int64_t>(told.capacity(), counts.bound)) {
    return Broken(absl::StrCat("session ", told.session_id(), " has ", taken,
                               " places taken of ", told.capacity()));
  }
  counts.bound = std::max<int64_t>(told.capacity(), taken);
  const int64_t free = told.capacity() - taken;
  const int64_t left = told.collecting() ? 0 : std::max<int64_t>(0, free);
  const int64_t over = std::max<int64_t>(0, -free);
  if (told.left() != left || told.over() != over) {
    return Broken(absl::StrCat("session ", told.session_id(), " has ", left,
                               " places left and is ", over, " over; it says ",
                               told.left(), " and ", told.over()));
  }
  return absl::OkStatus();
}

absl::Status Ledger::Broken(const std::string& what) const {
  return MakeError(
      absl::StatusCode::kDataLoss, "LEDGER_BROKEN",
      absl::StrCat("entry ", chain_.revision(), " does not fit: ", what),
      {{"revision", absl::StrCat(chain_.revision())}});
}

}  // namespace cwp::ctl
