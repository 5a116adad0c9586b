#include "tests/simulation/workload.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"

namespace cwp::simulation {
namespace {

using registration::Booking;
using registration::Hold;
using registration::Notice;
using registration::WaitlistEntry;
using registration::WriteCommand;

// How many of what was made lately are spoken of again.
constexpr size_t kRecent = 60;

void Remember(std::deque<int64_t>& ids, int64_t id) {
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) return;
  ids.push_back(id);
  if (ids.size() > kRecent) ids.pop_front();
}

std::string Reference(const registration::Order& order) {
  return absl::StrCat("R", order.request.key);
}

// A service makes a new id for each attempt of a request, but one reference for
// all.
void SetId(WriteCommand& command, int64_t id) {
  if (auto* book = std::get_if<registration::MakeBooking>(&command)) {
    book->record.booking.id = id;
    book->record.booking.reference = Reference(book->order);
  } else if (auto* accept = std::get_if<registration::AcceptOne>(&command)) {
    accept->record.booking.id = id;
    accept->record.booking.reference = Reference(accept->order);
  } else if (auto* place = std::get_if<registration::PlaceOne>(&command)) {
    place->hold.id = id;
  } else if (auto* join = std::get_if<registration::JoinOne>(&command)) {
    join->record.entry.id = id;
  } else if (auto* write = std::get_if<registration::WriteOne>(&command)) {
    write->notice.id = id;
  }
}

// What to find and what to erase is asked without a request id: both can be
// done twice.
template <class T>
constexpr bool kHasRequest = !std::is_same_v<T, registration::FindMine> &&
                             !std::is_same_v<T, registration::EraseOne>;

void SetOrder(WriteCommand& command, const registration::Order& order) {
  std::visit(
      [&](auto& one) {
        using T = std::decay_t<decltype(one)>;
        if constexpr (!std::is_same_v<T, registration::LapseDue> &&
                      !std::is_same_v<T, registration::PurgeOld>) {
          one.order.actor = order.actor;
          if constexpr (kHasRequest<T>) one.order.request = order.request;
        }
      },
      command);
}

}  // namespace

Sent Workload::Next(absl::Time now) {
  now_ = now;
  if (!unanswered_.empty() && random_.Chance(400)) {
    const auto at = unanswered_.begin() +
                    random_.Below(static_cast<int64_t>(unanswered_.size()));
    Sent sent = std::move(*at);
    unanswered_.erase(at);
    return DrawAgain(std::move(sent));
  }
  if (!answered_.empty() && random_.Chance(odds_.duplicate)) {
    const auto at = static_cast<size_t>(
        random_.Below(static_cast<int64_t>(answered_.size())));
    return DrawAgain(answered_[at]);
  }
  Sent sent = DrawNew();
  // An impatient one asks twice at the same time.
  if (random_.Chance(odds_.duplicate / 3)) {
    unanswered_.push_back(sent);
  }
  return sent;
}

Sent Workload::DrawNew() {
  Sent sent{.number = ++last_number_, .command = DrawCommand()};
  registration::Order order{
      .actor = {.kind = "PUBLIC", .id = absl::StrCat(sent.number)},
      .request = {.key = absl::StrCat(sent.command.index(), "/", sent.number),
                  .fingerprint = absl::StrCat("content ", sent.number)}};
  if (!answered_.empty() && random_.Chance(odds_.reused_id)) {
    const Sent& other = answered_.back();
    if (other.command.index() == sent.command.index()) {
      order.request.key = OrderOf(other.command)->request.key;
      sent.repeated = true;
    }
  }
  SetOrder(sent.command, order);
  SetId(sent.command, next_id_());
  sent.late = random_.Chance(odds_.late);
  return sent;
}

Sent Workload::DrawAgain(Sent sent) {
  sent.number = ++last_number_;
  sent.repeated = true;
  sent.late = false;
  registration::Order order = *OrderOf(sent.command);
  order.actor.id = absl::StrCat(sent.number);
  SetOrder(sent.command, order);
  SetId(sent.command, next_id_());
  return sent;
}

void Workload::Learn(const Outcome& outcome) {
  const Sent& sent = *outcome.sent;
  if (OrderOf(sent.command) == nullptr) return;
  const absl::Status& status = outcome.answer.status();
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
    unanswered_.push_back(sent);
    return;
  }
  answered_.push_back(sent);
  if (answered_.size() > kRecent) answered_.pop_front();
  if (!outcome.answer.ok()) return;
  if (const auto* booking = std::get_if<Booking>(&*outcome.answer)) {
    Booking& known = known_bookings_[booking->id];
    const std::string contact = known.contact_key;
    known = *booking;
    // Whoever is erased still knows who they are.
    if (!contact.empty()) known.contact_key = contact;
    Remember(bookings_, booking->id);
    const auto* book = std::get_if<registration::MakeBooking>(&sent.command);
    if (book != nullptr && book->keeps_repeat) {
      made_.push_back(book->record.booking);
      if (made_.size() > kRecent) made_.pop_front();
    }
  } else if (const auto* hold = std::get_if<Hold>(&*outcome.answer)) {
    known_holds_[hold->id] = *hold;
    Remember(holds_, hold->id);
  } else if (const auto* entry = std::get_if<WaitlistEntry>(&*outcome.answer)) {
    known_entries_[entry->id] = *entry;
    Remember(entries_, entry->id);
  } else if (const auto* notice = std::get_if<Notice>(&*outcome.answer)) {
    Remember(notices_, notice->id);
  }
}

void Workload::Read(const std::vector<feed::Entry>& entries) {
  for (const feed::Entry& entry : entries) {
    feed::v1::Change change;
    CWP_CHECK(change.ParseFromString(entry.change), "the feed can be read");
    if (change.kind() != "offer" || change.cause() != "offer_made") continue;
    v1::OfferChange offer;
    CWP_CHECK(offer.ParseFromString(change.resource()), "an offer can be read");
    offers_[offer.waitlist_entry_id()].push_back(offer.offer_id());
  }
}

WriteCommand Workload::DrawCommand() {
  int64_t total = 0;
  for (const int64_t weight : odds_.weights) total += weight;
  int64_t drawn = random_.Below(total);
  size_t which = 0;
  while (drawn >= odds_.weights[which]) drawn -= odds_.weights[which++];
  switch (which) {
    case 0:
      return Book();
    case 1:
      return Cancel();
    case 2:
      return Change();
    case 3:
      return Move();
    case 4:
      return Mark();
    case 5:
      return Revoke();
    case 6:
      return PlaceHold();
    case 7:
      return ExtendOrRelease();
    case 8:
      return Join();
    case 9:
      return Leave();
    case 10:
      return Accept();
    case 11:
      return Decline();
    case 12:
      return Allot();
    case 13:
      return Block();
    case 14:
      return Correct();
    case 15:
      return Find();
    case 16:
      return Erase();
    case 17:
      return Detail();
    case 18:
      return Write();
    case 19:
      return TakeBack();
    default:
      CWP_CHECK(false, "there is no other command");
  }
}

std::string Workload::Draw(const char* what, int64_t count) {
  return absl::StrCat(what, random_.Below(count));
}

std::string Workload::DrawChannel() {
  if (!random_.Chance(odds_.partner)) return "direct";
  return random_.Chance(500) ? "eventbrite" : "library";
}

int64_t Workload::DrawSession() {
  constexpr int64_t kNone = 999'999'999;
  if (sessions_.empty() || random_.Chance(odds_.unknown_id)) return kNone;
  auto at = sessions_.begin();
  std::advance(at, random_.Below(static_cast<int64_t>(sessions_.size())));
  return at->first;
}

int64_t Workload::DrawPartyFor(int64_t session_id) {
  const std::optional<int64_t> left = redis_.PlacesLeft(session_id);
  if (!left.has_value() || !random_.Chance(odds_.looks_first)) {
    return DrawParty();
  }
  return std::clamp<int64_t>(*left, 1, odds_.largest_party);
}

int64_t Workload::DrawKnown(const std::deque<int64_t>& ids) {
  if (ids.empty() || random_.Chance(odds_.unknown_id)) return 1;
  return ids[static_cast<size_t>(
      random_.Below(static_cast<int64_t>(ids.size())))];
}

}  // namespace cwp::simulation
