#include "common/telemetry/metrics.h"

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(MetricsTest, CountsInSeveralThreads) {
  Metrics metrics("test");
  Counter& calls = metrics.AddCounter("cwp_calls_total", "Calls.");
  Histogram& durations =
      metrics.AddHistogram("cwp_call_duration_seconds", "How long they took.");
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 10'000; ++j) {
          calls.Add();
          durations.Observe(absl::Milliseconds(500));
        }
      });
    }
  }
  EXPECT_EQ(calls.Value(), 40'000);
  EXPECT_EQ(durations.Read().sum, 20'000);
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("# TYPE cwp_calls_total counter\n"));
  EXPECT_THAT(text, HasSubstr("cwp_calls_total 40000\n"));
  EXPECT_THAT(text, HasSubstr("cwp_call_duration_seconds_count 40000\n"));
}

TEST(MetricsTest, BucketsAreCumulativeAndTheirBoundsInclusive) {
  Metrics metrics("test");
  Histogram& sizes =
      metrics.AddHistogram("cwp_body_bytes", "Sizes.", {}, {10, 20});
  for (const double size : {1.0, 10.0, 10.5, 20.0, 21.0}) sizes.Observe(size);
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("cwp_body_bytes_bucket{le=\"10\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("cwp_body_bytes_bucket{le=\"20\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("cwp_body_bytes_bucket{le=\"+Inf\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("cwp_body_bytes_sum 62.5\n"));
}

TEST(MetricsTest, GivesTheSameSeriesForTheSameLabels) {
  Metrics metrics("test");
  Counter& booked = metrics.AddCounter("cwp_bookings_total", "Bookings.",
                                       {{"result", "booked"}});
  Counter& full = metrics.AddCounter("cwp_bookings_total", "Bookings.",
                                     {{"result", "full"}});
  EXPECT_EQ(&booked, &metrics.AddCounter("cwp_bookings_total", "Bookings.",
                                         {{"result", "booked"}}));
  booked.Add(3);
  full.Add();
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("cwp_bookings_total{result=\"booked\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("cwp_bookings_total{result=\"full\"} 1\n"));
}

TEST(MetricsTest, ReadsCallbacksAtTheScrapeUntilTheyEnd) {
  Metrics metrics("test");
  int length = 7;
  Metrics::Callback callback;
  callback = metrics.AddCallbackGauge("cwp_queue_length", "Commands that wait.",
                                      {{"queue", "writer"}},
                                      [&length] { return length; });
  EXPECT_THAT(metrics.Text(),
              HasSubstr("cwp_queue_length{queue=\"writer\"} 7\n"));
  length = 8;
  EXPECT_THAT(metrics.Text(),
              HasSubstr("cwp_queue_length{queue=\"writer\"} 8\n"));
  callback = Metrics::Callback();
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("cwp_queue_length")));
}

TEST(MetricsTest, TellsOfTheProcess) {
  Metrics metrics("scheduling");
  const std::string text = metrics.Text();
  EXPECT_THAT(text, ContainsRegex("cwp_build_info\\{revision=\"[^\"]*\","
                                  "service=\"scheduling\",version=\"[0-9.]+"));
  EXPECT_THAT(text, ContainsRegex("process_resident_memory_bytes [1-9]"));
  EXPECT_THAT(text, ContainsRegex("process_open_fds [1-9]"));
  EXPECT_THAT(text, HasSubstr("process_cpu_seconds_total"));

  const std::string name = "\nprocess_start_time_seconds ";
  const double start = std::stod(text.substr(text.find(name) + name.size()));
  const double now = absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch());
  EXPECT_GT(start, now - 600);
  EXPECT_LE(start, now + 1);
}

TEST(MetricsDeathTest, OneNameIsOneKindOfMetric) {
  Metrics metrics("test");
  metrics.AddCounter("cwp_calls_total", "Calls.");
  EXPECT_DEATH(metrics.AddGauge("cwp_calls_total", "Calls."), "one kind");
  EXPECT_DEATH(metrics.AddCounter("cwp_calls_total", "Other."), "one help");
  EXPECT_DEATH(metrics.AddCounter("cwp-calls", "Calls."), "lower-case");
}

TEST(MetricsTest, PassesPromtool) {
  if (std::system("command -v promtool >/dev/null") != 0) {
    GTEST_SKIP() << "promtool is not installed";
  }
  Metrics metrics("test");
  metrics.AddCounter("cwp_calls_total", "Calls.", {{"method", "Get\"x\""}})
      .Add();
  metrics.AddHistogram("cwp_call_duration_seconds", "Durations.").Observe(0.1);
  const Metrics::Callback callback = metrics.AddCallbackGauge(
      "cwp_queue_length", "Commands that wait.", {}, [] { return 1; });
  FILE* const promtool = popen("promtool check metrics", "w");
  ASSERT_NE(promtool, nullptr);
  const std::string text = metrics.Text();
  fwrite(text.data(), 1, text.size(), promtool);
  const int status = pclose(promtool);
  EXPECT_EQ(WEXITSTATUS(status), 0) << text;
}

}  // namespace
}  // namespace cwp
