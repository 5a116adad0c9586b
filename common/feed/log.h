#ifndef CWP_COMMON_FEED_LOG_H_
#define CWP_COMMON_FEED_LOG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/database.h"

namespace cwp::feed {

// A service's feed as it lies in its database: a hash chain of entries, each
// written in the transaction that made the change it tells of. The revision
// comes from a counter row in that transaction, so it has no gaps and no
// reordering.

// The statements that make the tables, for a service's migrations.
std::vector<std::string> CreateFeedStatements();

// A place on a feed. Revision 0 with an empty hash stands before everything.
struct Position {
  int64_t revision = 0;
  // 32 bytes; empty for revision 0, or when not known.
  std::string hash;

  friend bool operator==(const Position& a, const Position& b) {
    return a.revision == b.revision && a.hash == b.hash;
  }
};

// One link of the chain; as cwp.feed.v1.Entry.
struct Entry {
  int64_t revision = 0;
  // A serialised cwp.feed.v1.Change.
  std::string change;
  std::string hash;
};

// The hash of the entry that follows `previous_hash`, as cwp.feed.v1.Entry
// says.
std::string NextHash(absl::string_view previous_hash, int64_t revision,
                     absl::string_view change);

// A page of a feed.
struct Page {
  std::vector<Entry> entries;
  // Where the feed ended when the page was read.
  Position head;
  // The hash of the entry that the page follows; empty when it was not read.
  std::string after_hash;
};

// Where the feed ends.
absl::StatusOr<Position> ReadHead(db::Transaction& tx);

// What tells this feed from every other, 32 hexadecimal digits, made when first
// asked for. A restore from a backup empties it, because a restored feed may
// give old revisions anew.
absl::StatusOr<std::string> EnsureIdentity(db::Database& database);

// Reads entries after a position, oldest first: at most `max_entries`, and no
// more than `max_bytes` unless the first alone is larger. The page tells the
// hash of the position, unless that entry is gone.
//
// Fails with OUT_OF_RANGE and `REVISION_COMPACTED`, `REVISION_AHEAD` or
// `FEED_REPLACED`, as cwp.feed.v1.FeedService.Watch says.
absl::StatusOr<Page> ReadAfter(db::Transaction& tx, const Position& after,
                               int max_entries, size_t max_bytes);

// Reads as ReadAfter does, from a position that this process read before, and
// so without comparing its hash.
absl::StatusOr<Page> ReadOn(db::Transaction& tx, int64_t after_revision,
                            int max_entries, size_t max_bytes);

// A change as a service reports it; see cwp.feed.v1.Change.
struct ChangeRecord {
  std::string kind;
  int64_t resource_id = 0;
  std::string resource;
  std::string cause;
  std::string actor_kind;
  std::string actor_id;
  absl::Time commit_time;
};

// The serialised cwp.feed.v1.Change.
std::string SerializeChange(const ChangeRecord& record);

// Adds entries to the feed of one write transaction.
//
//   ASSIGN_OR_RETURN(Appender appender, Appender::Open(tx));
//   workshop.revision = appender.Append(record);
//   ...
//   RETURN_IF_ERROR(appender.Flush());
class Appender {
 public:
  // Reads where the feed ends. `tx` outlives the appender.
  static absl::StatusOr<Appender> Open(db::Transaction& tx);

  // The revision that the next Append returns.
  int64_t next_revision() const { return head_.revision + 1; }

  // Takes an entry in line and returns its revision.
  int64_t Append(const ChangeRecord& record);

  // Writes what is in line. Does nothing when nothing is. Fails with ABORTED
  // `FEED_HEAD_MOVED` when another writer, against all rules, wrote meanwhile.
  absl::Status Flush();

 private:
  Appender(db::Transaction& tx, Position head)
      : tx_(&tx), base_revision_(head.revision), head_(std::move(head)) {}

  db::Transaction* tx_;
  int64_t base_revision_;
  Position head_;
  std::vector<Entry> waiting_;
  std::vector<absl::Time> commit_times_;
};

// Forgets entries that were committed before `before`, at most `limit` of them;
// returns how many. The head stays.
absl::StatusOr<int64_t> Compact(db::Transaction& tx, absl::Time before,
                                int limit);

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_LOG_H_
