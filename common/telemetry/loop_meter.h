#ifndef CWP_COMMON_TELEMETRY_LOOP_METER_H_
#define CWP_COMMON_TELEMETRY_LOOP_METER_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/telemetry/metrics.h"

namespace cwp {

// Counts the rounds of a background loop, so that one sees when it fails, and
// when it stands still:
//
//   cwp_loop_rounds_total{loop="housekeeping",result="ok"} 42
//
// Safe to use from several threads at once.
class LoopMeter {
 public:
  // `loop` is a constant, lower_snake_case. Counts nothing without `metrics`,
  // which otherwise outlives this.
  LoopMeter(Metrics* metrics, absl::string_view loop);

  // After each round, with how it went.
  void Count(const absl::Status& status) const;

 private:
  Counter* ok_ = nullptr;
  Counter* failed_ = nullptr;
};

}  // namespace cwp

#endif  // CWP_COMMON_TELEMETRY_LOOP_METER_H_
