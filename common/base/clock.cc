#include "common/base/clock.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

namespace cwp {
namespace {

constexpr absl::Duration kStep = absl::Seconds(2);
constexpr double kFollow = 0.01;

absl::Duration BootTime() {
  timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return absl::DurationFromTimespec(now);
}

}  // namespace

SystemClock::SystemClock()
    : SystemClock(
          Source{.wall = [] { return absl::Now(); }, .boot = &BootTime}) {}

SystemClock::SystemClock(Source source)
    : source_(std::move(source)), now_(source_.wall()), boot_(source_.boot()) {}

absl::Time SystemClock::Now() const {
  MutexLock lock(mu_);
  const absl::Duration boot = source_.boot();
  const absl::Duration passed = boot - boot_;
  boot_ = boot;
  const absl::Time expected = now_ + passed;
  const absl::Duration ahead = source_.wall() - expected;
  if (ahead > kStep || ahead < -kStep) {
    now_ =
        expected + (ahead > absl::ZeroDuration() ? passed : -passed) * kFollow;
  } else {
    now_ = std::max(now_, expected + ahead);
  }
  return now_;
}

absl::Duration SystemClock::Offset() const {
  const absl::Time now = Now();
  return source_.wall() - now;
}

}  // namespace cwp
