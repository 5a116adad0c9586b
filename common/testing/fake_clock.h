#ifndef CWP_COMMON_TESTING_FAKE_CLOCK_H_
#define CWP_COMMON_TESTING_FAKE_CLOCK_H_

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace cwp {

// A clock that moves only when the test moves it.
//
//   FakeClock clock;                  // a Monday, 2024-03-04 09:00 UTC
//   clock.Advance(absl::Hours(24));   // the deadline has now passed
class FakeClock final : public Clock {
 public:
  FakeClock()
      : FakeClock(absl::FromCivil(absl::CivilHour(2024, 3, 4, 9),
                                  absl::UTCTimeZone())) {}
  explicit FakeClock(absl::Time now) : now_(now) {}

  absl::Time Now() const override {
    MutexLock lock(mu_);
    return now_;
  }

  // Time does not run backwards: `step` is zero or more.
  void Advance(absl::Duration step) {
    CWP_CHECK(step >= absl::ZeroDuration(), "time does not run backwards");
    MutexLock lock(mu_);
    now_ += step;
  }

 private:
  mutable Mutex mu_;
  absl::Time now_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp

#endif  // CWP_COMMON_TESTING_FAKE_CLOCK_H_
