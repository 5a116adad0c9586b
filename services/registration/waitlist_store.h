#ifndef CWP_SERVICES_REGISTRATION_WAITLIST_STORE_H_
#define CWP_SERVICES_REGISTRATION_WAITLIST_STORE_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "services/registration/booking_store.h"
#include "services/registration/parties.h"

namespace cwp::registration {

// All that is kept of a waitlist entry.
struct EntryRecord {
  WaitlistEntry entry;
  Answers answers;
  SealedContact contact;
};

// Finds entries by their ids, in that order, without their personal fields.
absl::StatusOr<std::vector<std::optional<WaitlistEntry>>> FindEntries(
    db::Transaction& tx, absl::Span<const int64_t> ids);

// Finds an entry with all that is kept of it.
absl::StatusOr<std::optional<EntryRecord>> FindEntryRecord(db::Transaction& tx,
                                                           int64_t id);

// Whose live entries are asked for.
struct ContactInWorkshop {
  int64_t workshop_id = 0;
  std::string contact_key;

  auto operator<=>(const ContactInWorkshop&) const = default;
};

// The live entries of contacts in workshops.
absl::StatusOr<std::vector<WaitlistEntry>> FindLiveEntries(
    db::Transaction& tx, absl::Span<const ContactInWorkshop> contacts);

// The live entries that name a session, in no order.
absl::StatusOr<std::vector<WaitlistEntry>> FindLiveEntriesIn(
    db::Transaction& tx, int64_t session_id);

// The first that wait for a session after a join revision, in the order they
// came; those with an offer do not wait.
absl::StatusOr<std::vector<WaitlistEntry>> FindWaiting(db::Transaction& tx,
                                                       int64_t session_id,
                                                       int64_t after_revision,
                                                       int limit);

// Entries that still wait, and for nothing that ends at `before` or later, and
// whose personal fields are kept, at most `limit`. What waits for any session
// of a workshop must not have changed since either: one may yet be planned.
absl::StatusOr<std::vector<int64_t>> FindInVain(db::Transaction& tx,
                                                absl::Time before, int limit);

// Those of them for which that is so.
absl::StatusOr<std::vector<int64_t>> WhichAreInVain(
    db::Transaction& tx, absl::Time before, const std::vector<int64_t>& ids);

// How many wait on the waitlist for a session.
absl::StatusOr<int64_t> CountWaiting(db::Transaction& tx, int64_t session_id);

// Those who wait for a session, in line or on the waitlist, by the revisions
// that they began to wait with, in order; the first `limit` of them.
absl::StatusOr<std::vector<int64_t>> ListQueued(db::Transaction& tx,
                                                int64_t session_id,
                                                int64_t limit);

// Live entries that wait for a session, after a join revision, in the order
// they came.
absl::StatusOr<std::vector<EntryRecord>> ListEntryRecords(
    db::Transaction& tx, int64_t session_id, int64_t after_join_revision,
    int limit);

// The same of those that wait for any session of a workshop, which may have
// none.
absl::StatusOr<std::vector<EntryRecord>> ListTopicRecords(
    db::Transaction& tx, int64_t workshop_id, int64_t after_join_revision,
    int limit);

// Lets those who wait for any session of a workshop wait for this one too.
// Returns whether there are any.
absl::StatusOr<bool> AddSessionToTopics(db::Transaction& tx, int64_t session_id,
                                        int64_t workshop_id);

// Saves new entries with the sessions they wait for.
absl::Status InsertEntries(db::Transaction& tx,
                           const std::vector<const EntryRecord*>& records);

// Saves what may change of entries that are stored.
absl::Status UpdateEntries(db::Transaction& tx,
                           const std::vector<const WaitlistEntry*>& entries);

// The entries of a contact, live or not, whose personal fields are kept.
absl::StatusOr<std::vector<int64_t>> FindEntryIdsOf(
    db::Transaction& tx, absl::string_view contact_key);

// The same of several contacts; one answer for each, in order.
absl::StatusOr<std::vector<std::vector<int64_t>>> FindEntryIdsOfContacts(
    db::Transaction& tx, absl::Span<const absl::string_view> contact_keys);

// Entries that are over since before `before` and whose personal fields are
// kept, at most `limit`.
absl::StatusOr<std::vector<int64_t>> FindKeptEntries(db::Transaction& tx,
                                                     absl::Time before,
                                                     int limit);

// Erases what is personal of entries, for good.
absl::Status EraseEntries(db::Transaction& tx, const std::vector<int64_t>& ids);

// A session that an entry does not wait for any more.
struct EntrySession {
  int64_t entry_id = 0;
  int64_t session_id = 0;
};
absl::Status DeleteEntrySessions(db::Transaction& tx,
                                 const std::vector<EntrySession>& gone);

// Finds an offer.
absl::StatusOr<std::optional<Offer>> FindOffer(db::Transaction& tx, int64_t id);

// Finds several by their ids, in that order.
absl::StatusOr<std::vector<std::optional<Offer>>> FindOffers(
    db::Transaction& tx, absl::Span<const int64_t> ids);

// The open offers of a session that have run out of time at `now`, at most
// `limit`, those longest ago first.
absl::StatusOr<std::vector<Offer>> FindDueOffers(db::Transaction& tx,
                                                 int64_t session_id,
                                                 absl::Time now, int limit);

// All open offers of a session.
absl::StatusOr<std::vector<Offer>> FindOpenOffers(db::Transaction& tx,
                                                  int64_t session_id);

// Saves offers, new ones and changed ones.
absl::Status SaveOffers(db::Transaction& tx,
                        const std::vector<const Offer*>& offers);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_WAITLIST_STORE_H_
