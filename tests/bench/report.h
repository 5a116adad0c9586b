#ifndef CWP_TESTS_BENCH_REPORT_H_
#define CWP_TESTS_BENCH_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/bench/load.h"

namespace cwp::bench {

// One line of the table.
struct Figure {
  std::string name;
  std::string unit = "/s";
  // Of each round.
  std::vector<LoadResult> rounds;
  // What it is held against: the best round of the baseline.
  std::string baseline;
  std::optional<double> baseline_value;
  std::optional<double> target;
};

// The median of the rounds.
double Median(const Figure& figure);

// The best round.
double Best(const Figure& figure);

// The table, for people.
std::string Table(const std::vector<Figure>& figures);

// The same as JSON, in the form that the design's targets lay down.
std::string Json(const std::vector<Figure>& figures);

// Whether every answer was the expected one; otherwise figures are void.
bool AllValid(const std::vector<Figure>& figures);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_REPORT_H_
