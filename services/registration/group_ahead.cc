#include "common/base/status_macros.h"
#include "services/registration/block_store.h"
#include "services/registration/group.h"
#include "services/registration/hold_store.h"
#include "services/registration/pool_store.h"

// What a group reads for all of its commands together: in a number of
// statements that grows with the sessions they touch, not with the commands.
namespace cwp::registration {

// What commands name comes first, then what that leads to, and the pools last:
// what is due in them lapses, which changes what was read.
absl::Status Group::ReadAhead(const Ahead& ahead) {
  alone_ = ahead.alone;
  ending_ = ahead.ending;
  RETURN_IF_ERROR(ReadRequests(ahead.requests));
  std::vector<int64_t> booking_ids;
  for (const NamedBooking& named : ahead.bookings) {
    booking_ids.push_back(named.id);
  }
  RETURN_IF_ERROR(ReadBookings(booking_ids));
  std::vector<int64_t> entry_ids;
  for (const NamedEntry& named : ahead.entries) entry_ids.push_back(named.id);
  RETURN_IF_ERROR(ReadEntries(entry_ids));
  RETURN_IF_ERROR(ReadHolds(ahead.hold_ids));
  RETURN_IF_ERROR(ReadHoldsFor(ahead.wanted));

  std::vector<int64_t> answered;
  std::set<int64_t> session_ids;
  std::vector<const std::string*> contacts = ahead.contact_keys;
  std::vector<const std::string*> owners = ahead.owner_keys;
  for (const NamedBooking& named : ahead.bookings) {
    const auto row = bookings_.find(named.id);
    if (row == bookings_.end()) continue;
    const Booking& booking = row->second.value;
    if (named.pool) session_ids.insert(booking.session_id);
    if (named.answers) answered.push_back(booking.id);
    if (named.contact) contacts.push_back(&booking.contact_key);
    if (named.belongings) owners.push_back(&booking.contact_key);
  }
  for (const NamedEntry& named : ahead.entries) {
    const auto row = entries_.find(named.id);
    if (row == entries_.end() || !named.contact) continue;
    contacts.push_back(&row->second.value.contact_key);
  }
  RETURN_IF_ERROR(ReadAnswers(answered));
  RETURN_IF_ERROR(ReadBookingsOf(contacts));
  RETURN_IF_ERROR(ReadBlocks(contacts));
  RETURN_IF_ERROR(ReadKept(owners));
  std::vector<int64_t> sessions = ahead.session_ids;
  sessions.insert(sessions.end(), session_ids.begin(), session_ids.end());
  RETURN_IF_ERROR(ReadPools(sessions));
  return ReadEntriesFor(ahead.joining);
}

template <class T>
absl::Status Group::ReadEach(absl::Span<const int64_t> ids,
                             absl::StatusOr<std::vector<std::optional<T>>> (
                                 *find)(db::Transaction&,
                                        absl::Span<const int64_t>),
                             Rows<T>& rows, std::set<int64_t>& missing) {
  std::vector<int64_t> unread;
  for (const int64_t id : ids) {
    if (!rows.contains(id) && !missing.contains(id)) unread.push_back(id);
  }
  if (unread.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<std::optional<T>> found,
                   find(*tx_, unread));
  for (size_t i = 0; i < unread.size(); ++i) {
    if (found[i].has_value()) {
      Remember(rows, *found[i]);
    } else {
      missing.insert(unread[i]);
    }
  }
  return absl::OkStatus();
}

absl::Status Group::ReadBookings(absl::Span<const int64_t> ids) {
  return ReadEach(ids, FindBookings, bookings_, missing_bookings_);
}

// With the offers that they have.
absl::Status Group::ReadEntries(absl::Span<const int64_t> ids) {
  RETURN_IF_ERROR(ReadEach(ids, FindEntries, entries_, missing_entries_));
  std::vector<int64_t> offer_ids;
  for (const int64_t id : ids) {
    const auto row = entries_.find(id);
    if (row == entries_.end()) continue;
    const WaitlistEntry& entry = row->second.value;
    if (entry.state == EntryState::kOffered)
      offer_ids.push_back(entry.offer_id);
  }
  return ReadOffers(offer_ids);
}

absl::Status Group::ReadOffers(absl::Span<const int64_t> ids) {
  return ReadEach(ids, FindOffers, offers_, missing_offers_);
}

absl::Status Group::ReadHolds(absl::Span<const int64_t> ids) {
  return ReadEach(ids, FindHolds, holds_, missing_holds_);
}

// What the browsers hold, and what the clients' holds come to.
absl::Status Group::ReadHoldsFor(absl::Span<const Hold* const> wanted) {
  std::vector<std::string> browsers;
  std::map<int64_t, std::vector<std::string>> clients;
  for (const Hold* hold : wanted) {
    browsers.push_back(hold->browser_key);
    clients[hold->session_id].push_back(hold->client_key);
  }
  ASSIGN_OR_RETURN(auto theirs, FindHoldsOfBrowsers(*tx_, browsers));
  for (size_t i = 0; i < browsers.size(); ++i) {
    browsers_[browsers[i]] =
        theirs[i].has_value() ? Remember(holds_, *theirs[i]).id : 0;
  }
  for (auto& [session_id, keys] : clients) {
    RETURN_IF_ERROR(CountHoldsOf(session_id, std::move(keys)));
  }
  return absl::OkStatus();
}

absl::Status Group::ReadAnswers(absl::Span<const int64_t> booking_ids) {
  std::vector<int64_t> unread;
  for (const int64_t id : booking_ids) {
    if (!answers_.contains(id)) unread.push_back(id);
  }
  if (unread.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<Answers> found,
                   FindAnswersOf(*tx_, unread));
  for (size_t i = 0; i < unread.size(); ++i) answers_[unread[i]] = found[i];
  return absl::OkStatus();
}

absl::Status Group::ReadBookingsOf(Contacts contacts) {
  if (contacts.empty()) return absl::OkStatus();
  std::vector<absl::string_view> keys;
  for (const std::string* key : contacts) keys.push_back(*key);
  ASSIGN_OR_RETURN(auto found, FindBookingsOfContacts(*tx_, keys));
  for (size_t i = 0; i < keys.size(); ++i) {
    std::vector<int64_t>& ids = contacts_[*contacts[i]];
    if (!ids.empty()) continue;
    for (const Booking& booking : found[i]) {
      ids.push_back(Remember(bookings_, booking).id);
    }
  }
  return absl::OkStatus();
}

absl::Status Group::ReadBlocks(Contacts contacts) {
  if (contacts.empty()) return absl::OkStatus();
  if (!any_blocks_.has_value()) {
    ASSIGN_OR_RETURN(any_blocks_, AnyBlocks(*tx_));
  }
  std::vector<absl::string_view> unread;
  for (const std::string* key : contacts) {
    if (*any_blocks_ && !blocked_.contains(*key)) unread.push_back(*key);
  }
  if (unread.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<bool> found, AreBlocked(*tx_, unread));
  for (size_t i = 0; i < unread.size(); ++i) {
    blocked_[std::string(unread[i])] = found[i];
  }
  return absl::OkStatus();
}

absl::Status Group::ReadKept(Contacts contacts) {
  if (contacts.empty()) return absl::OkStatus();
  std::vector<absl::string_view> keys;
  for (const std::string* key : contacts) keys.push_back(*key);
  ASSIGN_OR_RETURN(auto bookings, FindBookingIdsOfContacts(*tx_, keys));
  ASSIGN_OR_RETURN(auto entries, FindEntryIdsOfContacts(*tx_, keys));
  std::vector<int64_t> booking_ids;
  std::vector<int64_t> entry_ids;
  for (size_t i = 0; i < keys.size(); ++i) {
    booking_ids.insert(booking_ids.end(), bookings[i].begin(),
                       bookings[i].end());
    entry_ids.insert(entry_ids.end(), entries[i].begin(), entries[i].end());
    kept_[*contacts[i]] = {.bookings = std::move(bookings[i]),
                           .entries = std::move(entries[i])};
  }
  RETURN_IF_ERROR(ReadBookings(booking_ids));
  return ReadEntries(entry_ids);
}

absl::Status Group::ReadPools(absl::Span<const int64_t> session_ids) {
  std::vector<int64_t> unread;
  for (const int64_t id : session_ids) {
    if (!pools_.contains(id) && !missing_pools_.contains(id)) {
      unread.push_back(id);
    }
  }
  if (unread.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<Pool> pools, FindPools(*tx_, unread));
  for (const Pool& pool : pools) RETURN_IF_ERROR(AddPool(pool));
  for (const int64_t id : unread) {
    if (!pools_.contains(id)) missing_pools_.insert(id);
  }
  // Those whose offer lapsed here may be the next elsewhere.
  return pools.empty() ? absl::OkStatus() : Settle();
}

// After the pools, which say of which workshop a session is.
absl::Status Group::ReadEntriesFor(
    absl::Span<const WaitlistEntry* const> joining) {
  std::vector<ContactInWorkshop> contacts;
  for (const WaitlistEntry* entry : joining) {
    int64_t workshop_id = entry->workshop_id;
    if (workshop_id == 0 && !entry->session_ids.empty()) {
      const auto pool = pools_.find(entry->session_ids.front());
      if (pool != pools_.end()) workshop_id = pool->second.pool.workshop_id;
    }
    contacts.push_back({workshop_id, entry->contact_key});
  }
  return ReadLiveEntries(contacts);
}

absl::Status Group::ReadLiveEntries(
    absl::Span<const ContactInWorkshop> contacts) {
  std::vector<ContactInWorkshop> unread;
  for (const ContactInWorkshop& contact : contacts) {
    if (joined_.insert(contact).second) unread.push_back(contact);
  }
  if (unread.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<WaitlistEntry> found,
                   registration::FindLiveEntries(*tx_, unread));
  for (const WaitlistEntry& entry : found) Remember(entries_, entry);
  return absl::OkStatus();
}

}  // namespace cwp::registration
