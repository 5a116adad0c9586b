#include "common/testing/faulty_database.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::db {
namespace {

using ::testing::Contains;

class FaultyDatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(
        clock_, {{{.version = 1,
                   .name = "notes",
                   .statements = {"CREATE TABLE notes (id BIGINT)"}}}}));
  }

  // The reasons with which ten writes fail; empty for those that do not.
  std::vector<std::string> TryWrites(uint64_t seed, FaultyDatabase::Odds odds) {
    FaultyDatabase faulty(*database_, seed, odds);
    std::vector<std::string> reasons;
    for (int i = 0; i < 10; ++i) {
      reasons.push_back(ReasonOf(faulty.Write([](Transaction& tx) {
        return tx.Run("INSERT INTO notes VALUES (1)").status();
      })));
    }
    return reasons;
  }

  int64_t Notes() {
    int64_t notes = -1;
    EXPECT_OK(database_->Read([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Rows rows, tx.Run("SELECT COUNT(*) FROM notes"));
      notes = rows[0].Int(0);
      return absl::OkStatus();
    }));
    return notes;
  }

  FakeClock clock_;
  TestDatabase database_;
};

TEST_F(FaultyDatabaseTest, DoesNothingUnlessAsked) {
  EXPECT_EQ(TryWrites(1, {}), std::vector<std::string>(10));
  EXPECT_EQ(Notes(), 10);
}

TEST_F(FaultyDatabaseTest, FailsAsItIsTold) {
  EXPECT_EQ(TryWrites(1, {.one_in_before = 1}),
            std::vector<std::string>(10, "DATABASE_UNAVAILABLE"));
  EXPECT_EQ(TryWrites(1, {.one_in_undone = 1}),
            std::vector<std::string>(10, "OUTCOME_UNKNOWN"));
  EXPECT_EQ(Notes(), 0);
  EXPECT_EQ(TryWrites(1, {.one_in_after = 1}),
            std::vector<std::string>(10, "OUTCOME_UNKNOWN"));
  EXPECT_EQ(Notes(), 10);
}

TEST_F(FaultyDatabaseTest, TheSameSeedFailsTheSameWay) {
  const FaultyDatabase::Odds odds = {.one_in_before = 3, .one_in_after = 3};
  const std::vector<std::string> reasons = TryWrites(7, odds);
  EXPECT_EQ(TryWrites(7, odds), reasons);
  EXPECT_NE(TryWrites(8, odds), reasons);
  EXPECT_THAT(reasons, Contains(""));
  EXPECT_THAT(reasons, Contains("DATABASE_UNAVAILABLE"));
}

TEST_F(FaultyDatabaseTest, ErrorsOfTheBodyAreNotHidden) {
  FaultyDatabase faulty(*database_, 1, {.one_in_undone = 1});
  EXPECT_THAT(faulty.Write([](Transaction&) { return absl::CancelledError(); }),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(FaultyDatabaseTest, ReadsFailToo) {
  FaultyDatabase faulty(*database_, 1, {.one_in_reads = 1});
  EXPECT_THAT(faulty.Read([](Transaction&) { return absl::OkStatus(); }),
              HasReason("DATABASE_UNAVAILABLE"));
}

}  // namespace
}  // namespace cwp::db
