#ifndef CWP_TESTS_COMMON_CACHE_EVENTUALLY_H_
#define CWP_TESTS_COMMON_CACHE_EVENTUALLY_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace cwp::cache {

// Whether `condition` holds within `patience`. Polls, because a real server
// tells nobody when it changes.
template <class Condition>
bool Eventually(const Condition& condition,
                absl::Duration patience = absl::Seconds(20)) {
  const absl::Time end = absl::Now() + patience;
  while (!condition()) {
    if (absl::Now() > end) return false;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return true;
}

}  // namespace cwp::cache

#endif  // CWP_TESTS_COMMON_CACHE_EVENTUALLY_H_
