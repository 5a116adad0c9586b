#ifndef CWP_TESTS_BENCH_CASES_H_
#define CWP_TESTS_BENCH_CASES_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/bench/report.h"
#include "tests/bench/round.h"

namespace cwp::bench {

// One thing to measure.
struct Case {
  std::string name;
  // For --help.
  std::string about;
  // What it is held against: the best of these.
  std::vector<std::string> baselines;
  Goal goal;
  std::string unit = "/s";
  // Whether it needs RoundInput::filled.
  bool filled = false;
  std::function<Round(const RoundInput&)> run;
};

// All of them; baselines before what is held against them.
const std::vector<Case>& Cases();

// Finds a case; aborts when there is none of this name.
const Case& FindCase(absl::string_view name);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_CASES_H_
