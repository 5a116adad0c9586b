#include "common/feed/log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "cwp/feed/v1/feed_service.pb.h"

namespace cwp::feed {
namespace {

constexpr absl::string_view kSelectHead =
    "SELECT revision, hash FROM feed_head WHERE id = 1";

// Guarded by the old revision: two writers who both believed they had their
// turn cannot both get past this.
constexpr absl::string_view kUpdateHead =
    "UPDATE feed_head SET revision = $2, hash = $3 "
    "WHERE id = 1 AND revision = $1";

constexpr absl::string_view kInsertEntry =
    "INSERT INTO feed_entries (revision, change, hash, commit_micros) "
    "VALUES ($1, $2, $3, $4)";

constexpr absl::string_view kSelectAfter =
    "SELECT revision, change, hash FROM feed_entries "
    "WHERE revision > $1 ORDER BY revision LIMIT $2";

constexpr absl::string_view kSelectIdentity =
    "SELECT identity FROM feed_head WHERE id = 1";

constexpr absl::string_view kUpdateIdentity =
    "UPDATE feed_head SET identity = $1 WHERE id = 1 AND identity = ''";

constexpr absl::string_view kSelectHash =
    "SELECT hash FROM feed_entries WHERE revision = $1";

constexpr absl::string_view kCompact =
    "DELETE FROM feed_entries WHERE revision IN ("
    "SELECT revision FROM feed_entries "
    "WHERE commit_micros < $1 AND revision < "
    "(SELECT revision FROM feed_head WHERE id = 1) "
    "ORDER BY revision LIMIT $2)";

absl::Status Refuse(absl::string_view reason, absl::string_view message,
                    int64_t revision) {
  return MakeError(absl::StatusCode::kOutOfRange, reason, message,
                   {{"revision", absl::StrCat(revision)}});
}

// The hash of the entry at `after`, which must be the one that `after` has, if
// it has one; empty when the entry is gone.
absl::StatusOr<std::string> FindHash(db::Transaction& tx, const Position& after,
                                     const Position& head) {
  if (after.revision > head.revision) {
    return Refuse("REVISION_AHEAD", "this feed never reached that revision",
                  after.revision);
  }
  if (after.revision == 0) return std::string();
  std::string hash = head.hash;
  if (after.revision < head.revision) {
    ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectHash, {after.revision}));
    // Compacted: what follows may be gone too, which ReadOn finds out.
    if (rows.empty()) return std::string();
    hash = rows[0].String(0);
  }
  if (!after.hash.empty() && hash != after.hash) {
    return Refuse("FEED_REPLACED",
                  "this feed is another than the one that was followed",
                  after.revision);
  }
  return hash;
}

}  // namespace

std::vector<std::string> CreateFeedStatements() {
  return {
      "CREATE TABLE feed_entries ("
      "revision BIGINT PRIMARY KEY, change BYTEA NOT NULL, "
      "hash BYTEA NOT NULL, commit_micros BIGINT NOT NULL)",
      "CREATE TABLE feed_head ("
      "id BIGINT PRIMARY KEY CHECK (id = 1), revision BIGINT NOT NULL, "
      "hash BYTEA NOT NULL, identity TEXT NOT NULL)",
      "INSERT INTO feed_head (id, revision, hash, identity) "
      "VALUES (1, 0, '', '')",
  };
}

std::string NextHash(absl::string_view previous_hash, int64_t revision,
                     absl::string_view change) {
  static const std::string* const zeros = new std::string(32, '\0');
  return crypto::Hash(absl::StrCat(
      previous_hash.empty() ? absl::string_view(*zeros) : previous_hash,
      crypto::ToBigEndian(revision), change));
}

absl::StatusOr<Position> ReadHead(db::Transaction& tx) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectHead));
  CWP_CHECK(rows.size() == 1, "a feed has exactly one head");
  return Position{.revision = rows[0].Int(0), .hash = rows[0].String(1)};
}

absl::StatusOr<std::string> EnsureIdentity(db::Database& database) {
  constexpr size_t kBytes = 16;
  const std::string made = crypto::ToHex(crypto::RandomBytes(kBytes));
  std::string identity;
  RETURN_IF_ERROR(database.Write([&](db::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Run(kUpdateIdentity, {made}).status());
    ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectIdentity));
    identity = rows[0].String(0);
    return absl::OkStatus();
  }));
  return identity;
}

absl::StatusOr<Page> ReadAfter(db::Transaction& tx, const Position& after,
                               int max_entries, size_t max_bytes) {
  ASSIGN_OR_RETURN(Position head, ReadHead(tx));
  ASSIGN_OR_RETURN(std::string hash, FindHash(tx, after, head));
  ASSIGN_OR_RETURN(Page page,
                   ReadOn(tx, after.revision, max_entries, max_bytes));
  page.after_hash = std::move(hash);
  return page;
}

absl::StatusOr<Page> ReadOn(db::Transaction& tx, int64_t after_revision,
                            int max_entries, size_t max_bytes) {
  Page page;
  ASSIGN_OR_RETURN(page.head, ReadHead(tx));
  if (after_revision >= page.head.revision) return page;
  ASSIGN_OR_RETURN(db::Rows rows,
                   tx.Run(kSelectAfter, {after_revision, max_entries}));
  size_t bytes = 0;
  for (const db::Rows::Row row : rows) {
    bytes += row.Text(1).size();
    if (!page.entries.empty() && bytes > max_bytes) break;
    page.entries.push_back({.revision = row.Int(0),
                            .change = row.String(1),
                            .hash = row.String(2)});
  }
  if (page.entries.empty() ||
      page.entries.front().revision != after_revision + 1) {
    return Refuse("REVISION_COMPACTED",
                  "the entries after that revision are gone", after_revision);
  }
  return page;
}

std::string SerializeChange(const ChangeRecord& record) {
  v1::Change change;
  change.set_kind(record.kind);
  change.set_resource_id(record.resource_id);
  change.set_resource(record.resource);
  change.set_cause(record.cause);
  change.mutable_actor()->set_kind(record.actor_kind);
  change.mutable_actor()->set_id(record.actor_id);
  change.set_commit_micros(absl::ToUnixMicros(record.commit_time));
  return change.SerializeAsString();
}

absl::StatusOr<Appender> Appender::Open(db::Transaction& tx) {
  ASSIGN_OR_RETURN(Position head, ReadHead(tx));
  return Appender(tx, std::move(head));
}

int64_t Appender::Append(const ChangeRecord& record) {
  Entry entry;
  entry.revision = next_revision();
  entry.change = SerializeChange(record);
  entry.hash = NextHash(head_.hash, entry.revision, entry.change);
  head_ = {.revision = entry.revision, .hash = entry.hash};
  waiting_.push_back(std::move(entry));
  commit_times_.push_back(record.commit_time);
  return head_.revision;
}

absl::Status Appender::Flush() {
  if (waiting_.empty()) return absl::OkStatus();
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(waiting_.size());
  for (size_t i = 0; i < waiting_.size(); ++i) {
    rows.push_back({waiting_[i].revision, db::Value::Bytes(waiting_[i].change),
                    db::Value::Bytes(waiting_[i].hash), commit_times_[i]});
  }
  RETURN_IF_ERROR(tx_->RunEach(kInsertEntry, rows).status());
  ASSIGN_OR_RETURN(db::Rows updated,
                   tx_->Run(kUpdateHead, {base_revision_, head_.revision,
                                          db::Value::Bytes(head_.hash)}));
  if (updated.affected() != 1) {
    return MakeError(absl::StatusCode::kAborted, "FEED_HEAD_MOVED",
                     "another writer extended the feed meanwhile");
  }
  base_revision_ = head_.revision;
  waiting_.clear();
  commit_times_.clear();
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Compact(db::Transaction& tx, absl::Time before,
                                int limit) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kCompact, {before, limit}));
  return rows.affected();
}

}  // namespace cwp::feed
