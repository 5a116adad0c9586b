#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
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

class MigrateTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(database_.Open(clock_)); }

  static Migration Workshops() {
    return {.version = 1,
            .name = "workshops",
            .statements = {"CREATE TABLE workshops (id BIGINT PRIMARY KEY);\n"
                           "CREATE INDEX workshops_again ON workshops (id);\n",
                           "INSERT INTO workshops VALUES (1);"}};
  }
  static Migration Titles() {
    return {.version = 2,
            .name = "titles",
            .statements = {"ALTER TABLE workshops ADD COLUMN title TEXT",
                           "UPDATE workshops SET title = 'a; b'"}};
  }
  static Migration Broken() {
    return {.version = 2,
            .name = "broken",
            .statements = {"INSERT INTO workshops VALUES (2)",
                           "INSERT INTO nowhere VALUES (2)"}};
  }

  absl::StatusOr<int64_t> Count(absl::string_view sql) {
    int64_t count = 0;
    RETURN_IF_ERROR(database_->Read([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql));
      count = rows[0].Int(0);
      return absl::OkStatus();
    }));
    return count;
  }

  FakeClock clock_;
  TestDatabase database_;
};

TEST_F(MigrateTest, RunsEachStepOnce) {
  ASSERT_OK(Migrate(*database_, {Workshops()}));
  ASSERT_OK(Migrate(*database_, {Workshops()}));
  EXPECT_THAT(Count("SELECT COUNT(*) FROM workshops"), IsOkAndHolds(1));
  EXPECT_THAT(Count("SELECT MAX(version) FROM schema_versions"),
              IsOkAndHolds(1));
}

TEST_F(MigrateTest, LaterReleasesAppend) {
  ASSERT_OK(Migrate(*database_, {Workshops()}));
  ASSERT_OK(Migrate(*database_, {Workshops(), Titles()}));
  EXPECT_THAT(Count("SELECT COUNT(*) FROM workshops WHERE title = 'a; b'"),
              IsOkAndHolds(1));
  EXPECT_THAT(Count("SELECT COUNT(*) FROM schema_versions"), IsOkAndHolds(2));
}

TEST_F(MigrateTest, RefusesANewerSchema) {
  ASSERT_OK(Migrate(*database_, {Workshops(), Titles()}));
  const absl::Status status = Migrate(*database_, {Workshops()});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("SCHEMA_TOO_NEW"));
  EXPECT_EQ(MetadataOf(status, "version"), "2");
  EXPECT_EQ(MetadataOf(status, "known"), "1");
}

TEST_F(MigrateTest, StepsThatFailLeaveNothingBehind) {
  ASSERT_OK(Migrate(*database_, {Workshops()}));
  EXPECT_THAT(Migrate(*database_, {Workshops(), Broken()}),
              HasReason("DATABASE_ERROR"));
  EXPECT_THAT(Count("SELECT COUNT(*) FROM workshops"), IsOkAndHolds(1));
  EXPECT_THAT(Count("SELECT MAX(version) FROM schema_versions"),
              IsOkAndHolds(1));
  EXPECT_OK(Migrate(*database_, {Workshops(), Titles()}));
}

// Replicas that start together.
TEST_F(MigrateTest, ProgramsMayMigrateAtTheSameTime) {
  std::vector<std::thread> programs;
  for (int i = 0; i < 4; ++i) {
    programs.emplace_back([&] {
      std::unique_ptr<Database> own;
      if (database_->engine() == Database::Engine::kPostgres) {
        ASSERT_OK_AND_ASSIGN(own, Open(database_.uri(), clock_));
      }
      EXPECT_OK(
          Migrate(own == nullptr ? *database_ : *own, {Workshops(), Titles()}));
    });
  }
  for (std::thread& program : programs) program.join();
  EXPECT_THAT(Count("SELECT COUNT(*) FROM workshops"), IsOkAndHolds(1));
  EXPECT_THAT(Count("SELECT COUNT(*) FROM schema_versions"), IsOkAndHolds(2));
}

TEST_F(MigrateTest, ADatabaseIsOneServicesAlone) {
  ASSERT_OK(Claim(*database_, "scheduling"));
  ASSERT_OK(Claim(*database_, "scheduling"));
  const absl::Status refused = Claim(*database_, "registration");
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasReason("CONFIG_INVALID"));
  EXPECT_EQ(refused.message(),
            "the database belongs to scheduling, not to registration");
  EXPECT_THAT(Count("SELECT COUNT(*) FROM schema_owner"), IsOkAndHolds(1));
}

TEST_F(MigrateTest, StepsAreCounted) {
  EXPECT_DEATH(Migrate(*database_, {Titles()}).IgnoreError(),
               "count from 1, without gaps");
}

}  // namespace
}  // namespace cwp::db
