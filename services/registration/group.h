#ifndef CWP_SERVICES_REGISTRATION_GROUP_H_
#define CWP_SERVICES_REGISTRATION_GROUP_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "common/db/requests.h"
#include "common/feed/log.h"
#include "services/registration/ahead.h"
#include "services/registration/booking_store.h"
#include "services/registration/domain.h"
#include "services/registration/farewell_store.h"
#include "services/registration/notice.h"
#include "services/registration/queue_window.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

// Who caused a change, for the feed.
struct Actor {
  std::string kind;
  std::string id;
};

// Registration itself: for what lapses, and for those who are let in by that.
const Actor& OwnActor();

// What the writer decides with: the organisation's rules and where ids come
// from.
struct GroupOptions {
  Rules rules;
  std::function<int64_t()> next_id;
};

// What is kept of a booking or waitlist entry that a decision may make.
struct NewRecord {
  const BookingRecord* booking = nullptr;
  const EntryRecord* entry = nullptr;
};

// What one write transaction reads and changes, so that a group of commands
// reads each row once, sees its neighbours' effects, and writes everything
// together at the end. Nothing is kept from one transaction to the next.
class Group {
 public:
  // `options` outlives the group.
  static absl::StatusOr<Group> Open(db::Transaction& tx,
                                    const GroupOptions& options,
                                    absl::Time now);

  // The same on a connection that only reads: for one who decides, to see what
  // would come of it, and saves nothing.
  static absl::StatusOr<Group> OpenToLook(db::Transaction& tx,
                                          const GroupOptions& options,
                                          absl::Time now);

  const Moment& moment() const { return moment_; }

  // Reads in few round trips what would else be read one by one.
  absl::Status ReadAhead(const Ahead& ahead);

  // The finders see the effects of this group so far.

  // Finds a pool; what has run out of time in it lapses first.
  absl::StatusOr<std::optional<Pool>> FindPool(int64_t session_id);

  // What a decision on a pool that was found looks at, for the client who asks
  // for a hold, if one does.
  absl::StatusOr<PoolView> View(int64_t session_id,
                                const std::string& asker = "");

  // The same for a decision that changes the capacity, from which it follows
  // who waits for a turn.
  absl::StatusOr<PoolView> ViewWithCapacity(int64_t session_id,
                                            int64_t capacity);

  absl::StatusOr<std::optional<Booking>> FindBooking(int64_t id);
  // What its contact said, of a booking that there is.
  absl::StatusOr<Answers> FindAnswers(int64_t booking_id);
  absl::StatusOr<std::optional<Booking>> FindByReference(
      int64_t session_id, const std::string& reference);
  // The reference that a booking may have in a session: its own, or the next
  // one when another has that there. Looked for only while a command is applied
  // alone, as those of a group are in which two collide.
  absl::StatusOr<std::string> FreeReference(int64_t session_id,
                                            const Booking& booking);
  absl::StatusOr<std::vector<Booking>> FindLiveBookings(
      const std::string& contact_key);
  absl::StatusOr<std::optional<Hold>> FindHold(int64_t id);
  absl::StatusOr<std::optional<Hold>> FindHoldOfBrowser(
      const std::string& browser_key);
  absl::StatusOr<std::optional<WaitlistEntry>> FindEntry(int64_t id);
  absl::StatusOr<std::vector<WaitlistEntry>> FindLiveEntries(
      int64_t workshop_id, const std::string& contact_key);
  absl::StatusOr<std::optional<Offer>> FindOffer(int64_t id);
  absl::StatusOr<std::optional<Allotment>> FindAllotment(
      int64_t session_id, const std::string& channel);
  absl::StatusOr<bool> IsBlocked(const std::string& contact_key);

  // The sessions of a workshop that have not started and are not cancelled.
  absl::StatusOr<std::vector<int64_t>> FindComingSessions(int64_t workshop_id);

  // How many wait for a session whose pool was found.
  absl::StatusOr<int64_t> CountWaiting(int64_t session_id);

  // A refusal `PLACES_HELD` with the position that the caller would have in
  // line, and when the longest hold or offer lapses.
  absl::StatusOr<absl::Status> WithTurn(const absl::Status& refusal,
                                        int64_t session_id);

  // Finds what a request did before, in this group too. Fails with
  // INVALID_ARGUMENT `REQUEST_ID_REUSED`.
  absl::StatusOr<std::optional<db::RequestEffect>> FindRequest(
      const db::RequestKey& request);

  // Everything that is live in a session.
  absl::StatusOr<ApplySession> FindAllOf(const Session& session);

  // How many offers this group has made in a session.
  int64_t CountNewOffers(int64_t session_id) const;

  // Takes over what was decided, and puts it on the feed.
  void Save(const Changes& changes, const Actor& actor, NewRecord made = {});

  // Serves those who wait elsewhere for what a decision changed for them.
  absl::Status Settle();

  // Notes that a session has new people waiting, stored already.
  void NoteQueued(int64_t session_id);

  // The same for a new session, which those wait for, too, who wait for any of
  // its workshop.
  void NoteNewSession(int64_t session_id, int64_t workshop_id);

  // Replaces the attendees of a booking; they are marked as they come.
  void SetAttendees(int64_t booking_id, std::vector<Attendee> attendees);

  // Makes another the contact of a booking; `email` is sealed.
  absl::Status SetContact(const Booking& booking,
                          const std::string& contact_key,
                          const std::string& email);

  // Changes what a booking says of its contact.
  absl::Status SetDetails(int64_t booking_id, const ContactDetails& details);

  // Notes why a booking was refused; sealed.
  absl::Status SetRefusal(int64_t booking_id, absl::string_view sealed_reason);

  // Marks the attendees of a booking.
  void SetAttendance(int64_t booking_id, std::vector<int64_t> attendance);

  // Blocks a contact for a sealed reason, or, without one, does so no more.
  absl::Status SetBlock(absl::string_view contact_key,
                        absl::string_view sealed_reason);

  // Erases why a contact is blocked; it stays so.
  absl::Status EraseBlockReason(absl::string_view contact_key);

  // The bookings and waitlist entries of a contact, live or not, whose personal
  // fields are kept.
  absl::StatusOr<std::vector<int64_t>> FindBookingIdsOf(
      const std::string& contact_key);
  absl::StatusOr<std::vector<int64_t>> FindEntryIdsOf(
      const std::string& contact_key);

  // Erases the personal fields of bookings and waitlist entries when everything
  // is written. `farewell_of` is the one of them that the contact's farewell is
  // about; 0 for none.
  absl::Status Erase(const std::vector<int64_t>& bookings,
                     const std::vector<int64_t>& entries, int64_t farewell_of,
                     const Actor& actor);

  // Keeps, for kFarewellKept, where to tell a contact that it was erased.
  absl::Status KeepFarewell(const Farewell& farewell);

  // What staff wrote to those of sessions; stored already.
  absl::StatusOr<std::optional<Notice>> FindNotice(int64_t id);
  absl::StatusOr<NoticesLately> FindNoticesLately(const Notice& notice);

  // Who would get a notice now.
  absl::StatusOr<Recipients> FindRecipients(const Notice& notice);

  // Saves a notice with its sealed words, or that it was taken back, puts it on
  // the feed, and returns it with its revision.
  absl::StatusOr<Notice> SaveNotice(Notice notice,
                                    const std::string& sealed_text,
                                    const Recipients& recipients,
                                    const Actor& actor);
  absl::StatusOr<Notice> SaveTakenBack(Notice notice, const Actor& actor);

  // Remembers what a request did.
  void SaveRequest(const db::RequestKey& request, db::RequestEffect effect);

  // Writes the pools as they are by now. Before a capacity is lowered, so that
  // the database judges what was let in by the capacity that it was let in by.
  absl::Status StorePools();

  // Writes everything. Called once, last.
  absl::Status Flush();

 private:
  template <class T>
  struct Row {
    T value;
    bool stored = true;
    bool changed = false;
  };
  template <class T>
  using Rows = std::map<int64_t, Row<T>>;

  // Somebody in a queue: a hold, or else an entry.
  struct Queued {
    bool hold = false;
    int64_t id = 0;
  };
  // The first of a queue, and whether they are all.
  struct Head {
    std::vector<Queued> queue;
    bool all = false;
  };
  struct PoolEntry {
    Pool pool;
    int64_t stored_revision = 0;
    bool stored = false;
    bool changed = false;
    // Those who wait, by the revisions that they came with. Up to
    // `queue_read_to` none is missing, and where more are to be read, those
    // beyond do not count yet.
    std::map<int64_t, Queued> queue;
    int64_t queue_read_to = 0;
    bool queue_read = false;
    bool more_wait = false;
    // As long as nothing changed that it shows.
    std::optional<QueueWindow> window;
    // Whether the last one left somebody out.
    bool left_out = false;
    // How many wait, once somebody asked.
    std::optional<int64_t> waiting;
  };
  using ClientKey = std::pair<int64_t, std::string>;
  using Contacts = absl::Span<const std::string* const>;
  // What is kept of a contact, and what this group erases of it.
  struct Kept {
    std::vector<int64_t> bookings;
    std::vector<int64_t> entries;
  };

  Group(db::Transaction& tx, feed::Appender appender,
        const GroupOptions& options, absl::Time now);

  // A statement or two for all; none for what is known.
  absl::Status ReadRequests(absl::Span<const db::RequestKey* const> requests);
  absl::Status ReadBookings(absl::Span<const int64_t> ids);
  absl::Status ReadEntries(absl::Span<const int64_t> ids);
  absl::Status ReadOffers(absl::Span<const int64_t> ids);
  absl::Status ReadHolds(absl::Span<const int64_t> ids);
  absl::Status ReadHoldsFor(absl::Span<const Hold* const> wanted);
  absl::Status ReadAnswers(absl::Span<const int64_t> booking_ids);
  absl::Status ReadBookingsOf(Contacts contacts);
  absl::Status ReadBlocks(Contacts contacts);
  absl::Status ReadKept(Contacts contacts);
  absl::Status ReadPools(absl::Span<const int64_t> session_ids);
  absl::Status ReadEntriesFor(absl::Span<const WaitlistEntry* const> joining);
  absl::Status ReadLiveEntries(absl::Span<const ContactInWorkshop> contacts);
  absl::Status LookForKept(const std::string& contact_key);
  absl::Status AddPool(const Pool& pool);
  absl::Status LapseDue(PoolEntry& entry);
  absl::Status ReadWaiting(int64_t session_id);
  absl::Status ReadQueue(PoolEntry& entry, int many);
  absl::StatusOr<Head> HeadOf(PoolEntry& entry, int wanted);
  absl::Status FillWindow(PoolEntry& entry, const PlaceLimits& limits);
  // A reference to a row: good until the row is erased.
  Waiter WaiterFor(int64_t session_id, const Queued& queued) const;
  bool StillWaits(const Queued& queued, int64_t session_id) const;
  int64_t RankOf(const Queued& queued) const;
  absl::Status CountHoldsOfAll(int64_t session_id,
                               const std::vector<Queued>& queue);
  absl::Status CountHoldsOf(int64_t session_id,
                            std::vector<std::string> client_keys);
  absl::StatusOr<ClientHolds> HoldsOfClient(int64_t session_id,
                                            const std::string& client_key);
  absl::StatusOr<std::vector<OfferedEntry>> WithEntries(
      const std::vector<Offer>& offers);

  // Reads the rows that are neither known nor known to be missing.
  template <class T>
  absl::Status ReadEach(absl::Span<const int64_t> ids,
                        absl::StatusOr<std::vector<std::optional<T>>> (*find)(
                            db::Transaction&, absl::Span<const int64_t>),
                        Rows<T>& rows, std::set<int64_t>& missing);

  // A row, once it was read; nothing when it is missing.
  template <class T>
  static std::optional<T> Known(const Rows<T>& rows, int64_t id) {
    const auto row = rows.find(id);
    if (row == rows.end()) return std::nullopt;
    return row->second.value;
  }

  // What is known of a row that was read: what this group made of it, if it
  // has.
  template <class T>
  static T& Remember(Rows<T>& rows, const T& value) {
    return rows.try_emplace(value.id, Row<T>{.value = value})
        .first->second.value;
  }

  // Save, by what a step holds.
  void SavePassed(const Step& step);
  void SaveBooking(Booking booking, const BookingRecord* record);
  void SaveHold(Hold hold);
  void SaveEntry(WaitlistEntry entry, const EntryRecord* record,
                 int64_t decided_in);
  void SaveOffer(Offer offer);
  void SaveAllotment(Allotment allotment);
  void SavePool(const Step& step);
  void CountOneWaiting(int64_t session_id, int64_t more);
  void CountClient(const Hold& hold, const ClientHolds& more);
  void JoinLine(const Hold& hold);
  void ForgetWindow(int64_t session_id);
  void SaveStep(Step step, const Actor& actor, NewRecord made);

  absl::Status FlushBookings();
  absl::Status FlushHolds();
  absl::Status FlushWaitlist();

  db::Transaction* tx_;
  feed::Appender appender_;
  Moment moment_;
  bool alone_ = false;
  std::set<int64_t> ending_;
  // How many holds and offers lapse before what has changed is written.
  int lapse_batch_;

  absl::flat_hash_map<int64_t, PoolEntry> pools_;
  // Ordered, so that rows are written in the order of ids.
  Rows<Booking> bookings_;
  Rows<Hold> holds_;
  Rows<WaitlistEntry> entries_;
  Rows<Offer> offers_;
  // Ids that were asked for in vain. What this group makes is in the rows.
  std::set<int64_t> missing_pools_;
  std::set<int64_t> missing_bookings_;
  std::set<int64_t> missing_holds_;
  std::set<int64_t> missing_entries_;
  std::set<int64_t> missing_offers_;
  // Of this group, by session.
  std::map<int64_t, int64_t> offers_made_;
  std::map<std::pair<int64_t, std::string>, Row<std::optional<Allotment>>>
      allotments_;
  std::map<int64_t, BookingRecord> new_bookings_;
  std::map<int64_t, EntryRecord> new_entries_;
  std::map<int64_t, std::vector<Attendee>> attendees_;
  std::map<int64_t, std::vector<int64_t>> attendance_;
  std::vector<EntrySession> sessions_left_;
  std::vector<int64_t> erased_bookings_;
  std::vector<int64_t> erased_entries_;
  // The bookings of contacts that were looked up; some may not be live by now.
  absl::flat_hash_map<std::string, std::vector<int64_t>> contacts_;
  absl::flat_hash_map<std::string, Kept> kept_;
  // Whose live waitlist entries are all among the rows.
  std::set<ContactInWorkshop> joined_;
  // What was said of stored bookings, which never changes.
  std::map<int64_t, Answers> answers_;
  // Sessions by workshop.
  std::map<int64_t, std::vector<int64_t>> coming_;
  absl::flat_hash_map<std::string, int64_t> browsers_;
  absl::flat_hash_map<ClientKey, ClientHolds> holds_of_client_;
  // By how much that is more than the database counts so far.
  absl::flat_hash_map<ClientKey, ClientHolds> not_counted_yet_;
  // Who began to wait for a session in this group.
  absl::flat_hash_map<int64_t, std::vector<Queued>> newly_waiting_;
  // Sessions whose waiting ones are to be served.
  std::set<int64_t> unsettled_;
  std::optional<bool> any_blocks_;
  // Asked for only where anybody is.
  absl::flat_hash_map<std::string, bool> blocked_;
  absl::flat_hash_map<std::string,
                      absl::StatusOr<std::optional<db::RequestEffect>>>
      requests_read_;
  absl::flat_hash_map<std::string, size_t> request_index_;
  std::vector<db::RequestRecord> requests_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_GROUP_H_
