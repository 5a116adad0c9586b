#ifndef CWP_COMMON_FEED_BELL_H_
#define CWP_COMMON_FEED_BELL_H_

#include <cstdint>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace cwp::feed {

// Tells threads of this process that the feed has grown, or that it is time to
// stop. Safe to use from several threads at once.
class Bell {
 public:
  // Wakes everybody who waits.
  void Ring() {
    MutexLock lock(mu_);
    ++rings_;
    wake_.NotifyAll();
  }

  // Waits until the bell has rung since `heard`, at most `timeout`; returns the
  // value to pass next time. Begin with 0.
  int64_t Wait(int64_t heard, absl::Duration timeout) {
    MutexLock lock(mu_);
    const absl::Time give_up = absl::Now() + timeout;
    while (rings_ == heard) {
      const absl::Duration left = give_up - absl::Now();
      if (left <= absl::ZeroDuration()) break;
      wake_.WaitFor(mu_, left);
    }
    return rings_;
  }

 private:
  Mutex mu_;
  CondVar wake_;
  int64_t rings_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_BELL_H_
