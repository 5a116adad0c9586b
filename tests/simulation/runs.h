#ifndef CWP_TESTS_SIMULATION_RUNS_H_
#define CWP_TESTS_SIMULATION_RUNS_H_

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "tests/simulation/world.h"

namespace cwp::simulation {

// How long one run is. Many short ones find more than few long ones.
inline constexpr int64_t kStepsEach = 2'500;

// The seed that CWP_SEED names, to run one that failed again.
inline std::optional<uint64_t> GivenSeed() {
  const char* given = std::getenv("CWP_SEED");
  uint64_t seed = 0;
  if (given == nullptr || !absl::SimpleAtoi(given, &seed)) return std::nullopt;
  return seed;
}

// What happened last in a run, a line each.
inline std::string LastEvents(const World& world) {
  return absl::StrJoin(world.events(), "\n");
}

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_RUNS_H_
