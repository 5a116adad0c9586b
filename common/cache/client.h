#ifndef CWP_COMMON_CACHE_CLIENT_H_
#define CWP_COMMON_CACHE_CLIENT_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/cache/backoff.h"
#include "common/cache/connection.h"
#include "common/cache/value.h"
#include "common/cache/wire.h"

namespace cwp::cache {

// A Redis server that may be slow, absent, wiped or wrong, seen through one
// connection on a thread of its own. Safe to use from several threads at once.
//
// While there is no connection, every call fails at once; one attempt after
// another is made in the background, at growing, jittered intervals. A server
// that does not answer within the command timeout counts as absent. So no call
// is held up for longer than about that, whatever Redis does.
//
// Calls fail with
// - UNAVAILABLE `CACHE_UNAVAILABLE`: there is no connection, or it broke;
// - UNAVAILABLE `CACHE_REFUSED`: Redis is out of memory, loading or the like;
// - RESOURCE_EXHAUSTED `OVERLOADED`: too much is queued;
// - DEADLINE_EXCEEDED `DEADLINE_EXCEEDED`.
class Client {
 public:
  struct Options {
    Address address;
    std::string password;
    absl::Duration connect_timeout = absl::Milliseconds(200);
    absl::Duration command_timeout = absl::Milliseconds(50);
    // After which Redis itself drops what was put.
    absl::Duration value_lifetime = absl::Seconds(30);
    // How often the server is asked whether it is there.
    absl::Duration heartbeat = absl::Milliseconds(250);
    absl::Duration first_backoff = absl::Milliseconds(20);
    absl::Duration longest_backoff = absl::Milliseconds(500);
    // Keys and entries that may wait.
    size_t max_queue = 10'000;

    // Called after every connect, the first included.
    std::function<void()> on_connect;
    // Called when a heartbeat finds that the server has lost what was put
    // (FLUSHALL, say), though the connection stands.
    std::function<void()> on_lost;
    // Both are called on the client's thread, so they must not wait for it:
    // they wake somebody, and return.
  };

  // In the order of the keys; nothing for a key that is absent, of another type
  // or written by somebody else.
  using Values = std::vector<std::optional<Value>>;
  using GetDone = absl::AnyInvocable<void(absl::StatusOr<Values>)>;

  // Counted since the start.
  struct Stats {
    int64_t hits = 0;    // Keys found,
    int64_t misses = 0;  // and not found.
    int64_t errors = 0;  // Calls that failed.
    int64_t connects = 0;
    int64_t losses = 0;  // See on_lost.
    bool connected = false;
  };

  // `clock` tells when deadlines have passed, and outlives the client.
  Client(const Clock& clock, Options options);

  // Ends the thread. What is queued fails with `CACHE_UNAVAILABLE`.
  ~Client();

  // Gets many keys. Blocks until `deadline` at the latest; not for a thread
  // that serves others, and not in a hook or callback of this client.
  absl::StatusOr<Values> MultiGet(std::vector<std::string> keys,
                                  absl::Time deadline);

  // The same without blocking. What waits together is fetched together, each
  // key once. `done` is called once, on the client's thread, or in this call
  // when it fails at once; it must not block. When the server is slow, it may
  // come later than `deadline` by the command timeout.
  void AsyncMultiGet(std::vector<std::string> keys, absl::Time deadline,
                     GetDone done);

  // Writes one entry, unless a newer revision of the same feed stands there; a
  // value of another feed is always overwritten. Returns whether it wrote.
  absl::StatusOr<bool> PutNewer(Entry entry, absl::Time deadline);

  // Writes many entries in one go. Fails when any of them failed, having tried
  // all; writing them again does no harm. Both block: see MultiGet().
  absl::StatusOr<PutCounts> PutNewerEach(std::vector<Entry> entries,
                                         absl::Time deadline);

  Stats stats() const;

 private:
  using PutDone = absl::AnyInvocable<void(absl::StatusOr<PutCounts>)>;

  struct Get {
    std::vector<std::string> keys;
    absl::Time deadline;
    GetDone done;
  };
  struct Put {
    std::vector<Entry> entries;
    absl::Time deadline;
    PutDone done;
  };
  // What the thread does next.
  struct Batch {
    std::vector<Get> gets;
    std::vector<Put> puts;
    bool beat = false;
  };

  absl::Status Admit(size_t size) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void CheckMayBlock();

  void Loop();
  bool Pause(absl::Duration pause);
  void Serve(Wire& wire);
  std::optional<Batch> TakeBatch();
  absl::Status RunBatch(Wire& wire, Batch& batch);
  absl::Status RunGets(Wire& wire, std::vector<Get>& gets);
  absl::Status RunPuts(Wire& wire, std::vector<Put>& puts);
  absl::Status RunBeat(Wire& wire);
  void FailAll(const absl::Status& status);
  template <class Job>
  void Fail(Job& job, const absl::Status& status);
  template <class Job>
  void DropLate(std::vector<Job>& jobs);

  const Clock& clock_;
  const Options options_;
  Backoff backoff_;                                  // Used by the thread only.
  std::chrono::steady_clock::time_point next_beat_;  // So is this.

  std::atomic<int64_t> hits_ = 0;
  std::atomic<int64_t> misses_ = 0;
  std::atomic<int64_t> errors_ = 0;
  std::atomic<int64_t> connects_ = 0;
  std::atomic<int64_t> losses_ = 0;

  mutable Mutex mu_;
  CondVar wakes_;
  bool connected_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<Get> gets_ ABSL_GUARDED_BY(mu_);
  std::vector<Put> puts_ ABSL_GUARDED_BY(mu_);
  size_t queued_ ABSL_GUARDED_BY(mu_) = 0;  // Keys and entries.
  std::thread::id thread_id_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;
};

}  // namespace cwp::cache

#endif  // CWP_COMMON_CACHE_CLIENT_H_
