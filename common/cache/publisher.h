#ifndef CWP_COMMON_CACHE_PUBLISHER_H_
#define CWP_COMMON_CACHE_PUBLISHER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/cache/client.h"
#include "common/cache/value.h"
#include "common/telemetry/loop_meter.h"
#include "common/telemetry/metrics.h"

namespace cwp::cache {

// Keeps Redis showing the newest value under each key: it holds them all, and
// writes them on a thread of its own, at once when one changes, and all of them
// after every connect, within the client's heartbeat of a FLUSHALL, and often
// enough that none lapses. Safe to use from several threads at once; no call
// waits for Redis.
class Publisher {
 public:
  struct Options {
    Client::Options client;  // Its hooks are the publisher's.
    absl::Duration rewrite = absl::Seconds(10);
    size_t max_entries = 100'000;
    // Shows cwp_redis_connected, cwp_redis_values_waiting and, of the loop
    // `redis_publisher`, cwp_loop_rounds_total, if it is given.
    Metrics* metrics = nullptr;
  };

  struct Stats {
    Client::Stats client;
    int64_t written = 0;
    int64_t older = 0;    // Something newer stood there already.
    int64_t dropped = 0;  // Keys past max_entries.
    int64_t held = 0;
    int64_t waiting = 0;  // Held, and not written since they changed.
  };

  // `clock` outlives the publisher.
  Publisher(const Clock& clock, Options options);
  ~Publisher();

  // From now on the key has this value, unless it is held with a newer revision
  // of the same feed. A new key past max_entries is dropped and counted:
  // readers then miss it, and ask the service.
  void Put(Entry entry);

  // Ceases to keep the key alive; what stands in Redis lapses by itself.
  void Forget(absl::string_view key);

  Stats stats() const;

 private:
  struct Held {
    Value value;
    bool waiting = false;
  };

  Client::Options WithHooks(Client::Options options);
  void RewriteAll();
  void Loop();
  bool TakeSome(std::vector<Entry>& entries);
  void PutBack(const std::vector<Entry>& entries);
  void Mark(const std::string& key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void MarkAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Clock& clock_;
  const Options options_;
  const LoopMeter meter_;

  mutable Mutex mu_;
  CondVar wakes_;
  absl::flat_hash_map<std::string, Held> held_ ABSL_GUARDED_BY(mu_);
  std::deque<std::string> waiting_ ABSL_GUARDED_BY(mu_);  // Keys.
  // Taken from there, and not known to be written.
  size_t in_hand_ ABSL_GUARDED_BY(mu_) = 0;
  bool rewrite_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  int64_t written_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t older_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t dropped_ ABSL_GUARDED_BY(mu_) = 0;

  std::chrono::steady_clock::time_point next_rewrite_ ABSL_GUARDED_BY(mu_);

  Client client_;
  std::thread thread_;
  std::vector<Metrics::Callback> callbacks_;
};

}  // namespace cwp::cache

#endif  // CWP_COMMON_CACHE_PUBLISHER_H_
