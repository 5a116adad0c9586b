#include "tests/faults/times.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace cwp::faults {

std::string Times::Text() const {
  const auto milliseconds = [&](double part) {
    return absl::StrCat(absl::ToInt64Milliseconds(Quantile(part)), " ms");
  };
  return absl::StrCat("p50 ", milliseconds(0.5), ", p99 ", milliseconds(0.99),
                      ", max ", milliseconds(1), " of ", times_.size());
}

absl::Duration Times::Quantile(double part) const {
  if (times_.empty()) return absl::ZeroDuration();
  std::vector<absl::Duration> sorted = times_;
  std::sort(sorted.begin(), sorted.end());
  return sorted[static_cast<size_t>(part *
                                    static_cast<double>(sorted.size() - 1))];
}

}  // namespace cwp::faults
