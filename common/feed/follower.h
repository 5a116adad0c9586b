#ifndef CWP_COMMON_FEED_FOLLOWER_H_
#define CWP_COMMON_FEED_FOLLOWER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/feed/log.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"
#include "common/telemetry/metrics.h"

namespace grpc {
template <class Response>
class ClientReader;
}  // namespace grpc

namespace cwp::feed::v1 {
class Change;
class WatchResponse;
}  // namespace cwp::feed::v1

namespace cwp::feed {

class Intake;
struct Received;

// The statements that make the follower's table, for a service's migrations.
std::vector<std::string> CreateFollowerStatements();

// One change, and where on the followed feed it stands.
struct FollowedChange {
  int64_t revision = 0;
  const v1::Change* change = nullptr;
};

// What a service does with the feed it follows. Both methods act on (own
// record, new state), never on having seen each step, so listing anew equals
// following. Called on the follower's thread alone.
class FollowerTarget {
 public:
  virtual ~FollowerTarget() = default;

  // Applies changes in order: one, or some thousands when the follower has far
  // to go. The follower stores its position in the same transaction. Fails with
  // DATA_LOSS `FEED_ENTRY_INVALID` when an entry does not hold what its kind
  // promises.
  virtual absl::Status Apply(db::Transaction& tx,
                             const std::vector<FollowedChange>& changes) = 0;

  // The followed service's collections, listed anew.
  struct Listing {
    // The revision to follow on from: the smallest that the lists named.
    int64_t revision = 0;
    // Replaces what is kept of the collections with what was listed.
    std::function<absl::Status(db::Transaction&)> replace;
  };

  // Lists the collections of the followed service, outside of any transaction.
  // Gives its calls into the canceller's hands, so that the follower can stop.
  virtual absl::StatusOr<Listing> Relist(rpc::Canceller& canceller) = 0;

  // Called after the commit of each of the above.
  virtual void Committed() {}
};

// How far a follower has come.
struct FollowerStatus {
  Position applied;
  // Where the followed feed ended when it last said so, and when that was: at
  // the follower's start, if it has not yet.
  int64_t head_revision = 0;
  absl::Time heard_time;
  // When the follower last had all that the followed feed had: what it keeps is
  // as old as that. At its start, if it has not been so far yet.
  absl::Time current_time;
  bool connected = false;
  int64_t relists = 0;

  // Entries not applied yet, as far as the followed feed has said.
  int64_t lag() const {
    return head_revision > applied.revision ? head_revision - applied.revision
                                            : 0;
  }
};

// Follows another service's feed into the own database, with exactly-once
// effect: the position is stored in the transaction that applies the changes.
// While one transaction is committed the next changes arrive, and all that have
// arrived share the next one.
//
// Replicas may follow the same feed into the same database: whoever comes
// second finds the position moved (ABORTED `FOLLOWER_MOVED`) and goes on from
// there. Reconnects with jittered back-off.
//
// Lists anew when the feed was compacted or replaced, and when an entry does
// not follow the one before it (DATA_LOSS `FEED_CHAIN_BROKEN`). The first
// listing happens at once, later ones only after pauses that double, so that a
// feed that stays broken is not listed all the time.
class Follower {
 public:
  struct Options {
    // Names the feed in the position table, for example `scheduling`.
    std::string name;
    rpc::Peer* peer = nullptr;
    db::Database* database = nullptr;
    const Clock* clock = nullptr;
    FollowerTarget* target = nullptr;
    // Required. Told, for this feed: cwp_follower_lag_entries,
    // cwp_follower_progress_age_seconds and cwp_follower_relists_total.
    Metrics* metrics = nullptr;
    absl::Duration min_backoff = absl::Milliseconds(50);
    absl::Duration max_backoff = absl::Seconds(2);
    absl::Duration min_list_pause = absl::Seconds(1);
    absl::Duration max_list_pause = absl::Minutes(1);
  };

  explicit Follower(Options options);

  // Stops.
  ~Follower();

  void Start();

  // Ends the thread, and the calls that it waits for; what was applied is
  // stored. May be called twice.
  void Stop();

  FollowerStatus status() const;

  // Waits until everything up to `revision` is applied, at most `timeout`;
  // whether it is. For tests and for readiness.
  bool WaitFor(int64_t revision, absl::Duration timeout);

 private:
  void AddMetrics();
  void Run();
  absl::Status FollowOnce();
  absl::Status FollowStream(const Position& position);
  void Hear(const v1::WatchResponse& response);
  absl::Status Receive(grpc::ClientReader<v1::WatchResponse>& stream,
                       Position position, Intake& intake);
  absl::Status ApplyAll(const std::vector<Received>& pages);
  absl::Status ListAnew(const absl::Status& why);
  void Tell(const absl::Status& why);
  void CountListing(const absl::Status& why);
  void Pause(absl::Duration backoff);
  void SetApplied(Position position);
  void NoteWhetherCurrent() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Options options_;
  mutable Mutex mu_;
  CondVar wake_;
  FollowerStatus status_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  rpc::Canceller canceller_;
  // Used by the thread alone: when the next listing may be, how long the pause
  // after it is, and what was told last of why the feed is listed anew.
  absl::Time list_after_ = absl::InfinitePast();
  absl::Duration list_pause_;
  std::string told_;
  std::thread thread_;
  std::vector<Metrics::Callback> metrics_;
};

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_FOLLOWER_H_
