#ifndef CWP_COMMON_BASE_STEADY_TIME_H_
#define CWP_COMMON_BASE_STEADY_TIME_H_

#include <chrono>

#include "absl/time/time.h"

namespace cwp {

// Where the monotonic clock stands, which nobody can set: for how long
// something may take, and how long a loop pauses. With the wall clock, a loop
// would stand still for as long as that was set back.
//
// It counts from a moment of its own, so only differences mean anything; what
// is kept, shown or sent comes from Clock.
inline absl::Time SteadyNow() {
  return absl::UnixEpoch() +
         absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace cwp

#endif  // CWP_COMMON_BASE_STEADY_TIME_H_
