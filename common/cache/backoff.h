#ifndef CWP_COMMON_CACHE_BACKOFF_H_
#define CWP_COMMON_CACHE_BACKOFF_H_

#include <algorithm>
#include <random>

#include "absl/time/time.h"

namespace cwp::cache {

// How long to wait before the next attempt: between half and the whole of a
// time that doubles with each attempt, so that many clients of one server do
// not come back in step. Not safe to use from several threads at once.
class Backoff {
 public:
  Backoff(absl::Duration first, absl::Duration longest)
      : first_(first), longest_(longest), next_(first) {}

  absl::Duration Next() {
    const absl::Duration whole = next_;
    next_ = std::min(next_ * 2, longest_);
    return whole * std::uniform_real_distribution<double>(0.5, 1)(random_);
  }

  void Reset() { next_ = first_; }

 private:
  const absl::Duration first_;
  const absl::Duration longest_;
  absl::Duration next_;
  std::minstd_rand random_{std::random_device()()};
};

}  // namespace cwp::cache

#endif  // CWP_COMMON_CACHE_BACKOFF_H_
