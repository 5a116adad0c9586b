#ifndef CWP_TESTS_FAULTS_TIMES_H_
#define CWP_TESTS_FAULTS_TIMES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace cwp::faults {

// Durations that were measured.
class Times {
 public:
  void Add(absl::Duration time) { times_.push_back(time); }

  // The longest; of none: zero.
  absl::Duration Max() const { return Quantile(1); }

  // The median, the 99th of a hundred, and the longest.
  std::string Text() const;

 private:
  absl::Duration Quantile(double part) const;

  std::vector<absl::Duration> times_;
};

}  // namespace cwp::faults

#endif  // CWP_TESTS_FAULTS_TIMES_H_
