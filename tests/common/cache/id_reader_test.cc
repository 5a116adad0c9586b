#include "common/cache/id_reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/telemetry/metrics.h"
#include "common/testing/fake_clock.h"
#include "common/testing/redis_server.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/cache/eventually.h"

namespace cwp::cache {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using Texts = IdReader::Texts;

class IdReaderTest : public ::testing::Test {
 protected:
  // An owner that knows all even ids, and answers them backwards.
  IdReader::Load Owner() {
    return [this](const std::vector<int64_t>& ids, absl::Time,
                  const IdReader::LoadDone& done) {
      asked_.push_back(ids);
      if (down_) return done(absl::UnavailableError("down"));
      std::vector<IdReader::Item> items;
      for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
        if (*id % 2 == 0) {
          items.push_back({*id, revision_, absl::StrCat("owner ", *id)});
        }
      }
      done(std::move(items));
    };
  }

  IdReader::Options With(Client* client = nullptr) {
    return {.client = client,
            .prefix = "thing:",
            .owner = "warehouse",
            .load = Owner(),
            .batch = 3,
            .metric = "cwp_things_total",
            .metric_help = "Things read, by who answered."};
  }

  // Nothing unless Get ends at once.
  static std::optional<Texts> Get(IdReader& reader,
                                  const std::vector<int64_t>& ids) {
    std::optional<Texts> result;
    reader.Get(ids, absl::InfiniteFuture(),
               [&](Texts texts) { result = std::move(texts); });
    return result;
  }

  FakeClock clock_;
  Metrics metrics_{"test"};
  bool down_ = false;
  int64_t revision_ = 1;
  std::vector<std::vector<int64_t>> asked_;
};

TEST_F(IdReaderTest, AsksTheOwnerInBatchesAndThenItsMemory) {
  IdReader reader(clock_, With(), metrics_);
  EXPECT_THAT(Get(reader, {4, 1, 2, 8}),
              Optional(UnorderedElementsAre(
                  Pair(4, "owner 4"), Pair(2, "owner 2"), Pair(8, "owner 8"))));
  EXPECT_THAT(asked_, ElementsAre(ElementsAre(4, 1, 2), ElementsAre(8)));
  EXPECT_THAT(Get(reader, {2, 4}), Optional(SizeIs(2)));
  EXPECT_THAT(asked_, SizeIs(2)) << "both were in memory";
}

TEST_F(IdReaderTest, NothingAskedIsNothingAnswered) {
  IdReader reader(clock_, With(), metrics_);
  EXPECT_THAT(Get(reader, {}), Optional(IsEmpty()));
  EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(IdReaderTest, LeavesOutWhatNobodyKnows) {
  IdReader reader(clock_, With(), metrics_);
  EXPECT_THAT(Get(reader, {2, 3}), Optional(ElementsAre(Pair(2, "owner 2"))));
  down_ = true;
  EXPECT_THAT(Get(reader, {6, 8}), Optional(IsEmpty()));
}

TEST_F(IdReaderTest, CountsWhoAnswered) {
  IdReader reader(clock_, With(), metrics_);
  Get(reader, {2, 4});
  Get(reader, {2});
  down_ = true;
  Get(reader, {6});
  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("source=\"warehouse\"} 2"));
  EXPECT_THAT(text, HasSubstr("source=\"memory\"} 1"));
  EXPECT_THAT(text, HasSubstr("source=\"nobody\"} 1"));
  EXPECT_THAT(text, HasSubstr("source=\"redis\"} 0"));
}

TEST_F(IdReaderTest, ReadsWhatAPublisherWrote) {
  RedisServer redis;
  Client client(clock_, {.address = redis.address(),
                         .command_timeout = absl::Seconds(5)});
  ASSERT_TRUE(Eventually([&] { return client.stats().connected; }));
  ASSERT_OK(client.PutNewer(
      {.key = "thing:3",
       .value = {.identity = "feed", .revision = 5, .text = "redis 3"}},
      clock_.Now() + absl::Seconds(10)));
  IdReader reader(clock_, With(&client), metrics_);
  bool done = false;
  Texts texts;
  Mutex mu;
  reader.Get({2, 3}, absl::InfiniteFuture(), [&](Texts got) {
    MutexLock lock(mu);
    texts = std::move(got);
    done = true;
  });
  ASSERT_TRUE(Eventually([&] {
    MutexLock lock(mu);
    return done;
  }));
  EXPECT_THAT(texts,
              UnorderedElementsAre(Pair(2, "owner 2"), Pair(3, "redis 3")));
  EXPECT_THAT(asked_, ElementsAre(ElementsAre(2)));
}

}  // namespace
}  // namespace cwp::cache
