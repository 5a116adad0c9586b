#include "common/db/postgres.h"

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/db/database_fixture.h"

namespace cwp::db {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// What only PostgreSQL does: a server that others use too, and that can go.
class PostgresTest : public DatabaseFixture {
 protected:
  void SetUp() override {
    DatabaseFixture::SetUp();
    if (database_->engine() != Database::Engine::kPostgres) {
      GTEST_SKIP() << "PostgreSQL is not under test";
    }
    ASSERT_OK_AND_ASSIGN(other_, Open(database_.uri(), clock_));
  }

  // The server's process behind the connection that writes.
  static absl::StatusOr<int64_t> WritingProcess(Database& database) {
    int64_t process = 0;
    RETURN_IF_ERROR(database.Write([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(process, Number(tx, "SELECT pg_backend_pid()"));
      return absl::OkStatus();
    }));
    return process;
  }

  // Ends one of the server's processes, and waits until it has gone.
  absl::Status End(int64_t process) {
    return other_->Read([&](Transaction& tx) {
      return tx
          .Run("SELECT pg_terminate_backend(CAST($1 AS INTEGER), 5000)",
               {process})
          .status();
    });
  }

  std::unique_ptr<Database> other_;
};

TEST_F(PostgresTest, ReplicasHaveNumbersOfTheirOwn) {
  EXPECT_EQ(database_->replica(), 0);
  EXPECT_EQ(other_->replica(), 1);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Database> third,
                       Open(database_.uri(), clock_));
  EXPECT_EQ(third->replica(), 2);
}

TEST_F(PostgresTest, ReplicasTakeTurns) {
  constexpr int kEach = 50;
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 1000, 0)"));
  std::vector<std::thread> replicas;
  for (Database* replica : {&*database_, other_.get()}) {
    replicas.emplace_back([replica] {
      for (int i = 0; i < kEach; ++i) {
        EXPECT_OK(replica->Write([](Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(const int64_t taken,
                           Number(tx, "SELECT taken FROM sessions"));
          return tx.Run("UPDATE sessions SET taken = $1", {taken + 1}).status();
        }));
      }
    });
  }
  for (std::thread& replica : replicas) replica.join();
  EXPECT_THAT(Number("SELECT taken FROM sessions"), IsOkAndHolds(2 * kEach));
}

TEST_F(PostgresTest, DeadConnectionsAreReplacedQuietly) {
  ASSERT_OK_AND_ASSIGN(const int64_t writing, WritingProcess(*database_));
  ASSERT_OK_AND_ASSIGN(const int64_t reading,
                       Number("SELECT pg_backend_pid()"));
  ASSERT_OK(End(writing));
  ASSERT_OK(End(reading));
  EXPECT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM sessions"), IsOkAndHolds(1));
}

// Ids were made with the number, so no other one will do, even a lower one.
TEST_F(PostgresTest, ReplicasKeepTheirNumberWhenTheyReconnect) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Database> third,
                       Open(database_.uri(), clock_));
  ASSERT_OK_AND_ASSIGN(const int64_t writing, WritingProcess(*third));
  ASSERT_OK_AND_ASSIGN(const int64_t first, WritingProcess(*database_));
  ASSERT_OK(End(writing));
  database_.Close();
  ASSERT_OK(End(first)) << "waits until the number 0 is free";

  EXPECT_OK(WritingProcess(*third));
  EXPECT_EQ(third->replica(), 2);
  ASSERT_OK(database_.Reopen());
  EXPECT_EQ(database_->replica(), 0);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Database> fourth,
                       Open(database_.uri(), clock_));
  EXPECT_EQ(fourth->replica(), 3) << "the number 2 is held again";
}

TEST_F(PostgresTest, LosesTheTransactionWithItsConnection) {
  ASSERT_OK_AND_ASSIGN(const int64_t writing, WritingProcess(*database_));
  const absl::Status status =
      database_->Write([&](Transaction& tx) -> absl::Status {
        EXPECT_OK(tx.Run("INSERT INTO sessions VALUES (1, 10, 0)"));
        EXPECT_OK(End(writing));
        return tx.Run("INSERT INTO sessions VALUES (2, 10, 0)").status();
      });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(status, HasReason("DATABASE_UNAVAILABLE"));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM sessions"), IsOkAndHolds(0));
  EXPECT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
}

// The connection ends before the server has answered the COMMIT.
TEST_F(PostgresTest, OutcomeIsUnknownWhenTheCommitIsNotAnswered) {
  ASSERT_OK(
      Write("CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); "
            "RETURN NULL; END'"));
  ASSERT_OK(
      Write("CREATE CONSTRAINT TRIGGER leaves AFTER INSERT ON sessions "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
            "EXECUTE FUNCTION leave()"));
  const absl::Status status = Write("INSERT INTO sessions VALUES (1, 10, 0)");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(status, HasReason("OUTCOME_UNKNOWN"));
  EXPECT_OK(Write("UPDATE sessions SET taken = 0")) << "connects anew";
}

// A constraint that is checked at the COMMIT: its answer is known.
TEST_F(PostgresTest, RefusedCommitsAreKnown) {
  ASSERT_OK(
      Write("CREATE TABLE once (seat BIGINT CONSTRAINT once_only UNIQUE "
            "DEFERRABLE INITIALLY DEFERRED)"));
  EXPECT_THAT(Write("INSERT INTO once VALUES (1), (1)"),
              HasReason("CONSTRAINT_VIOLATED"));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM once"), IsOkAndHolds(0));
}

// A replica that stands still while it holds the writers' lock.
TEST_F(PostgresTest, FrozenReplicasDoNotStopTheOthers) {
  const absl::Status status =
      database_->Write([&](Transaction& tx) -> absl::Status {
        RETURN_IF_ERROR(
            tx.Run("INSERT INTO sessions VALUES (1, 10, 0)").status());
        return other_->Write([](Transaction& next) {
          return next.Run("INSERT INTO sessions VALUES (2, 10, 0)").status();
        });
      });
  EXPECT_THAT(status, HasReason("DATABASE_UNAVAILABLE"))
      << "the server says that it had given up before the COMMIT";
  EXPECT_THAT(Number("SELECT SUM(id) FROM sessions"), IsOkAndHolds(2));
}

TEST_F(PostgresTest, StatementsHaveLimits) {
  struct Case {
    absl::string_view setting;
    std::string want;
  };
  const Case cases[] = {{"statement_timeout", "5s"},
                        {"lock_timeout", "5s"},
                        {"idle_in_transaction_session_timeout", "2s"},
                        {"transaction_isolation", "read committed"}};
  for (const Case& test : cases) {
    const std::string sql = absl::StrCat("SHOW ", test.setting);
    EXPECT_OK(database_->Write([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql));
      EXPECT_EQ(rows[0].Text(0), test.want) << test.setting;
      return absl::OkStatus();
    }));
  }
  EXPECT_OK(database_->WriteUnhurried([&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run("SHOW statement_timeout"));
    EXPECT_EQ(rows[0].Text(0), "0");
    return absl::OkStatus();
  }));
}

TEST_F(PostgresTest, RefusesAServerThatMayLoseCommits) {
  const absl::Status status =
      Open(absl::StrCat(database_.uri(),
                        "&options=-c%20synchronous_commit%3Doff"),
           clock_)
          .status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("DATABASE_UNSAFE"));
  EXPECT_EQ(MetadataOf(status, "setting"), "synchronous_commit");
}

TEST_F(PostgresTest, IsNotReadyWhileTheClocksDiffer) {
  EXPECT_THAT(database_->Ping(), HasReason("CLOCK_DIFFERS"));
}

// Nothing of it is done, and the connection goes on: once there is room, so
// does all else.
TEST_F(PostgresTest, AFullDiskIsSaidToBeOne) {
  const absl::Status full = database_->Write([](Transaction& tx) {
    return tx
        .Run(
            "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' "
            "USING ERRCODE = '53100'; END $$")
        .status();
  });
  EXPECT_THAT(full, HasReason("DISK_FULL"));
  EXPECT_TRUE(absl::IsResourceExhausted(full)) << full;
  EXPECT_OK(WritingProcess(*database_).status());
}

TEST_F(PostgresTest, RefusesTextThatHoldsNoText) {
  const std::string text("ada\0@example.org", 16);
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  const absl::Status status =
      Write("INSERT INTO places VALUES (1, 1, $1, NULL)", {text});
  EXPECT_THAT(status, HasReason("DATABASE_ERROR"));
  EXPECT_THAT(status.ToString(), Not(HasSubstr("ada")));
}

TEST_F(PostgresTest, ErrorsDoNotQuoteWhatDoesNotFit) {
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  ASSERT_OK(Write("INSERT INTO places VALUES (1, 1, 'ada@example.org', NULL)"));
  const absl::Status status =
      Read("SELECT CAST(note AS BIGINT) FROM places").status();
  EXPECT_THAT(status, HasReason("DATABASE_ERROR"));
  EXPECT_THAT(status.ToString(), Not(HasSubstr("ada")));
}

TEST_F(PostgresTest, IsBackedUpByItsOwnTools) {
  EXPECT_THAT(database_->BackupTo("copy.db"), HasReason("BACKUP_WITH_PG_DUMP"));
}

}  // namespace
}  // namespace cwp::db
