#include "common/base/clock.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

// The two clocks of a machine, which the test moves.
struct Machine {
  absl::Time wall = kStart;
  absl::Duration boot = absl::Hours(5);

  SystemClock::Source Source() {
    return {.wall = [this] { return wall; }, .boot = [this] { return boot; }};
  }
  void Pass(absl::Duration time) {
    wall += time;
    boot += time;
  }
};

TEST(SystemClockTest, BelievesTheWallAtStart) {
  Machine machine;
  const SystemClock clock(machine.Source());
  EXPECT_EQ(clock.Now(), kStart);
  machine.Pass(absl::Seconds(10));
  EXPECT_EQ(clock.Now(), kStart + absl::Seconds(10));
  EXPECT_EQ(clock.Offset(), absl::ZeroDuration());
}

TEST(SystemClockTest, TakesOverSmallDifferences) {
  Machine machine;
  const SystemClock clock(machine.Source());
  machine.wall += absl::Seconds(2);
  EXPECT_EQ(clock.Now(), kStart + absl::Seconds(2));
}

TEST(SystemClockTest, NeverRunsBackwards) {
  Machine machine;
  const SystemClock clock(machine.Source());
  machine.wall -= absl::Seconds(1);
  EXPECT_EQ(clock.Now(), kStart);
  machine.Pass(absl::Milliseconds(500));
  EXPECT_EQ(clock.Now(), kStart);
  machine.Pass(absl::Milliseconds(700));
  EXPECT_EQ(clock.Now(), kStart + absl::Milliseconds(200));
}

struct StepCase {
  std::string name;
  absl::Duration step;
  absl::Duration want_after_100_seconds;
};

class SystemClockStepTest : public ::testing::TestWithParam<StepCase> {};

TEST_P(SystemClockStepTest, IsFollowedSlowly) {
  Machine machine;
  const SystemClock clock(machine.Source());
  machine.wall += GetParam().step;
  EXPECT_EQ(clock.Now(), kStart);
  EXPECT_EQ(clock.Offset(), GetParam().step);
  absl::Time last = kStart;
  for (int i = 0; i < 100; ++i) {
    machine.Pass(absl::Seconds(1));
    const absl::Time now = clock.Now();
    EXPECT_GT(now, last);
    last = now;
  }
  EXPECT_NEAR(absl::ToDoubleSeconds(last - kStart),
              absl::ToDoubleSeconds(GetParam().want_after_100_seconds), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(All, SystemClockStepTest,
                         ::testing::ValuesIn(std::vector<StepCase>{
                             {.name = "AnHourAhead",
                              .step = absl::Hours(1),
                              .want_after_100_seconds = absl::Seconds(101)},
                             {.name = "AnHourBack",
                              .step = -absl::Hours(1),
                              .want_after_100_seconds = absl::Seconds(99)},
                             {.name = "AYearAhead",
                              .step = absl::Hours(24 * 365),
                              .want_after_100_seconds = absl::Seconds(101)},
                         }),
                         [](const auto& test) { return test.param.name; });

// The machine was set an hour ahead and, a second later, right again.
TEST(SystemClockTest, ForgetsAStepThatWasTakenBack) {
  Machine machine;
  const SystemClock clock(machine.Source());
  machine.wall += absl::Hours(1);
  machine.Pass(absl::Seconds(1));
  EXPECT_EQ(clock.Now(), kStart + absl::Seconds(1.01));
  machine.wall -= absl::Hours(1);
  machine.Pass(absl::Seconds(1));
  EXPECT_EQ(clock.Now(), kStart + absl::Seconds(2));
  EXPECT_EQ(clock.Offset(), absl::ZeroDuration());
}

TEST(SystemClockTest, ReadsTheKernelsClocks) {
  const SystemClock clock;
  const absl::Time first = clock.Now();
  EXPECT_GE(clock.Now(), first);
  EXPECT_GT(first, absl::FromUnixSeconds(1'700'000'000));
}

}  // namespace
}  // namespace cwp
