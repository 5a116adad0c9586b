#ifndef CWP_COMMON_CACHE_READ_THROUGH_H_
#define CWP_COMMON_CACHE_READ_THROUGH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/cache/client.h"
#include "common/cache/value.h"

namespace cwp::cache {

// Reads values that a Publisher keeps in Redis: from memory while they are
// fresh, then from Redis, then from the service that owns them. Each key is
// fetched once, however many wait for it, and an older revision of a feed does
// not take the place of a newer one. Safe to use from several threads at once.
class ReadThrough {
 public:
  // In the order of the keys; null where nobody knows the value. All who read a
  // value share it.
  using ValuePtr = std::shared_ptr<const Value>;
  using Found = std::vector<ValuePtr>;
  using Done = absl::AnyInvocable<void(Found)>;

  // In the order of the keys; nothing where nobody knows the value.
  using Values = Client::Values;

  // Asks the owning service. Calls its argument once, on any thread, by about
  // the deadline. The identity of a value is empty when the service does not
  // say which feed its revision is of; it is then taken for the same.
  using LoadDone = std::function<void(absl::StatusOr<Values>)>;
  using Load = std::function<void(std::vector<std::string> keys,
                                  absl::Time deadline, LoadDone done)>;

  struct Options {
    // Null: straight to the service.
    Client* client = nullptr;
    Load load;
    // How long what was read counts as fresh, also that nobody knew it.
    absl::Duration freshness = absl::Milliseconds(500);
    // How long Redis may take.
    absl::Duration cache_timeout = absl::Milliseconds(100);
    // For how long an older revision is taken for a late answer; after that,
    // for a feed that was put back.
    absl::Duration memory = absl::Seconds(10);
    size_t max_entries = 10'000;
  };

  // Counted since the start.
  struct Stats {
    int64_t fresh = 0;   // Keys answered from memory,
    int64_t cached = 0;  // from Redis,
    int64_t loaded = 0;  // by the service,
    int64_t failed = 0;  // and by nobody.
    int64_t older = 0;   // Values that were not taken.
  };

  // The clock and the client outlive this, and so do callbacks under way.
  ReadThrough(const Clock& clock, Options options);

  // Waits until nothing is being fetched.
  ~ReadThrough();

  // Calls `done` once, in this call when all keys are fresh.
  void Get(std::vector<std::string> keys, absl::Time deadline, Done done);

  Stats stats() const;

 private:
  // One call of Get that waits for keys.
  struct Request {
    Found values;
    size_t missing = 0;
    Done done;
  };
  using Waiter = std::pair<std::shared_ptr<Request>, size_t>;

  struct Held {
    // Null when nobody knew it.
    ValuePtr value;
    absl::Time time = absl::InfinitePast();
  };

  void Fetch(std::vector<std::string> keys, absl::Time deadline);
  void LoadRest(std::vector<std::string> keys, absl::Time deadline);
  void Land(const std::vector<std::string>& keys, Values values,
            int64_t Stats::*source);
  ValuePtr Hold(const std::string& key, std::optional<Value> value)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void MakeRoom(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Clock& clock_;
  const Options options_;

  mutable Mutex mu_;
  CondVar landed_;
  absl::flat_hash_map<std::string, Held> held_ ABSL_GUARDED_BY(mu_);
  absl::flat_hash_map<std::string, std::vector<Waiter>> flights_
      ABSL_GUARDED_BY(mu_);
  // Callbacks that may still touch this object.
  int under_way_ ABSL_GUARDED_BY(mu_) = 0;
  Stats stats_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::cache

#endif  // CWP_COMMON_CACHE_READ_THROUGH_H_
