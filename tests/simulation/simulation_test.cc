#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/testing/long_count.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/simulation/runs.h"
#include "tests/simulation/world.h"

namespace cwp::simulation {
namespace {

constexpr auto kSqlite = db::Database::Engine::kSqlite;

struct Result {
  int64_t steps = 0;
  int64_t purged = 0;
  uint64_t digest = 0;
  std::vector<std::string> faults;
  std::string events;
};

Result RunSeed(uint64_t seed, int64_t steps) {
  World world(seed, kSqlite);
  EXPECT_OK(world.Open());
  while (world.steps() < steps && world.faults().empty()) world.Step();
  if (world.faults().empty()) world.JudgeStore();
  return {.steps = world.steps(),
          .purged = world.purged(),
          .digest = world.digest(),
          .faults = world.faults(),
          .events = LastEvents(world)};
}

void Report(uint64_t seed, const Result& result) {
  ADD_FAILURE() << "Seed " << seed << " broke a promise after " << result.steps
                << " steps. Run it again:\n  CWP_SEED=" << seed
                << " registration_simulation_test\n\nWhat happened last:\n"
                << result.events << "\n\nBroken promises:\n"
                << absl::StrJoin(result.faults, "\n");
}

TEST(SimulationTest, KeepsItsPromises) {
  if (const auto seed = GivenSeed(); seed.has_value()) {
    const Result result = RunSeed(*seed, kStepsEach);
    if (!result.faults.empty()) Report(*seed, result);
    return;
  }
  const int64_t wanted = LongCount(10'000'000);
  std::atomic<uint64_t> next_seed = 1;
  std::atomic<int64_t> steps = 0;
  std::atomic<int64_t> purged = 0;
  std::atomic<bool> failed = false;
  const auto work = [&] {
    while (steps < wanted && !failed) {
      const uint64_t seed = next_seed++;
      const Result result = RunSeed(seed, kStepsEach);
      steps += result.steps;
      purged += result.purged;
      if (result.faults.empty()) continue;
      failed = true;
      Report(seed, result);
    }
  };
  std::vector<std::thread> threads;
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < cores; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  std::printf("%lld steps, %llu seeds, %lld purged\n",
              static_cast<long long>(steps),
              static_cast<unsigned long long>(next_seed - 1),
              static_cast<long long>(purged));
  EXPECT_GT(purged, 0) << "the seeds reach no end of a retention";
}

// A failing seed is of use only when it fails the same way again.
TEST(SimulationTest, ASeedRunsTheSameTwice) {
  for (const uint64_t seed : {11, 12, 13}) {
    const Result first = RunSeed(seed, kStepsEach);
    const Result second = RunSeed(seed, kStepsEach);
    EXPECT_EQ(first.digest, second.digest) << seed;
    EXPECT_NE(first.digest, RunSeed(seed + 100, kStepsEach).digest);
  }
}

}  // namespace
}  // namespace cwp::simulation
