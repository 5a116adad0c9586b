#ifndef CWP_TESTS_BENCH_REPORT_H_
#define CWP_TESTS_BENCH_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "tests/bench/round.h"

namespace cwp::bench {

// What a figure is to be.
struct Goal {
  enum class Kind {
    // Nothing: it is what others are held against.
    kNone,
    // At least `value` times the baseline.
    kRatio,
    // At least, or at most, `value` itself.
    kAtLeast,
    kAtMost,
  };
  Kind kind = Kind::kNone;
  double value = 0;
  // What it would be nice to reach.
  std::optional<double> stretch;
  // What the 99th percentile may not pass.
  std::optional<double> p99_ms;
};

// One line of the table.
struct Figure {
  std::string name;
  std::string unit;
  Goal goal;
  std::vector<Round> rounds;
  // What it is held against, when it is: the best round of the baseline.
  std::string baseline;
  double baseline_value = 0;
};

// The median of the rounds.
double Median(const Figure& figure);

// The best round, of a figure that is better when larger.
double Best(const Figure& figure);

// Whether every answer was the expected one; otherwise the figure is void.
bool IsValid(const Figure& figure);

// The table, for people.
std::string Table(const std::vector<Figure>& figures);

// The same as JSON, in the form that the design's targets lay down. A void
// figure has no value.
std::string Json(const std::vector<Figure>& figures);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_REPORT_H_
