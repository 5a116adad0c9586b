#ifndef CWP_SERVICES_REGISTRATION_GROUP_H_
#define CWP_SERVICES_REGISTRATION_GROUP_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "common/db/requests.h"
#include "common/feed/log.h"
#include "services/registration/booking_store.h"
#include "services/registration/domain.h"
#include "services/registration/session_store.h"

namespace cwp::registration {

// Who caused a change, for the feed.
struct Actor {
  std::string kind;
  std::string id;
};

// What one write transaction reads and changes, so that a group of commands
// reads each row once, sees its neighbours' effects, and writes everything
// together at the end. Nothing is kept from one transaction to the next.
class Group {
 public:
  static absl::StatusOr<Group> Open(db::Transaction& tx);

  // Finds a pool, with the effects of this group so far.
  absl::StatusOr<std::optional<Pool>> FindPool(int64_t session_id);

  // Finds a booking, with the effects of this group so far.
  absl::StatusOr<std::optional<Booking>> FindBooking(int64_t id);

  // Finds the live booking that a contact has in a session, with the effects of
  // this group so far.
  absl::StatusOr<std::optional<Booking>> FindLiveBooking(
      int64_t session_id, absl::string_view contact_key);

  // Finds what a request did before, in this group too. Fails with
  // INVALID_ARGUMENT `REQUEST_ID_REUSED`.
  absl::StatusOr<std::optional<db::RequestEffect>> FindRequest(
      const db::RequestKey& request);

  // Takes over what was decided, and puts it on the feed. `record` is the new
  // booking's, when there is one. Returns the booking with its revision.
  std::optional<Booking> Save(const Changes& changes, const Actor& actor,
                              absl::Time now, const BookingRecord* record);

  // Remembers what a request did.
  void SaveRequest(const db::RequestKey& request, db::RequestEffect effect,
                   absl::Time now);

  // Writes everything. Called once, last.
  absl::Status Flush();

 private:
  struct PoolEntry {
    Pool pool;
    int64_t stored_revision = 0;
    bool stored = false;
    bool changed = false;
  };
  struct BookingEntry {
    Booking booking;
    // Set for a booking that is new in this group.
    std::optional<BookingRecord> record;
    bool changed = false;
  };

  Group(db::Transaction& tx, feed::Appender appender)
      : tx_(&tx), appender_(std::move(appender)) {}

  BookingEntry& Remember(Booking booking);

  db::Transaction* tx_;
  feed::Appender appender_;
  absl::flat_hash_map<int64_t, PoolEntry> pools_;
  // Ordered, so that rows are inserted in the order of ids.
  std::map<int64_t, BookingEntry> bookings_;
  // Live bookings that are new in this group, or were looked up: 0 for none.
  absl::flat_hash_map<std::pair<int64_t, std::string>, int64_t> live_;
  absl::flat_hash_map<std::string, size_t> request_index_;
  std::vector<db::RequestRecord> requests_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_GROUP_H_
