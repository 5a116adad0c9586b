#include "common/testing/wall_step.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <ctime>

#include "common/base/check.h"

namespace cwp {
namespace {

constexpr int64_t kNanosInSecond = 1'000'000'000;

std::atomic<int64_t> stepped_nanos = 0;

}  // namespace

WallStep::WallStep(absl::Duration by) {
  CWP_CHECK(stepped_nanos == 0, "the wall clock is stepped once at a time");
  stepped_nanos = absl::ToInt64Nanoseconds(by);
}

WallStep::~WallStep() { stepped_nanos = 0; }

}  // namespace cwp

// In place of the C library's, for this program and all that it is linked with.
extern "C" __attribute__((visibility("default"))) int clock_gettime(
    clockid_t clock, timespec* time) noexcept {
  using cwp::kNanosInSecond;
  const auto answer = static_cast<int>(syscall(SYS_clock_gettime, clock, time));
  if (answer != 0 || clock != CLOCK_REALTIME) return answer;
  const int64_t nanos =
      time->tv_sec * kNanosInSecond + time->tv_nsec + cwp::stepped_nanos;
  time->tv_sec = nanos / kNanosInSecond;
  time->tv_nsec = nanos % kNanosInSecond;
  return answer;
}
