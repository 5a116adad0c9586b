#ifndef CWP_TESTS_SIMULATION_RANDOM_H_
#define CWP_TESTS_SIMULATION_RANDOM_H_

#include <cstdint>
#include <vector>

#include "common/base/check.h"

namespace cwp::simulation {

// Numbers that look random and follow from a seed alone, on every machine:
// splitmix64.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  // From 0 to n - 1.
  int64_t Below(int64_t n) {
    CWP_CHECK(n > 0, "there is a number below n");
    return static_cast<int64_t>(Next() % static_cast<uint64_t>(n));
  }

  // From `low` to `high`, both included.
  int64_t Between(int64_t low, int64_t high) {
    return low + Below(high - low + 1);
  }

  // True in so many of a thousand cases.
  bool Chance(int64_t permille) { return Below(1000) < permille; }

  template <class T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<size_t>(Below(static_cast<int64_t>(from.size())))];
  }

 private:
  uint64_t state_;
};

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_RANDOM_H_
