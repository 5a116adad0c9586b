#ifndef CWP_COMMON_TESTING_WALL_STEP_H_
#define CWP_COMMON_TESTING_WALL_STEP_H_

#include "absl/time/time.h"

namespace cwp {

// As long as it lives, the wall clock of this process (CLOCK_REALTIME) is `by`
// ahead of the machine's, or behind it where `by` is negative: to show what
// goes on when somebody sets it. No other clock steps. One at a time.
class WallStep {
 public:
  explicit WallStep(absl::Duration by);
  ~WallStep();

  WallStep(const WallStep&) = delete;
  WallStep& operator=(const WallStep&) = delete;
};

}  // namespace cwp

#endif  // CWP_COMMON_TESTING_WALL_STEP_H_
