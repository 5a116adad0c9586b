#ifndef CWP_COMMON_DB_TURNSTILE_H_
#define CWP_COMMON_DB_TURNSTILE_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "common/base/mutex.h"

namespace cwp::db {

// A mutex that lets threads through in the order they came, so that a backup
// and the writer alternate: a plain mutex would let the one that has just
// released it take it again, time after time.
class ABSL_LOCKABLE Turnstile {
 public:
  void Enter() ABSL_EXCLUSIVE_LOCK_FUNCTION() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    MutexLock lock(mu_);
    const uint64_t ticket = next_++;
    while (serving_ != ticket) turn_.Wait(mu_);
  }

  void Leave() ABSL_UNLOCK_FUNCTION() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    MutexLock lock(mu_);
    ++serving_;
    if (serving_ != next_) turn_.NotifyAll();
  }

 private:
  Mutex mu_;
  CondVar turn_;
  uint64_t next_ ABSL_GUARDED_BY(mu_) = 0;
  uint64_t serving_ ABSL_GUARDED_BY(mu_) = 0;
};

// Holds the turn while in scope.
class ABSL_SCOPED_LOCKABLE Turn {
 public:
  explicit Turn(Turnstile& turnstile) ABSL_EXCLUSIVE_LOCK_FUNCTION(turnstile)
      : turnstile_(turnstile) {
    turnstile_.Enter();
  }
  ~Turn() ABSL_UNLOCK_FUNCTION() { turnstile_.Leave(); }

  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Turnstile& turnstile_;
};

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_TURNSTILE_H_
