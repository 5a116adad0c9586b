#include "common/cache/read_through.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/testing/fake_clock.h"
#include "common/testing/redis_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/cache/eventually.h"

namespace cwp::cache {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Values = ReadThrough::Values;

// A service that answers when the test says so.
class Service {
 public:
  ReadThrough::Load Load() {
    return [this](std::vector<std::string> keys, absl::Time,
                  ReadThrough::LoadDone done) {
      asked_.push_back(keys);
      waiting_.push_back(std::move(done));
    };
  }

  // Answers the oldest call: the same value for each of its keys.
  void Answer(std::optional<Value> value) {
    ReadThrough::LoadDone done = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    done(Values(asked_[answered_++].size(), value));
  }
  void Fail() {
    ReadThrough::LoadDone done = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    ++answered_;
    done(absl::UnavailableError("down"));
  }

  const std::vector<std::vector<std::string>>& asked() const { return asked_; }

 private:
  std::vector<std::vector<std::string>> asked_;
  std::vector<ReadThrough::LoadDone> waiting_;
  size_t answered_ = 0;
};

class ReadThroughTest : public ::testing::Test {
 protected:
  // The texts that Get ends with, once it has; "-" for nothing.
  using Texts = std::vector<std::string>;
  std::shared_ptr<std::optional<Texts>> Get(std::vector<std::string> keys) {
    auto result = std::make_shared<std::optional<Texts>>();
    reader_.Get(std::move(keys), clock_.Now() + absl::Seconds(1),
                [result](const ReadThrough::Found& values) {
                  Texts texts;
                  for (const auto& value : values) {
                    texts.push_back(value != nullptr ? value->text : "-");
                  }
                  *result = texts;
                });
    return result;
  }

  static Value At(int64_t revision, const std::string& text,
                  const std::string& identity = "") {
    return {.identity = identity, .revision = revision, .text = text};
  }

  void LetLapse() { clock_.Advance(absl::Milliseconds(500)); }

  FakeClock clock_;
  Service service_;
  ReadThrough reader_{clock_, {.load = service_.Load()}};
};

TEST_F(ReadThroughTest, FetchesEachKeyOnceHoweverManyWait) {
  const auto first = Get({"a", "b"});
  const auto second = Get({"b", "a", "b"});
  EXPECT_THAT(service_.asked(), ElementsAre(ElementsAre("a", "b")));
  EXPECT_FALSE(first->has_value());
  service_.Answer(At(1, "x"));
  EXPECT_THAT(first->value(), ElementsAre("x", "x"));
  EXPECT_THAT(second->value(), ElementsAre("x", "x", "x"));
  EXPECT_THAT(Get({"a"})->value(), ElementsAre("x")) << "still fresh";
  EXPECT_THAT(service_.asked(), SizeIs(1));
}

TEST_F(ReadThroughTest, WhatIsNoLongerFreshIsFetchedAgain) {
  Get({"a"});
  service_.Answer(At(1, "x"));
  LetLapse();
  const auto again = Get({"a"});
  service_.Answer(At(2, "y"));
  EXPECT_THAT(again->value(), ElementsAre("y"));
}

TEST_F(ReadThroughTest, AnOlderRevisionDoesNotReplaceANewer) {
  Get({"a"});
  service_.Answer(At(5, "new", "feed"));
  LetLapse();
  const auto late = Get({"a"});
  service_.Answer(At(4, "old"));
  EXPECT_THAT(late->value(), ElementsAre("new"));
  EXPECT_EQ(reader_.stats().older, 1);
}

TEST_F(ReadThroughTest, AnotherFeedOrALongTimeDoesReplace) {
  Get({"a"});
  service_.Answer(At(5, "x", "feed"));
  LetLapse();
  const auto other = Get({"a"});
  service_.Answer(At(1, "restored", "another"));
  EXPECT_THAT(other->value(), ElementsAre("restored"));
  Get({"b"});
  service_.Answer(At(5, "x"));
  clock_.Advance(absl::Seconds(10));
  const auto later = Get({"b"});
  service_.Answer(At(1, "put back"));
  EXPECT_THAT(later->value(), ElementsAre("put back"));
}

TEST_F(ReadThroughTest, WhatNobodyKnowsIsNothingAndNotAskedAtOnceAgain) {
  const auto failed = Get({"a"});
  service_.Fail();
  EXPECT_THAT(failed->value(), ElementsAre("-"));
  EXPECT_THAT(Get({"a"})->value(), ElementsAre("-"));
  EXPECT_THAT(service_.asked(), SizeIs(1));
  EXPECT_EQ(reader_.stats().failed, 1);
}

TEST_F(ReadThroughTest, NothingAskedIsAnsweredAtOnce) {
  EXPECT_THAT(Get({})->value(), IsEmpty());
}

TEST(ReadThroughRedisTest, AsksTheServiceOnlyForWhatRedisHasNot) {
  RedisServer redis;
  const FakeClock clock;
  Client client(
      clock, {.address = redis.address(), .command_timeout = absl::Seconds(5)});
  ASSERT_TRUE(Eventually([&] { return client.stats().connected; }));
  const absl::Time deadline = clock.Now() + absl::Seconds(10);
  ASSERT_TRUE(
      client
          .PutNewer({"a", {.identity = "feed", .revision = 1, .text = "x"}},
                    deadline)
          .ok());
  std::vector<std::string> asked;
  ReadThrough reader(clock,
                     {.client = &client,
                      .load = [&](std::vector<std::string> keys, absl::Time,
                                  const ReadThrough::LoadDone& done) {
                        asked = keys;
                        done(Values(keys.size()));
                      }});
  Mutex mu;
  std::optional<ReadThrough::Found> got;
  reader.Get({"a", "b"}, deadline, [&](ReadThrough::Found values) {
    MutexLock lock(mu);
    got = std::move(values);
  });
  ASSERT_TRUE(Eventually([&] {
    MutexLock lock(mu);
    return got.has_value();
  }));
  EXPECT_EQ((*got)[0]->text, "x");
  EXPECT_EQ((*got)[1], nullptr);
  EXPECT_THAT(asked, ElementsAre("b"));
  EXPECT_EQ(reader.stats().cached, 1);
}

}  // namespace
}  // namespace cwp::cache
