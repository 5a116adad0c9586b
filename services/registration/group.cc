#include "services/registration/group.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/hold_store.h"
#include "services/registration/pool_store.h"

namespace cwp::registration {
namespace {

constexpr int kLapseBatch = 500;

// What tells a request from another with the same id and other content.
std::string FullKey(const db::RequestKey& request) {
  return request.key + request.fingerprint;
}

}  // namespace

const Actor& OwnActor() {
  static const Actor* const actor =
      new Actor{.kind = "SERVICE", .id = "registration"};
  return *actor;
}

Group::Group(db::Transaction& tx, feed::Appender appender,
             const GroupOptions& options, absl::Time now)
    : tx_(&tx),
      appender_(std::move(appender)),
      moment_{.now = now, .rules = options.rules, .next_id = options.next_id},
      lapse_batch_(kLapseBatch) {}

absl::StatusOr<Group> Group::Open(db::Transaction& tx,
                                  const GroupOptions& options, absl::Time now) {
  ASSIGN_OR_RETURN(feed::Appender appender, feed::Appender::Open(tx));
  return Group(tx, std::move(appender), options, now);
}

absl::StatusOr<Group> Group::OpenToLook(db::Transaction& tx,
                                        const GroupOptions& options,
                                        absl::Time now) {
  ASSIGN_OR_RETURN(Group group, Open(tx, options, now));
  group.lapse_batch_ = std::numeric_limits<int>::max();
  return group;
}

absl::Status Group::ReadRequests(
    absl::Span<const db::RequestKey* const> requests) {
  if (requests.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto effects, db::FindRequests(*tx_, requests));
  for (size_t i = 0; i < effects.size(); ++i) {
    requests_read_.try_emplace(FullKey(*requests[i]), std::move(effects[i]));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Pool>> Group::FindPool(int64_t session_id) {
  RETURN_IF_ERROR(ReadPools({session_id}));
  const auto entry = pools_.find(session_id);
  if (entry == pools_.end()) return std::nullopt;
  return entry->second.pool;
}

absl::Status Group::AddPool(const Pool& pool) {
  const auto [entry, added] = pools_.try_emplace(
      pool.session_id,
      PoolEntry{
          .pool = pool, .stored_revision = pool.revision, .stored = true});
  const bool any = pool.held > 0 || pool.offered > 0 || pool.queued;
  const bool lapses = added && any && !ending_.contains(pool.session_id);
  return lapses ? LapseDue(entry->second) : absl::OkStatus();
}

// Nothing that has run out of time takes part in any decision, whether or not
// the timer ran.
absl::Status Group::LapseDue(PoolEntry& entry) {
  const int64_t session_id = entry.pool.session_id;
  ASSIGN_OR_RETURN(std::vector<Hold> holds,
                   FindDueHolds(*tx_, session_id, moment_.now, lapse_batch_));
  ASSIGN_OR_RETURN(std::vector<Offer> due,
                   FindDueOffers(*tx_, session_id, moment_.now, lapse_batch_));
  Lapse lapse;
  for (const Hold& hold : holds) {
    Hold& known = Remember(holds_, hold);
    if (known.live()) lapse.holds.push_back(known);
  }
  ASSIGN_OR_RETURN(lapse.offers, WithEntries(due));
  if (lapse.holds.empty() && lapse.offers.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const PoolView view, View(session_id));
  Save(Decide(view, lapse, moment_), OwnActor());
  // The rest, if there is more, before anybody decides.
  const auto batch = static_cast<size_t>(lapse_batch_);
  const bool all = holds.size() < batch && due.size() < batch;
  if (all) return absl::OkStatus();
  RETURN_IF_ERROR(FlushHolds());
  RETURN_IF_ERROR(FlushWaitlist());
  return LapseDue(pools_.at(session_id));
}

absl::StatusOr<std::vector<OfferedEntry>> Group::WithEntries(
    const std::vector<Offer>& offers) {
  std::vector<OfferedEntry> offered;
  std::vector<int64_t> entry_ids;
  for (const Offer& offer : offers) {
    entry_ids.push_back(Remember(offers_, offer).entry_id);
  }
  RETURN_IF_ERROR(ReadEntries(entry_ids));
  for (const Offer& offer : offers) {
    const Offer& known = offers_.at(offer.id).value;
    if (known.state != OfferState::kOpen) continue;
    ASSIGN_OR_RETURN(std::optional<WaitlistEntry> entry,
                     FindEntry(known.entry_id));
    CWP_CHECK(entry.has_value(), "every offer is to an entry");
    offered.push_back({.offer = known, .entry = *std::move(entry)});
  }
  return offered;
}

absl::StatusOr<std::optional<Booking>> Group::FindBooking(int64_t id) {
  RETURN_IF_ERROR(ReadBookings({id}));
  return Known(bookings_, id);
}

absl::StatusOr<Answers> Group::FindAnswers(int64_t booking_id) {
  const auto made = new_bookings_.find(booking_id);
  if (made != new_bookings_.end()) return made->second.answers;
  RETURN_IF_ERROR(ReadAnswers({booking_id}));
  return answers_.at(booking_id);
}

absl::StatusOr<std::optional<Booking>> Group::FindByReference(
    int64_t session_id, const std::string& reference) {
  ASSIGN_OR_RETURN(const std::optional<Pool> pool, FindPool(session_id));
  if (!pool.has_value()) return std::nullopt;
  for (const auto& [id, row] : bookings_) {
    if (row.value.reference != reference) continue;
    ASSIGN_OR_RETURN(const std::optional<Pool> other,
                     FindPool(row.value.session_id));
    CWP_CHECK(other.has_value(), "every booking has a pool");
    if (other->workshop_id == pool->workshop_id) return row.value;
  }
  ASSIGN_OR_RETURN(std::optional<Booking> booking,
                   FindBookingByReference(*tx_, session_id, reference));
  if (!booking.has_value()) return std::nullopt;
  return Remember(bookings_, *booking);
}

absl::StatusOr<std::string> Group::FreeReference(int64_t session_id,
                                                 const Booking& booking) {
  if (!alone_) return booking.reference;
  ASSIGN_OR_RETURN(const std::optional<Booking> other,
                   FindBookingByReference(*tx_, session_id, booking.reference));
  const bool taken = other.has_value() && other->session_id == session_id &&
                     other->id != booking.id;
  return taken ? NextReference(booking.reference) : booking.reference;
}

absl::StatusOr<std::vector<Booking>> Group::FindLiveBookings(
    const std::string& contact_key) {
  if (!contacts_.contains(contact_key)) {
    const std::string* const key = &contact_key;
    RETURN_IF_ERROR(ReadBookingsOf(absl::MakeSpan(&key, 1)));
  }
  std::vector<Booking> live;
  for (const int64_t id : contacts_.at(contact_key)) {
    const Booking& booking = bookings_.at(id).value;
    if (booking.state == BookingState::kConfirmed) live.push_back(booking);
  }
  return live;
}

absl::StatusOr<std::optional<Hold>> Group::FindHold(int64_t id) {
  RETURN_IF_ERROR(ReadHolds({id}));
  return Known(holds_, id);
}

absl::StatusOr<std::optional<Hold>> Group::FindHoldOfBrowser(
    const std::string& browser_key) {
  const auto known = browsers_.find(browser_key);
  int64_t id = 0;
  if (known != browsers_.end()) {
    id = known->second;
  } else {
    ASSIGN_OR_RETURN(std::optional<Hold> hold,
                     registration::FindHoldOfBrowser(*tx_, browser_key));
    if (hold.has_value()) id = Remember(holds_, *hold).id;
    browsers_[browser_key] = id;
  }
  if (id == 0 || !holds_.at(id).value.live()) return std::nullopt;
  return holds_.at(id).value;
}

absl::StatusOr<std::optional<WaitlistEntry>> Group::FindEntry(int64_t id) {
  RETURN_IF_ERROR(ReadEntries({id}));
  return Known(entries_, id);
}

absl::StatusOr<std::vector<WaitlistEntry>> Group::FindLiveEntries(
    int64_t workshop_id, const std::string& contact_key) {
  RETURN_IF_ERROR(ReadLiveEntries({{workshop_id, contact_key}}));
  std::vector<WaitlistEntry> live;
  for (const auto& [id, row] : entries_) {
    const WaitlistEntry& entry = row.value;
    if (entry.live() && entry.workshop_id == workshop_id &&
        entry.contact_key == contact_key) {
      live.push_back(entry);
    }
  }
  return live;
}

absl::StatusOr<std::optional<Offer>> Group::FindOffer(int64_t id) {
  RETURN_IF_ERROR(ReadOffers({id}));
  return Known(offers_, id);
}

absl::StatusOr<std::optional<Allotment>> Group::FindAllotment(
    int64_t session_id, const std::string& channel) {
  const auto key = std::make_pair(session_id, channel);
  const auto known = allotments_.find(key);
  if (known != allotments_.end()) return known->second.value;
  ASSIGN_OR_RETURN(std::optional<Allotment> allotment,
                   registration::FindAllotment(*tx_, session_id, channel));
  allotments_[key].value = allotment;
  return allotment;
}

absl::StatusOr<bool> Group::IsBlocked(const std::string& contact_key) {
  const std::string* const key = &contact_key;
  RETURN_IF_ERROR(ReadBlocks(absl::MakeSpan(&key, 1)));
  return *any_blocks_ && blocked_.at(contact_key);
}

absl::StatusOr<std::vector<int64_t>> Group::FindComingSessions(
    int64_t workshop_id) {
  const auto known = coming_.find(workshop_id);
  if (known != coming_.end()) return known->second;
  ASSIGN_OR_RETURN(
      std::vector<int64_t> coming,
      registration::FindComingSessions(*tx_, workshop_id, moment_.now));
  coming_[workshop_id] = coming;
  return coming;
}

absl::StatusOr<std::optional<db::RequestEffect>> Group::FindRequest(
    const db::RequestKey& request) {
  const auto known = request_index_.find(request.key);
  if (known == request_index_.end()) {
    const auto read = requests_read_.find(FullKey(request));
    if (read != requests_read_.end()) return read->second;
    return db::FindRequest(*tx_, request);
  }
  const db::RequestRecord& record = requests_[known->second];
  if (record.request.fingerprint != request.fingerprint) {
    return db::RequestIdReused();
  }
  return record.effect;
}

// What this group has changed is in the database later, so all of it is looked
// for in memory.
absl::Status Group::ReadWaiting(int64_t session_id) {
  ASSIGN_OR_RETURN(std::vector<Hold> holds, FindLiveHolds(*tx_, session_id));
  for (const Hold& hold : holds) Remember(holds_, hold);
  ASSIGN_OR_RETURN(std::vector<Offer> offers, FindOpenOffers(*tx_, session_id));
  for (const Offer& offer : offers) Remember(offers_, offer);
  ASSIGN_OR_RETURN(std::vector<WaitlistEntry> entries,
                   FindLiveEntriesIn(*tx_, session_id));
  for (const WaitlistEntry& entry : entries) Remember(entries_, entry);
  return absl::OkStatus();
}

int64_t Group::CountNewOffers(int64_t session_id) const {
  const auto made = offers_made_.find(session_id);
  return made == offers_made_.end() ? 0 : made->second;
}

absl::StatusOr<ApplySession> Group::FindAllOf(const Session& session) {
  ApplySession all{.session = session};
  std::set<std::string> sellers;
  ASSIGN_OR_RETURN(std::vector<Booking> bookings,
                   registration::FindLiveBookings(*tx_, session.id));
  for (const Booking& booking : bookings) {
    all.bookings.push_back(Remember(bookings_, booking));
    if (booking.from_allotment == 0) continue;
    sellers.insert(booking.channel);
  }
  for (const std::string& channel : sellers) {
    ASSIGN_OR_RETURN(const std::optional<Allotment> allotment,
                     FindAllotment(session.id, channel));
    CWP_CHECK(allotment.has_value(), "an allotment has been sold from");
    all.allotments.push_back(*allotment);
  }
  RETURN_IF_ERROR(ReadWaiting(session.id));
  for (const auto& [id, row] : holds_) {
    const Hold& hold = row.value;
    if (hold.session_id == session.id && hold.live()) all.holds.push_back(hold);
  }
  std::vector<Offer> offers;
  std::set<int64_t> offered;
  for (const auto& [id, row] : offers_) {
    const Offer& offer = row.value;
    if (offer.session_id != session.id || offer.state != OfferState::kOpen) {
      continue;
    }
    offers.push_back(offer);
    offered.insert(offer.entry_id);
  }
  ASSIGN_OR_RETURN(all.offers, WithEntries(offers));
  for (const auto& [id, row] : entries_) {
    const WaitlistEntry& entry = row.value;
    if (entry.live() && entry.Names(session.id) && !offered.contains(id)) {
      all.entries.push_back(entry);
    }
  }
  return all;
}

}  // namespace cwp::registration
