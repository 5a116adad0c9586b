#ifndef CWP_COMMON_BASE_CLOCK_H_
#define CWP_COMMON_BASE_CLOCK_H_

#include <functional>
#include <memory>

#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace cwp {

// Says what time it is. Safe to use from several threads at once.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;

  // How far the machine's wall clock is ahead of this one, negative when
  // behind.
  virtual absl::Duration Offset() const { return absl::ZeroDuration(); }
};

// The wall clock at start plus the time that has passed since (CLOCK_BOOTTIME,
// which no one can set and which goes on in suspend).
//
// When somebody steps the wall clock by more than 2 s, this clock does not
// jump: it follows at 1 %, so that nothing in a running process lapses early.
// Smaller differences are taken over at once, but never backwards.
class SystemClock final : public Clock {
 public:
  // How the kernel's clocks are read; replaced in tests.
  struct Source {
    std::function<absl::Time()> wall;
    std::function<absl::Duration()> boot;
  };

  SystemClock();
  explicit SystemClock(Source source);

  absl::Time Now() const override;

  // More than 2 s either way is a step that is being followed.
  absl::Duration Offset() const override;

 private:
  const Source source_;
  mutable Mutex mu_;
  mutable absl::Time now_ ABSL_GUARDED_BY(mu_);
  mutable absl::Duration boot_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp

#endif  // CWP_COMMON_BASE_CLOCK_H_
