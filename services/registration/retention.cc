#include "services/registration/retention.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "services/registration/block_store.h"
#include "services/registration/booking_store.h"
#include "services/registration/commands.h"
#include "services/registration/farewell_store.h"
#include "services/registration/hold_store.h"
#include "services/registration/notice_store.h"
#include "services/registration/pool_store.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {
namespace {

constexpr int kBatch = 200;
constexpr int kSessionBatch = 20;
constexpr absl::Duration kHoldsKept = absl::Hours(24);

// Some of those who wait no more, or some of the bookings of one session. Once
// none is left, the session is done with. Returns whether there may be more.
absl::StatusOr<bool> FindOld(db::Transaction& tx, absl::Time before,
                             PurgeOld& old) {
  ASSIGN_OR_RETURN(old.entries, FindKeptEntries(tx, before, kBatch));
  if (!old.entries.empty()) return true;
  ASSIGN_OR_RETURN(const std::vector<int64_t> sessions,
                   FindSessionsToPurge(tx, before, 1));
  if (sessions.empty()) return false;
  ASSIGN_OR_RETURN(old.bookings, FindKeptBookings(tx, sessions[0], kBatch));
  if (old.bookings.empty()) RETURN_IF_ERROR(MarkPurged(tx, sessions[0]));
  return true;
}

absl::Status Purge(db::Transaction& tx, const GroupOptions& options,
                   PurgeOld old, absl::Time now) {
  if (old.bookings.empty() && old.entries.empty()) return absl::OkStatus();
  const WriteCommand command = std::move(old);
  const WriteCommand* const commands[] = {&command};
  return ApplyCommands(tx, commands, options, now).status();
}

// All who wait are looked through, however many: nobody else waits for that to
// write, and what is found is looked at once more. Returns whether there may be
// more.
absl::StatusOr<bool> PurgeInVain(db::Database& database,
                                 const GroupOptions& options, absl::Time now,
                                 absl::Time before) {
  std::vector<int64_t> found;
  RETURN_IF_ERROR(database.Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(found, FindInVain(tx, before, kBatch));
    return absl::OkStatus();
  }));
  if (found.empty()) return false;
  RETURN_IF_ERROR(database.Write([&](db::Transaction& tx) -> absl::Status {
    PurgeOld old;
    ASSIGN_OR_RETURN(old.entries, WhichAreInVain(tx, before, found));
    return Purge(tx, options, std::move(old), now);
  }));
  return found.size() == kBatch;
}

absl::StatusOr<bool> PurgeOver(db::Database& database,
                               const GroupOptions& options, absl::Time now,
                               absl::Time before) {
  bool more = false;
  RETURN_IF_ERROR(database.Write([&](db::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(UnmarkPurged(tx, before));
    PurgeOld old;
    ASSIGN_OR_RETURN(more, FindOld(tx, before, old));
    RETURN_IF_ERROR(Purge(tx, options, std::move(old), now));
    ASSIGN_OR_RETURN(const int64_t holds,
                     PruneHolds(tx, now - kHoldsKept, kBatch));
    more = more || holds == kBatch;
    RETURN_IF_ERROR(PurgeBlockReasons(tx, before));
    RETURN_IF_ERROR(EraseOldNotices(tx, now - kNoticeKept));
    return PruneFarewells(tx, now);
  }));
  return more;
}

}  // namespace

absl::StatusOr<absl::Time> FindPurgeTime(db::Transaction& tx, absl::Time now) {
  ASSIGN_OR_RETURN(const feed::Position head, feed::ReadHead(tx));
  if (head.revision == 0) return now;
  ASSIGN_OR_RETURN(const feed::Page page,
                   feed::ReadOn(tx, head.revision - 1, 1, 1));
  feed::v1::Change last;
  if (page.entries.empty() ||
      !last.ParseFromString(page.entries.front().change)) {
    return now + kDoubt;
  }
  const absl::Time time = absl::FromUnixMicros(last.commit_micros());
  return now - time < kLongQuiet ? now : now + kDoubt;
}

absl::StatusOr<bool> PurgeSome(db::Database& database,
                               const GroupOptions& options, absl::Time now) {
  const absl::Time before = now - options.rules.retention;
  ASSIGN_OR_RETURN(const bool more, PurgeOver(database, options, now, before));
  if (more) return true;
  return PurgeInVain(database, options, now, before);
}

absl::StatusOr<bool> SetSomeAside(db::Database& database, absl::Time now) {
  std::vector<int64_t> over;
  RETURN_IF_ERROR(database.Write([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(over, FindSessionsOver(tx, now, kSessionBatch));
    for (const int64_t id : over) RETURN_IF_ERROR(MarkPast(tx, id, true));
    return absl::OkStatus();
  }));
  return over.size() == kSessionBatch;
}

}  // namespace cwp::registration
