#include "common/db/requests.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::db {
namespace {

class RequestsTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(database_.Open(clock_, Steps())); }

  static std::vector<Migration> Steps() {
    return {{.version = 1,
             .name = "requests",
             .statements = {std::string(kCreateRequests)}}};
  }

  absl::StatusOr<std::optional<RequestEffect>> Find(const RequestKey& request) {
    std::optional<RequestEffect> found;
    RETURN_IF_ERROR(database_->Read([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(found, FindRequest(tx, request));
      return absl::OkStatus();
    }));
    return found;
  }

  absl::Status Save(const RequestKey& request, const RequestEffect& effect) {
    return database_->Write([&](Transaction& tx) {
      return SaveRequest(tx, request, effect, clock_.Now());
    });
  }

  absl::StatusOr<int64_t> Prune(absl::Time before, int limit) {
    int64_t pruned = 0;
    RETURN_IF_ERROR(database_->Write([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(pruned, PruneRequests(tx, before, limit));
      return absl::OkStatus();
    }));
    return pruned;
  }

  FakeClock clock_;
  TestDatabase database_;
};

// Hashes are any bytes.
const RequestKey kBook = {.key = std::string("\0\xff key", 6),
                          .fingerprint = std::string("\0\xfe print", 8)};

TEST_F(RequestsTest, FindsWhatWasSaved) {
  ASSERT_OK_AND_ASSIGN(std::optional<RequestEffect> found, Find(kBook));
  EXPECT_FALSE(found.has_value());
  ASSERT_OK(Save(kBook, {.resource_id = 17, .revision = 4}));
  ASSERT_OK_AND_ASSIGN(found, Find(kBook));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->resource_id, 17);
  EXPECT_EQ(found->revision, 4);
}

TEST_F(RequestsTest, SameIdForOtherContentIsRefused) {
  ASSERT_OK(Save(kBook, {.resource_id = 17, .revision = 4}));
  const absl::StatusOr<std::optional<RequestEffect>> found =
      Find({.key = kBook.key, .fingerprint = "another"});
  EXPECT_THAT(found, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(found, HasReason("REQUEST_ID_REUSED"));
}

TEST_F(RequestsTest, OneEffectForEachRequest) {
  ASSERT_OK(Save(kBook, {.resource_id = 17, .revision = 4}));
  EXPECT_THAT(Save(kBook, {.resource_id = 18, .revision = 5}),
              HasReason("CONSTRAINT_VIOLATED"));
}

TEST_F(RequestsTest, FindsSeveralAtOnce) {
  const RequestKey other = {.key = "other", .fingerprint = "x"};
  const RequestKey reused = {.key = kBook.key, .fingerprint = "another"};
  ASSERT_OK(database_->Write([&](Transaction& tx) {
    return SaveRequests(tx, {{.request = kBook,
                              .effect = {.resource_id = 17, .revision = 4},
                              .create_time = clock_.Now()}});
  }));
  ASSERT_OK(database_->Read([&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const auto found,
                     FindRequests(tx, {&other, &kBook, &reused}));
    EXPECT_EQ(found.size(), 3);
    EXPECT_FALSE(found[0].value().has_value());
    EXPECT_EQ(found[1].value().value().resource_id, 17);
    EXPECT_THAT(found[2], HasReason("REQUEST_ID_REUSED"));
    return absl::OkStatus();
  }));
}

TEST_F(RequestsTest, WhatIsErasedCannotBeAskedForAgain) {
  ASSERT_OK(Save(kBook, {.resource_id = 17}));
  const RequestKey other = {.key = "other", .fingerprint = "print"};
  ASSERT_OK(Save(other, {.resource_id = 18}));
  ASSERT_OK(database_->Write([](Transaction& tx) {
    return EraseRequests(tx, {17, 19});
  }));
  EXPECT_THAT(Find(kBook), HasReason("REQUEST_ID_REUSED"));
  EXPECT_OK(Find(other));
}

TEST_F(RequestsTest, PrunesTheOldestFirst) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(Save({.key = absl::StrCat(i), .fingerprint = "x"},
                   {.resource_id = i, .revision = i}));
    clock_.Advance(absl::Hours(24));
  }
  // Three of the five are older than two days and a half.
  const absl::Time before = clock_.Now() - absl::Hours(60);
  EXPECT_THAT(Prune(before, 2), IsOkAndHolds(2));
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK_AND_ASSIGN(const std::optional<RequestEffect> found,
                         Find({.key = absl::StrCat(i), .fingerprint = "x"}));
    EXPECT_EQ(found.has_value(), i >= 2) << i;
  }
  EXPECT_THAT(Prune(before, 2), IsOkAndHolds(1));
  EXPECT_THAT(Prune(before, 2), IsOkAndHolds(0));
}

}  // namespace
}  // namespace cwp::db
