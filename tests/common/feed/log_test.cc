#include "common/feed/log.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::feed {
namespace {

class LogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(
        clock_,
        std::vector<db::Migration>{{.version = 1,
                                    .name = "feed",
                                    .statements = CreateFeedStatements()}}));
  }

  void Append(int count, bool commit = true) {
    const absl::Status status =
        database_->Write([&](db::Transaction& tx) -> absl::Status {
          auto appender = Appender::Open(tx);
          if (!appender.ok()) return appender.status();
          for (int i = 0; i < count; ++i) {
            appender->Append({.kind = "thing",
                              .resource_id = ++made_,
                              .resource = absl::StrCat("state", made_),
                              .cause = "made",
                              .commit_time = clock_.Now()});
          }
          if (absl::Status flushed = appender->Flush(); !flushed.ok()) {
            return flushed;
          }
          return commit ? absl::OkStatus() : absl::AbortedError("rolled back");
        });
    ASSERT_EQ(status.ok(), commit);
  }

  absl::StatusOr<Page> Read(const Position& after, int entries = 100,
                            size_t bytes = 1 << 20) {
    absl::StatusOr<Page> page;
    const absl::Status status = database_->Read([&](db::Transaction& tx) {
      page = ReadAfter(tx, after, entries, bytes);
      return page.status();
    });
    if (!status.ok()) return status;
    return page;
  }

  FakeClock clock_;
  db::TestDatabase database_;
  int64_t made_ = 0;
};

TEST_F(LogTest, EntriesAreChainedWithoutGapsInOrderOfCommit) {
  Append(2);
  Append(3, /*commit=*/false);
  Append(1);
  ASSERT_OK_AND_ASSIGN(const Page page, Read({}));
  ASSERT_EQ(page.entries.size(), 3);
  std::string before;
  for (size_t i = 0; i < page.entries.size(); ++i) {
    const Entry& entry = page.entries[i];
    EXPECT_EQ(entry.revision, static_cast<int64_t>(i) + 1);
    EXPECT_EQ(entry.hash, NextHash(before, entry.revision, entry.change));
    before = entry.hash;
  }
  EXPECT_EQ(page.head.revision, 3);
  EXPECT_EQ(page.head.hash, before);
}

// As anybody can compute it, and so that no part can be changed for another.
TEST_F(LogTest, AHashIsThatOfEverythingBefore) {
  const std::string zeros(32, '\0');
  const std::string first =
      crypto::Hash(absl::StrCat(zeros, crypto::ToBigEndian(1), "change"));
  EXPECT_EQ(NextHash("", 1, "change"), first);
  EXPECT_EQ(NextHash(first, 2, "other"),
            crypto::Hash(absl::StrCat(first, crypto::ToBigEndian(2), "other")));
}

// The last guard: should writers ever not take turns.
TEST_F(LogTest, NobodyAppendsToAnEndThatHasMoved) {
  Append(1);
  EXPECT_THAT(database_->Write([&](db::Transaction& tx) -> absl::Status {
    auto appender = Appender::Open(tx);
    if (!appender.ok()) return appender.status();
    appender->Append({.kind = "thing", .commit_time = clock_.Now()});
    const absl::Status moved =
        tx.Run("UPDATE feed_head SET revision = 7 WHERE id = 1").status();
    return moved.ok() ? appender->Flush() : moved;
  }),
              HasReason("FEED_HEAD_MOVED"));
}

TEST_F(LogTest, ReadsOnFromAnyPosition) {
  Append(10);
  ASSERT_OK_AND_ASSIGN(const Page first, Read({}, 4));
  ASSERT_EQ(first.entries.size(), 4);
  const Position position = {.revision = 4, .hash = first.entries[3].hash};
  ASSERT_OK_AND_ASSIGN(const Page rest, Read(position));
  EXPECT_EQ(rest.entries.front().revision, 5);
  EXPECT_EQ(rest.entries.size(), 6);
  ASSERT_OK_AND_ASSIGN(const Page none, Read(rest.head));
  EXPECT_TRUE(none.entries.empty());
}

TEST_F(LogTest, APageIsNoLargerThanAskedButNeverEmpty) {
  Append(5);
  ASSERT_OK_AND_ASSIGN(const Page page, Read({}, 100, 1));
  EXPECT_EQ(page.entries.size(), 1);
}

TEST_F(LogTest, RefusesPositionsItCannotServe) {
  Append(3);
  EXPECT_THAT(Read({.revision = 4}), HasReason("REVISION_AHEAD"));
  EXPECT_THAT(Read({.revision = 2, .hash = std::string(32, 'x')}),
              HasReason("FEED_REPLACED"));
  EXPECT_THAT(Read({.revision = 3, .hash = std::string(32, 'x')}),
              HasReason("FEED_REPLACED"));
  EXPECT_OK(Read({.revision = 2}));
}

TEST_F(LogTest, WhatWasCompactedIsHonestlyGone) {
  Append(3);
  clock_.Advance(absl::Hours(1));
  Append(2);
  ASSERT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
    auto count = Compact(tx, clock_.Now(), 100);
    EXPECT_THAT(count, IsOkAndHolds(3));
    return count.status();
  }));
  EXPECT_THAT(Read({}), HasReason("REVISION_COMPACTED"));
  EXPECT_THAT(Read({.revision = 2}), HasReason("REVISION_COMPACTED"));
  ASSERT_OK_AND_ASSIGN(const Page page, Read({.revision = 3}));
  EXPECT_EQ(page.entries.size(), 2);
}

TEST_F(LogTest, TheIdentityLasts) {
  ASSERT_OK_AND_ASSIGN(const std::string identity, EnsureIdentity(*database_));
  EXPECT_EQ(identity.size(), 32);
  ASSERT_OK(database_.Reopen());
  EXPECT_THAT(EnsureIdentity(*database_), IsOkAndHolds(identity));
}

}  // namespace
}  // namespace cwp::feed
