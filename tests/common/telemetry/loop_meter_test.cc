#include "common/telemetry/loop_meter.h"

#include "absl/status/status.h"
#include "common/telemetry/metrics.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

using ::testing::HasSubstr;

TEST(LoopMeterTest, CountsRoundsByHowTheyWent) {
  Metrics metrics("test");
  const LoopMeter meter(&metrics, "tidy");
  EXPECT_THAT(metrics.Text(), HasSubstr("cwp_loop_rounds_total{loop=\"tidy\","
                                        "result=\"failed\"} 0\n"))
      << "seen before it ever happens";
  meter.Count(absl::OkStatus());
  meter.Count(absl::OkStatus());
  meter.Count(absl::UnavailableError("gone"));
  EXPECT_THAT(
      metrics.Text(),
      HasSubstr("cwp_loop_rounds_total{loop=\"tidy\",result=\"ok\"} 2\n"));
  EXPECT_THAT(
      metrics.Text(),
      HasSubstr("cwp_loop_rounds_total{loop=\"tidy\",result=\"failed\"} 1\n"));
}

TEST(LoopMeterTest, CountsNothingWithoutMetrics) {
  LoopMeter(nullptr, "tidy").Count(absl::OkStatus());
}

}  // namespace
}  // namespace cwp
