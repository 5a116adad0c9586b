#ifndef CWP_SERVICES_GATEWAY_REPLAYS_H_
#define CWP_SERVICES_GATEWAY_REPLAYS_H_

#include <cstddef>
#include <deque>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "common/base/mutex.h"

namespace cwp::gateway {

// Remembers which orders were answered lately, to tell a partner that an answer
// is a repeat. Only for that: whether a booking is made twice, registration
// decides. Safe to use from several threads at once.
class Replays {
 public:
  explicit Replays(size_t limit = 10'000) : limit_(limit) {}

  // Returns whether `key` is remembered, and remembers it.
  bool Remember(const std::string& key) {
    MutexLock lock(mu_);
    if (!keys_.insert(key).second) return true;
    order_.push_back(key);
    if (order_.size() > limit_) {
      keys_.erase(order_.front());
      order_.pop_front();
    }
    return false;
  }

 private:
  const size_t limit_;
  Mutex mu_;
  absl::flat_hash_set<std::string> keys_ ABSL_GUARDED_BY(mu_);
  std::deque<std::string> order_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_REPLAYS_H_
