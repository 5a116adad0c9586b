#include "common/base/id.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/testing/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(IdGeneratorTest, RisesWhetherOrNotTimePasses) {
  FakeClock clock;
  IdGenerator ids(clock, 3);
  int64_t last = 0;
  for (int i = 0; i < 20'000; ++i) {
    const int64_t id = ids.Next();
    ASSERT_GT(id, last);
    last = id;
    if (i % 100 == 0) clock.Advance(absl::Milliseconds(1));
  }
}

TEST(IdGeneratorTest, HoldsTimeReplicaAndCounter) {
  FakeClock clock;
  IdGenerator ids(clock, 1023);
  const int64_t first = ids.Next();
  const int64_t second = ids.Next();
  EXPECT_EQ((first >> 12) & 1023, 1023);
  EXPECT_EQ(second - first, 1);
  const absl::Time epoch = absl::FromUnixSeconds(1704067200);
  EXPECT_EQ(epoch + absl::Milliseconds(first >> 22), clock.Now());
}

TEST(IdGeneratorTest, ABlockIsItsOwnersAlone) {
  FakeClock clock;
  IdGenerator ids(clock, 5);
  int64_t free_from = 0;
  for (int i = 0; i < 20'000; ++i) {
    const bool block = i % 3 == 0;
    const int64_t id = block ? ids.NextBlock() : ids.Next();
    ASSERT_GE(id, free_from);
    ASSERT_TRUE(!block || id % kIdBlock == 0);
    ASSERT_EQ((id >> 12) & 1023, 5);
    free_from = id + (block ? kIdBlock : 1);
    if (i % 1000 == 0) clock.Advance(absl::Milliseconds(1));
  }
}

// The last of the last replica at the end of the 41 bits of time, in 2093.
TEST(IdGeneratorTest, TheLastBlockFitsInto63Bits) {
  FakeClock clock(absl::FromUnixMillis(1704067200000 + (int64_t{1} << 41) - 1));
  IdGenerator ids(clock, 1023);
  int64_t last = 0;
  for (int i = 0; i < 256; ++i) last = ids.NextBlock();
  EXPECT_EQ(last + kIdBlock - 1, INT64_MAX);
}

TEST(IdGeneratorTest, IsNeverNothing) {
  FakeClock clock(absl::FromUnixSeconds(1704067200));
  EXPECT_EQ(IdGenerator(clock, 0).Next(), 1);
  EXPECT_EQ(IdGenerator(clock, 0).NextBlock(), kIdBlock);
}

TEST(IdGeneratorTest, TheNextGeneratorNeverMakesTheSameOnceTimeHasPassed) {
  FakeClock clock;
  std::set<int64_t> made;
  for (int start = 0; start < 3; ++start) {
    IdGenerator ids(clock, 0);
    for (int i = 0; i < 1000; ++i) made.insert(ids.Next());
    clock.Advance(absl::Milliseconds(1));
  }
  EXPECT_EQ(made.size(), 3000);
}

TEST(IdGeneratorTest, ReplicasNeverMakeTheSame) {
  FakeClock clock;
  std::set<int64_t> made;
  for (int replica = 0; replica < 4; ++replica) {
    IdGenerator ids(clock, replica);
    for (int i = 0; i < 5000; ++i) made.insert(ids.Next());
  }
  EXPECT_EQ(made.size(), 4 * 5000);
}

TEST(IdGeneratorTest, ThreadsNeverGetTheSame) {
  FakeClock clock;
  IdGenerator ids(clock, 0);
  Mutex mu;
  std::set<int64_t> made;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) {
        const int64_t id = ids.Next();
        MutexLock lock(mu);
        made.insert(id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made.size(), 4000);
}

TEST(IdGeneratorTest, RefusesReplicasThatDoNotFit) {
  FakeClock clock;
  EXPECT_DEATH(IdGenerator(clock, 1024), "does not fit");
  EXPECT_DEATH(IdGenerator(clock, -1), "does not fit");
}

TEST(ParseIdTest, ReadsWhatIsAnId) {
  FakeClock clock;
  const int64_t id = IdGenerator(clock, 0).Next();
  EXPECT_EQ(ParseId(absl::StrCat(id)), id);
  EXPECT_EQ(ParseId("1"), 1);
  EXPECT_EQ(ParseId("9223372036854775807"), INT64_MAX);
}

TEST(ParseIdTest, RefusesEverythingElse) {
  for (const std::string text :
       {"", "0", "01", "-1", "+1", " 1", "1 ", "1.0", "0x10", "1e3", "one",
        "9223372036854775808", "99999999999999999999", "\xd9\xa1"}) {
    EXPECT_EQ(ParseId(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseId(std::string("1\0", 2)), std::nullopt);
}

}  // namespace
}  // namespace cwp
