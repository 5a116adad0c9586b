#ifndef CWP_COMMON_BASE_BELL_H_
#define CWP_COMMON_BASE_BELL_H_

#include <chrono>
#include <cstdint>

#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace cwp {

// Tells threads of this process that there is something new, such as a change
// on a feed, or that it is time to stop. Safe to use from several threads at
// once.
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
    using std::chrono::steady_clock;
    const auto give_up =
        steady_clock::now() + absl::ToChronoNanoseconds(timeout);
    while (rings_ == heard) {
      const absl::Duration left =
          absl::FromChrono(give_up - steady_clock::now());
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

}  // namespace cwp

#endif  // CWP_COMMON_BASE_BELL_H_
