#ifndef CWP_SERVICES_WEB_SEAT_WATCH_H_
#define CWP_SERVICES_WEB_SEAT_WATCH_H_

#include <cstdint>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/http/await.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"
#include "common/telemetry/metrics.h"
#include "services/web/domain.h"

namespace cwp::web {

// The newest seat counts of all sessions, as registration streams them while
// anybody watches. Nothing is known while registration cannot be reached.
//
// One thread follows the stream; another wakes those who wait, together for
// what changes within a tenth of a second. Safe to use from several threads at
// once.
class SeatWatch {
 public:
  using Counts = std::vector<std::pair<int64_t, Seats>>;

  // One who watches some sessions, for as long as this lives: it ends before
  // the watch, and not while it waits.
  class Watcher {
   public:
    Watcher(SeatWatch& watch, std::vector<int64_t> sessions);
    ~Watcher();

    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    // Calls `done` once there are counts to take, or some seconds have passed,
    // or Wake was called: maybe at once, maybe on another thread. One wait at a
    // time.
    void Wait(http::Done<bool> done);

    // The counts of its sessions that are new since the last time.
    Counts Take();

    // Ends the wait under way, and every later one as it begins.
    void Wake();

   private:
    friend class SeatWatch;

    SeatWatch& watch_;
    const std::vector<int64_t> sessions_;
    // All guarded by the watch's mu_.
    int64_t version_ = 0;
    int turn_ = 0;
    bool woken_ = false;
    http::Done<bool> done_;
  };

  // All outlive the watch. At most so many watch at once.
  SeatWatch(const rpc::Peer& registration, const Clock& clock, Metrics& metrics,
            int most_watchers);
  ~SeatWatch();

  // Null when as many watch as may.
  std::unique_ptr<Watcher> Join(std::vector<int64_t> sessions);

 private:
  struct Count {
    Seats seats;
    int64_t version = 0;
  };

  bool HasNews(const Watcher& watcher) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Follows streams, one after the other, while anybody watches.
  void Follow();
  // Follows one stream until it ends; says why it did.
  absl::Status FollowOnce();
  // Waits until somebody watches; false when it is to stop.
  bool AwaitWatchers();
  // Wakes whom it concerns, until it is to stop.
  void Tell();
  // Waits so long; false when it is to stop.
  bool Pause(absl::Duration pause);

  const rpc::Peer& registration_;
  const Clock& clock_;
  const int most_watchers_;
  Gauge& readers_;
  Counter& broken_;
  rpc::Canceller canceller_;
  mutable Mutex mu_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  // Also those who have joined and are being made.
  int joined_ ABSL_GUARDED_BY(mu_) = 0;
  absl::flat_hash_set<Watcher*> watchers_ ABSL_GUARDED_BY(mu_);
  // Rises with every message.
  int64_t version_ ABSL_GUARDED_BY(mu_) = 0;
  absl::flat_hash_map<int64_t, Count> counts_ ABSL_GUARDED_BY(mu_);
  std::thread follower_;
  std::thread teller_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SEAT_WATCH_H_
