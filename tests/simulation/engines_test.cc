#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "common/testing/long_count.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/simulation/runs.h"
#include "tests/simulation/world.h"

namespace cwp::simulation {
namespace {

using ::testing::IsEmpty;

// Seeds of their own, which the simulation on SQLite alone does not reach.
constexpr uint64_t kFirstSeed = 1'000'000;

// The rows that one side has and the other has not, at most a few of them.
std::string Difference(const std::vector<std::string>& sqlite,
                       const std::vector<std::string>& postgres) {
  constexpr int kShown = 5;
  std::string text;
  int shown = 0;
  for (size_t i = 0; i < sqlite.size() || i < postgres.size(); ++i) {
    const std::string mine = i < sqlite.size() ? sqlite[i] : "nothing";
    const std::string other = i < postgres.size() ? postgres[i] : "nothing";
    if (mine == other) continue;
    text += "SQLite:     " + mine + "\nPostgreSQL: " + other + "\n";
    if (++shown == kShown) break;
  }
  return text;
}

// One trace on both engines: the digest stands for all that was asked, answered
// and put on the feed.
void Compare(uint64_t seed, int64_t steps) {
  World sqlite(seed, db::Database::Engine::kSqlite);
  World postgres(seed, db::Database::Engine::kPostgres);
  ASSERT_OK(sqlite.Open());
  ASSERT_OK(postgres.Open());
  while (sqlite.steps() < steps) {
    sqlite.Step();
    postgres.Step();
    ASSERT_EQ(sqlite.digest(), postgres.digest())
        << "SQLite:\n"
        << LastEvents(sqlite) << "\nPostgreSQL:\n"
        << LastEvents(postgres);
  }
  EXPECT_THAT(sqlite.faults(), IsEmpty());
  EXPECT_THAT(postgres.faults(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const std::vector<std::string> mine,
                       sqlite.DumpTables());
  ASSERT_OK_AND_ASSIGN(const std::vector<std::string> other,
                       postgres.DumpTables());
  EXPECT_EQ(Difference(mine, other), "");
}

TEST(EnginesTest, BothAnswerAndEndTheSame) {
  if (const auto seed = GivenSeed(); seed.has_value()) {
    return Compare(*seed, kStepsEach);
  }
  const int64_t wanted = LongCount(1'000'000);
  uint64_t seed = kFirstSeed;
  for (int64_t steps = 0; steps < wanted; steps += kStepsEach) {
    SCOPED_TRACE("CWP_SEED=" + std::to_string(seed));
    Compare(seed++, kStepsEach);
    if (HasFailure()) return;
  }
  std::printf("%lld operations on both engines, seeds from %llu\n",
              static_cast<long long>(wanted),
              static_cast<unsigned long long>(kFirstSeed));
}

}  // namespace
}  // namespace cwp::simulation
