#include "common/cache/publisher.h"

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/telemetry/metrics.h"
#include "common/testing/redis_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/cache/eventually.h"

namespace cwp::cache {
namespace {

class PublisherTest : public ::testing::Test {
 protected:
  Publisher::Options Options() {
    return {.client = {.address = server_.address(),
                       .connect_timeout = absl::Seconds(10),
                       .command_timeout = absl::Seconds(10)}};
  }

  // What stands under the key in Redis; empty when nothing does.
  std::string Stored(const std::string& key) {
    return server_.Run({"GET", key}).text;
  }

  bool Becomes(const std::string& key, const std::string& stored) {
    return Eventually([&] { return Stored(key) == stored; });
  }

  static Entry Seats(int64_t session, int64_t revision, int left,
                     const std::string& identity = "f") {
    return {absl::StrCat("seats:", session),
            {identity, revision, absl::StrCat(left)}};
  }

  SystemClock clock_;
  RedisServer server_;
};

TEST_F(PublisherTest, WritesWhatIsNewest) {
  Publisher publisher(clock_, Options());
  publisher.Put(Seats(1, 5, 9));
  publisher.Put(Seats(1, 7, 8));
  publisher.Put(Seats(1, 6, 3));
  publisher.Put(Seats(2, 7, 4));
  EXPECT_TRUE(Becomes("seats:1", "f 7\n8"));
  EXPECT_TRUE(Becomes("seats:2", "f 7\n4"));
  publisher.Put(Seats(1, 1, 2, "restored"));
  EXPECT_TRUE(Becomes("seats:1", "restored 1\n2"));
  EXPECT_EQ(publisher.stats().held, 2);
}

TEST_F(PublisherTest, ShowsWhetherRedisIsThere) {
  Metrics metrics("test");
  Publisher::Options options = Options();
  options.metrics = &metrics;
  Publisher publisher(clock_, options);
  const auto shows = [&](absl::string_view line) {
    return Eventually([&] {
      return absl::StrContains(metrics.Text(), absl::StrCat("\n", line, "\n"));
    });
  };
  const auto went = [&](const std::string& result) {
    Counter& rounds =
        metrics.AddCounter("cwp_loop_rounds_total",
                           "Rounds of background loops, by how they went.",
                           {{"loop", "redis_publisher"}, {"result", result}});
    return Eventually([&] { return rounds.Value() > 0; });
  };
  publisher.Put(Seats(1, 5, 9));
  EXPECT_TRUE(shows("cwp_redis_connected 1"));
  EXPECT_TRUE(shows("cwp_redis_values_waiting 0"));
  EXPECT_TRUE(went("ok"));
  server_.Kill();
  EXPECT_TRUE(shows("cwp_redis_connected 0"));
  publisher.Put(Seats(1, 6, 8));
  EXPECT_TRUE(shows("cwp_redis_values_waiting 1"));
  EXPECT_TRUE(went("failed"));
}

TEST_F(PublisherTest, RewritesAllWithinASecondOfFlushall) {
  Publisher publisher(clock_, Options());
  for (int i = 0; i < 2000; ++i) publisher.Put(Seats(i, 1, i));
  // And the sentinel, once a heartbeat has been answered.
  ASSERT_TRUE(
      Eventually([&] { return server_.Run({"DBSIZE"}).number == 2001; }));
  server_.Run({"FLUSHALL"});
  const absl::Time start = absl::Now();
  EXPECT_TRUE(
      Eventually([&] { return server_.Run({"DBSIZE"}).number == 2001; }));
  EXPECT_LT(absl::Now() - start, absl::Seconds(1));
  EXPECT_EQ(Stored("seats:1999"), "f 1\n1999");
  EXPECT_EQ(publisher.stats().client.connects, 1);
}

TEST_F(PublisherTest, WritesAllToARedisThatComesBack) {
  server_.Kill();
  Publisher publisher(clock_, Options());
  publisher.Put(Seats(1, 5, 9));
  server_.Start();
  EXPECT_TRUE(Becomes("seats:1", "f 5\n9"));
  server_.Kill();
  publisher.Put(Seats(1, 6, 8));
  publisher.Put(Seats(2, 6, 4));
  server_.Start();
  EXPECT_TRUE(Becomes("seats:1", "f 6\n8"));
  EXPECT_TRUE(Becomes("seats:2", "f 6\n4"));
}

TEST_F(PublisherTest, KeepsTryingWhenRedisRefuses) {
  server_.Run({"CONFIG", "SET", "maxmemory", "1"});
  Publisher publisher(clock_, Options());
  publisher.Put(Seats(1, 5, 9));
  ASSERT_TRUE(Eventually([&] { return publisher.stats().client.errors > 2; }));
  EXPECT_EQ(publisher.stats().waiting, 1);
  server_.Run({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_TRUE(Becomes("seats:1", "f 5\n9"));
}

TEST_F(PublisherTest, KeepsWhatItHoldsFromLapsingAndLetsTheRestLapse) {
  Publisher::Options options = Options();
  options.rewrite = absl::Milliseconds(100);
  options.client.value_lifetime = absl::Seconds(2);
  Publisher publisher(clock_, options);
  publisher.Put(Seats(1, 5, 9));
  publisher.Put(Seats(2, 5, 9));
  ASSERT_TRUE(Becomes("seats:2", "f 5\n9"));
  publisher.Forget("seats:2");
  EXPECT_TRUE(Becomes("seats:2", ""));
  EXPECT_EQ(Stored("seats:1"), "f 5\n9");
  EXPECT_EQ(publisher.stats().held, 1);
}

TEST_F(PublisherTest, RepairsWhatOthersWroteUnlessItIsNewer) {
  Publisher::Options options = Options();
  options.rewrite = absl::Milliseconds(50);
  Publisher publisher(clock_, options);
  publisher.Put(Seats(1, 5, 9));
  publisher.Put(Seats(2, 5, 9));
  ASSERT_TRUE(Becomes("seats:2", "f 5\n9"));
  server_.Run({"SET", "seats:1", "garbage"});
  server_.Run({"SET", "seats:2", "f 6\n8"});
  EXPECT_TRUE(Becomes("seats:1", "f 5\n9"));
  EXPECT_TRUE(Eventually([&] { return publisher.stats().older > 0; }));
  EXPECT_EQ(Stored("seats:2"), "f 6\n8");
}

TEST_F(PublisherTest, HoldsABoundedNumber) {
  Publisher::Options options = Options();
  options.max_entries = 2;
  Publisher publisher(clock_, options);
  for (int i = 0; i < 5; ++i) publisher.Put(Seats(i, 1, i));
  publisher.Put(Seats(1, 2, 7));
  EXPECT_EQ(publisher.stats().held, 2);
  EXPECT_EQ(publisher.stats().dropped, 3);
  EXPECT_TRUE(Becomes("seats:1", "f 2\n7"));
}

}  // namespace
}  // namespace cwp::cache
