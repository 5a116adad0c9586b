#include "common/cache/client.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/testing/redis_server.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/cache/eventually.h"

namespace cwp::cache {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

class ClientTest : public ::testing::Test {
 protected:
  // A client with more patience than a busy test machine needs.
  std::unique_ptr<Client> Connect(
      absl::Duration command_timeout = absl::Seconds(10),
      size_t max_queue = 10'000) {
    Client::Options options{.address = server_.address(),
                            .password = password_,
                            .connect_timeout = absl::Seconds(10),
                            .command_timeout = command_timeout,
                            .heartbeat = absl::Milliseconds(20),
                            .longest_backoff = absl::Milliseconds(50),
                            .max_queue = max_queue,
                            .on_connect = [this] { ++connects_; },
                            .on_lost = [this] { ++losses_; }};
    auto client = std::make_unique<Client>(clock_, std::move(options));
    EXPECT_TRUE(Eventually([&] { return client->stats().connected; }));
    return client;
  }

  absl::Time Soon() const { return clock_.Now() + absl::Seconds(20); }

  absl::StatusOr<bool> Put(Client& client, const std::string& identity,
                           int64_t revision, const std::string& text) {
    return client.PutNewer({"seats:1", {identity, revision, text}}, Soon());
  }

  std::optional<Value> GetOne(Client& client) {
    absl::StatusOr<Client::Values> values =
        client.MultiGet({"seats:1"}, Soon());
    EXPECT_OK(values);
    return values.ok() ? values->at(0) : std::nullopt;
  }

  SystemClock clock_;
  RedisServer server_;
  std::string password_;
  std::atomic<int> connects_ = 0;
  std::atomic<int> losses_ = 0;
};

TEST_F(ClientTest, GetsManyInTheirOrder) {
  const auto client = Connect();
  ASSERT_OK_AND_ASSIGN(
      const PutCounts counts,
      client->PutNewerEach({{"a", {"f", 1, "A"}}, {"b", {"f", 2, "B"}}},
                           Soon()));
  EXPECT_EQ(counts.written, 2);
  ASSERT_OK_AND_ASSIGN(const Client::Values values,
                       client->MultiGet({"b", "none", "a", "b"}, Soon()));
  EXPECT_THAT(values, ElementsAre(Optional(Value{"f", 2, "B"}), std::nullopt,
                                  Optional(Value{"f", 1, "A"}),
                                  Optional(Value{"f", 2, "B"})));
  EXPECT_EQ(client->stats().hits, 3);
  EXPECT_EQ(client->stats().misses, 1);
  EXPECT_EQ(client->stats().errors, 0);
}

TEST_F(ClientTest, TakesNoneAndThousands) {
  const auto client = Connect();
  EXPECT_THAT(client->MultiGet({}, Soon()), IsOk());
  EXPECT_THAT(client->PutNewerEach({}, Soon()), IsOk());
  std::vector<Entry> entries;
  std::vector<std::string> keys;
  for (int i = 0; i < 3000; ++i) {
    keys.push_back(absl::StrCat("seats:", i));
    entries.push_back({keys.back(), {"f", i, absl::StrCat(i)}});
  }
  ASSERT_OK_AND_ASSIGN(const PutCounts counts,
                       client->PutNewerEach(entries, Soon()));
  EXPECT_EQ(counts.written, 3000);
  ASSERT_OK_AND_ASSIGN(const Client::Values values,
                       client->MultiGet(keys, Soon()));
  for (int i = 0; i < 3000; ++i) ASSERT_EQ(values[i], entries[i].value);
}

struct PutCase {
  std::string name;
  Value first;
  Value second;
  bool want_written;
};

class PutNewerTest : public ClientTest,
                     public ::testing::WithParamInterface<PutCase> {};

TEST_P(PutNewerTest, KeepsTheNewer) {
  const auto client = Connect();
  const PutCase& c = GetParam();
  ASSERT_OK(client->PutNewer({"seats:1", c.first}, Soon()));
  EXPECT_THAT(client->PutNewer({"seats:1", c.second}, Soon()),
              IsOkAndHolds(c.want_written));
  EXPECT_THAT(GetOne(*client), Optional(c.want_written ? c.second : c.first));
}

INSTANTIATE_TEST_SUITE_P(
    All, PutNewerTest,
    ::testing::ValuesIn(std::vector<PutCase>{
        {"Newer", {"f", 1, "a"}, {"f", 2, "b"}, true},
        {"Older", {"f", 2, "a"}, {"f", 1, "b"}, false},
        {"Same", {"f", 2, "a"}, {"f", 2, "b"}, true},
        {"MoreDigits", {"f", 9, "a"}, {"f", 10, "b"}, true},
        {"FewerDigits", {"f", 10, "a"}, {"f", 9, "b"}, false},
        {"BeyondDoubles",
         {"f", 9007199254740993, "a"},
         {"f", 9007199254740992, "b"},
         false},
        {"OtherFeedOlder", {"f", 9, "a"}, {"g", 1, "b"}, true},
        {"OtherFeedNewer", {"f", 1, "a"}, {"g", 9, "b"}, true},
        {"FeedOfPatternCharacters", {"f.*", 9, "a"}, {"f.*", 1, "b"}, false},
    }),
    [](const auto& test) { return test.param.name; });

TEST_F(ClientTest, MissesAndOverwritesWhatOthersWrote) {
  const auto client = Connect();
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{
           {"RPUSH", "seats:1", "a"},
           {"SET", "seats:1", "garbage"},
           {"SET", "seats:1", "f 99999999999999999999\nx"}}) {
    server_.Run({"DEL", "seats:1"});
    server_.Run(command);
    EXPECT_EQ(GetOne(*client), std::nullopt) << command[2];
    EXPECT_THAT(Put(*client, "f", 1, "a"), IsOkAndHolds(true)) << command[2];
    EXPECT_THAT(GetOne(*client), Optional(Value{"f", 1, "a"}));
  }
}

TEST_F(ClientTest, WhatIsPutLapses) {
  const auto client = Connect();
  ASSERT_OK(Put(*client, "f", 1, "a"));
  const Reply left = server_.Run({"PTTL", "seats:1"});
  EXPECT_GT(left.number, 20'000);
  EXPECT_LE(left.number, 30'000);
}

TEST_F(ClientTest, PutsAfterTheScriptsWereFlushed) {
  const auto client = Connect();
  ASSERT_OK(Put(*client, "f", 1, "a"));
  server_.Run({"SCRIPT", "FLUSH"});
  EXPECT_THAT(Put(*client, "f", 2, "b"), IsOkAndHolds(true));
}

TEST_F(ClientTest, SaysWhenRedisRefusesAndGoesOn) {
  const auto client = Connect();
  server_.Run({"CONFIG", "SET", "maxmemory", "1"});
  const absl::Status status = Put(*client, "f", 1, "a").status();
  EXPECT_THAT(status, HasReason("CACHE_REFUSED"));
  EXPECT_EQ(MetadataOf(status, "error"), "OOM");
  EXPECT_EQ(GetOne(*client), std::nullopt);
  server_.Run({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_THAT(Put(*client, "f", 1, "a"), IsOkAndHolds(true));
  EXPECT_EQ(connects_, 1);
}

TEST_F(ClientTest, SignsIn) {
  server_.Run({"CONFIG", "SET", "requirepass", "hunter2"});
  password_ = "hunter2";
  EXPECT_THAT(Put(*Connect(), "f", 1, "a"), IsOkAndHolds(true));

  Client refused(clock_, {.address = server_.address()});
  EXPECT_THAT(refused.MultiGet({"a"}, Soon()), HasReason("CACHE_UNAVAILABLE"));
}

TEST_F(ClientTest, FailsAtOnceWhileRedisIsGoneAndComesBack) {
  const auto client = Connect();
  ASSERT_OK(Put(*client, "f", 1, "a"));
  server_.Kill();
  ASSERT_TRUE(Eventually([&] { return !client->stats().connected; }));
  const absl::Time start = absl::Now();
  for (int i = 0; i < 100; ++i) {
    EXPECT_THAT(client->MultiGet({"seats:1"}, Soon()),
                HasReason("CACHE_UNAVAILABLE"));
    EXPECT_THAT(Put(*client, "f", 2, "b"), HasReason("CACHE_UNAVAILABLE"));
  }
  EXPECT_LT(absl::Now() - start, absl::Seconds(1));

  server_.Start();
  ASSERT_TRUE(Eventually([&] { return client->stats().connected; }));
  EXPECT_EQ(connects_, 2);
  EXPECT_EQ(GetOne(*client), std::nullopt);
  EXPECT_THAT(Put(*client, "f", 3, "c"), IsOkAndHolds(true));
}

TEST_F(ClientTest, DoesNotWaitForASlowServer) {
  const auto client = Connect(absl::Milliseconds(50));
  std::thread sleep([&] { server_.Run({"DEBUG", "SLEEP", "2"}); });
  ASSERT_TRUE(Eventually([&] { return !client->stats().connected; }));
  const absl::Time start = absl::Now();
  for (int i = 0; i < 10; ++i) {
    EXPECT_THAT(client->MultiGet({"seats:1"}, Soon()),
                HasReason("CACHE_UNAVAILABLE"));
  }
  EXPECT_LT(absl::Now() - start, absl::Milliseconds(500));
  sleep.join();
  EXPECT_TRUE(Eventually([&] { return client->stats().connected; }));
}

TEST_F(ClientTest, NoticesFlushall) {
  const auto client = Connect();
  // The sentinel is there once a heartbeat has been answered.
  ASSERT_TRUE(Eventually([&] { return server_.Run({"DBSIZE"}).number == 1; }));
  EXPECT_EQ(losses_, 0);
  server_.Run({"FLUSHALL"});
  EXPECT_TRUE(Eventually([&] { return losses_ == 1; }));
  EXPECT_EQ(client->stats().losses, 1);
  EXPECT_EQ(connects_, 1);
}

TEST_F(ClientTest, FetchesWhatWaitsTogetherOnce) {
  // No heartbeat, which would count as a hit too.
  Client client(clock_, {.address = server_.address(),
                         .connect_timeout = absl::Seconds(10),
                         .command_timeout = absl::Seconds(10),
                         .heartbeat = absl::Hours(1)});
  ASSERT_TRUE(Eventually([&] { return client.stats().connected; }));
  ASSERT_OK(Put(client, "f", 1, "a"));
  server_.Run({"CONFIG", "RESETSTAT"});
  server_.Run({"CLIENT", "PAUSE", "200", "ALL"});
  std::atomic<int> answers = 0;
  for (int i = 0; i < 100; ++i) {
    client.AsyncMultiGet(
        {"seats:1"}, Soon(), [&](absl::StatusOr<Client::Values> values) {
          EXPECT_OK(values);
          EXPECT_THAT((*values)[0], Optional(Value{"f", 1, "a"}));
          ++answers;
        });
  }
  EXPECT_TRUE(Eventually([&] { return answers == 100; }));
  EXPECT_EQ(client.stats().hits, 100);
  // Those that came before the first command went out, and the rest.
  const std::string stats = server_.Run({"INFO", "stats"}).text;
  EXPECT_TRUE(absl::StrContains(stats, "keyspace_hits:1\r") ||
              absl::StrContains(stats, "keyspace_hits:2\r"))
      << stats;
}

TEST_F(ClientTest, KeepsDeadlinesAndItsQueueBounded) {
  const auto client = Connect(absl::Seconds(10), 5);
  EXPECT_THAT(client->MultiGet({"a"}, clock_.Now()),
              HasReason("DEADLINE_EXCEEDED"));
  server_.Run({"CLIENT", "PAUSE", "300", "ALL"});
  EXPECT_THAT(client->MultiGet({"a"}, clock_.Now() + absl::Milliseconds(20)),
              HasReason("DEADLINE_EXCEEDED"));
  std::atomic<int> overloaded = 0;
  std::atomic<int> answers = 0;
  for (int i = 0; i < 20; ++i) {
    client->AsyncMultiGet(
        {"a"}, Soon(), [&](absl::StatusOr<Client::Values> values) {
          overloaded += ReasonOf(values.status()) == "OVERLOADED";
          ++answers;
        });
  }
  EXPECT_GE(overloaded, 14);
  EXPECT_TRUE(Eventually([&] { return answers == 20; }));
}

TEST_F(ClientTest, AnswersAllWhenItEnds) {
  auto client = Connect(absl::Seconds(1));
  server_.Run({"CLIENT", "PAUSE", "60000", "ALL"});
  std::atomic<int> answers = 0;
  for (int i = 0; i < 20; ++i) {
    client->AsyncMultiGet({"a"}, Soon(),
                          [&](absl::StatusOr<Client::Values>) { ++answers; });
  }
  client.reset();
  EXPECT_EQ(answers, 20);
}

TEST_F(ClientTest, ManyThreadsUseItAtOnce) {
  const auto client = Connect();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const std::string key = absl::StrCat("k", i % 7);
        EXPECT_OK(client->PutNewer({key, {"f", i * 4 + t, "x"}}, Soon()));
        EXPECT_OK(client->MultiGet({key}, Soon()));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(client->stats().errors, 0);
  EXPECT_EQ(client->stats().hits, 800);
}

}  // namespace
}  // namespace cwp::cache
