#include "common/db/database.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/db/database_fixture.h"

namespace cwp::db {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// What every engine must do alike.
class DatabaseTest : public DatabaseFixture {};

TEST_F(DatabaseTest, TypesComeBackAsTheyWentIn) {
  const std::string bytes("\0\x80\xff'\\", 5);
  const std::string text = "caf\u00e9 'quoted' \\x41 $1";
  ASSERT_OK(
      Write("INSERT INTO sessions VALUES ($1, $2, $3)", {INT64_MAX, 1, true}));
  ASSERT_OK(Write("INSERT INTO places VALUES ($1, $2, $3, $4)",
                  {INT64_MAX, INT64_MIN, text, Value::Bytes(bytes)}));
  ASSERT_OK_AND_ASSIGN(
      const Rows rows,
      Read("SELECT session, seat, note, sealed, taken FROM places, sessions "
           "WHERE note = $2 AND sealed = $1",
           {Value::Bytes(bytes), text}));
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0].Int(0), INT64_MAX);
  EXPECT_EQ(rows[0].Int(1), INT64_MIN);
  EXPECT_EQ(rows[0].Text(2), text);
  EXPECT_EQ(rows[0].String(3), bytes);
  EXPECT_TRUE(rows[0].Bool(4));
}

TEST_F(DatabaseTest, InstantsKeepMicroseconds) {
  const absl::Time time = absl::FromUnixMicros(-1234567890123457);
  ASSERT_OK(Write("INSERT INTO sessions VALUES ($1, $2, $3)",
                  {1, time, std::optional<absl::Time>(time)}));
  ASSERT_OK_AND_ASSIGN(const Rows rows,
                       Read("SELECT capacity, taken FROM sessions"));
  EXPECT_EQ(rows[0].Time(0), time);
  EXPECT_EQ(rows[0].OptionalTime(1), time);
}

TEST_F(DatabaseTest, NullIsNotEmpty) {
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  const std::optional<absl::Time> no_time;
  ASSERT_OK(Write("INSERT INTO places VALUES (1, 1, $1, $2), (1, 2, $3, $4)",
                  {Value(), no_time, absl::string_view(), Value::Bytes({})}));
  ASSERT_OK_AND_ASSIGN(const Rows rows,
                       Read("SELECT note, sealed FROM places ORDER BY seat"));
  ASSERT_EQ(rows.size(), 2);
  EXPECT_TRUE(rows[0].IsNull(0));
  EXPECT_TRUE(rows[0].IsNull(1));
  EXPECT_EQ(rows[0].OptionalTime(1), std::nullopt);
  EXPECT_FALSE(rows[1].IsNull(0));
  EXPECT_FALSE(rows[1].IsNull(1));
  EXPECT_EQ(rows[1].Text(0), "");
  EXPECT_EQ(rows[1].Text(1), "");
}

TEST_F(DatabaseTest, LongTextsFit) {
  const std::string text(3'000'000, 'x');
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  ASSERT_OK(Write("INSERT INTO places VALUES (1, 1, $1, $2)",
                  {text, Value::Bytes(text)}));
  ASSERT_OK_AND_ASSIGN(const Rows rows,
                       Read("SELECT note, sealed FROM places"));
  EXPECT_EQ(rows[0].Text(0), text);
  EXPECT_EQ(rows[0].Text(1), text);
}

TEST_F(DatabaseTest, ParametersGoByNumberNotByPlace) {
  ASSERT_OK(
      Write("INSERT INTO sessions (taken, capacity, id) VALUES ($2, $3, $1)",
            {7, 12, 30}));
  ASSERT_OK_AND_ASSIGN(
      const Rows rows,
      Read("SELECT capacity, taken FROM sessions "
           "WHERE capacity > $2 AND id = $1 AND taken < capacity - $2 AND "
           "id + 5 = $2 AND taken < id + $1",
           {7, 12}));
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0].Int(0), 30);
  EXPECT_EQ(rows[0].Int(1), 12);
}

TEST_F(DatabaseTest, SumsAndComparisonsAreIntegers) {
  ASSERT_OK(
      Write("INSERT INTO sessions VALUES (1, 70000, -12), "
            "(2, 30000, -9988), (3, 9000000000000000000, 0)"));
  ASSERT_OK_AND_ASSIGN(
      const Rows rows,
      Read("SELECT SUM(capacity), SUM(taken), COUNT(*), MAX(id) = 3, "
           "COALESCE(SUM(NULLIF(taken, taken)), 0) FROM sessions"));
  EXPECT_EQ(rows[0].Int(0), 9000000000000100000);
  EXPECT_EQ(rows[0].Int(1), -10000);
  EXPECT_EQ(rows[0].Int(2), 3);
  EXPECT_TRUE(rows[0].Bool(3));
  EXPECT_EQ(rows[0].Int(4), 0);
}

TEST_F(DatabaseTest, FractionsAreRefused) {
  EXPECT_THAT(Read("SELECT 0.5 WHERE $1 = 1", {1}),
              HasReason("DATABASE_ERROR"));
}

TEST_F(DatabaseTest, RunSaysWhatItTouched) {
  struct Case {
    absl::string_view sql;
    int64_t affected;
    size_t rows;
  };
  const Case cases[] = {
      {"INSERT INTO sessions VALUES (1, 10, 0), (2, 10, 0)", 2, 0},
      {"INSERT INTO sessions VALUES (2, 10, 0), (3, 10, 0) "
       "ON CONFLICT (id) DO NOTHING",
       1, 0},
      {"INSERT INTO sessions VALUES (3, 10, 0) ON CONFLICT (id) DO NOTHING", 0,
       0},
      {"INSERT INTO sessions VALUES (3, 20, 0), (4, 20, 0) ON CONFLICT (id) "
       "DO UPDATE SET capacity = excluded.capacity RETURNING id",
       2, 2},
      {"SELECT * FROM sessions", 0, 4},
      {"UPDATE sessions SET taken = taken + 1 WHERE capacity = 20", 2, 0},
      {"UPDATE sessions SET taken = 0 WHERE id = 99", 0, 0},
      {"DELETE FROM sessions WHERE capacity = 10 RETURNING id", 2, 2},
  };
  ASSERT_OK(database_->Write([&](Transaction& tx) -> absl::Status {
    for (const Case& test : cases) {
      SCOPED_TRACE(test.sql);
      ASSIGN_OR_RETURN(const Rows rows, tx.Run(test.sql));
      EXPECT_EQ(rows.affected(), test.affected);
      EXPECT_EQ(rows.size(), test.rows);
    }
    return absl::OkStatus();
  }));
}

TEST_F(DatabaseTest, RunEachKeepsOrderAndCounts) {
  const std::vector<std::vector<Value>> sessions = {
      {1, 10, 0}, {2, 20, 0}, {3, 20, 0}};
  // Each row sees what the ones before it did.
  const std::vector<std::vector<Value>> changes = {
      {20, 5}, {10, 1}, {30, 1}, {5, 7}};
  ASSERT_OK(database_->Write([&](Transaction& tx) -> absl::Status {
    EXPECT_THAT(
        tx.RunEach("INSERT INTO sessions VALUES ($1, $2, $3)", sessions),
        IsOkAndHolds(ElementsAre(1, 1, 1)));
    EXPECT_THAT(
        tx.RunEach("UPDATE sessions SET capacity = $2 WHERE capacity = $1",
                   changes),
        IsOkAndHolds(ElementsAre(2, 1, 0, 2)));
    EXPECT_THAT(tx.RunEach("DELETE FROM sessions WHERE id = $1", {}),
                IsOkAndHolds(ElementsAre()));
    return absl::OkStatus();
  }));
  EXPECT_THAT(Number("SELECT SUM(capacity) FROM sessions"), IsOkAndHolds(15));
}

// More than the engine takes at once, and texts that fill every buffer.
TEST_F(DatabaseTest, RunEachTakesManyRows) {
  const std::string note(2000, 'n');
  std::vector<std::vector<Value>> rows;
  for (int seat = 0; seat < 2500; ++seat) rows.push_back({seat, note});
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  ASSERT_OK(database_->Write([&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<int64_t> touched,
                     tx.RunEach("INSERT INTO places (session, seat, note) "
                                "VALUES (1, $1, $2)",
                                rows));
    EXPECT_EQ(touched, std::vector<int64_t>(2500, 1));
    return absl::OkStatus();
  }));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM places WHERE note = $1", {note}),
              IsOkAndHolds(2500));
}

TEST_F(DatabaseTest, QueryEachAnswersEachRun) {
  const std::vector<std::vector<Value>> capacities = {{20}, {99}, {10}};
  ASSERT_OK(
      Write("INSERT INTO sessions VALUES (1, 10, 0), (2, 20, 0), "
            "(3, 20, 0)"));
  ASSERT_OK(database_->Read([&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(
        const std::vector<Rows> found,
        tx.QueryEach("SELECT id FROM sessions WHERE capacity = $1 ORDER BY id",
                     capacities));
    EXPECT_EQ(found.size(), 3);
    EXPECT_EQ(found[0].size(), 2);
    EXPECT_EQ(found[0][1].Int(0), 3);
    EXPECT_TRUE(found[1].empty());
    EXPECT_EQ(found[2][0].Int(0), 1);
    return absl::OkStatus();
  }));
  ASSERT_OK(database_->Write([&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(
        const std::vector<Rows> changed,
        tx.QueryEach("UPDATE sessions SET capacity = 5 WHERE capacity = $1 "
                     "RETURNING id",
                     capacities));
    EXPECT_EQ(changed.size(), 3);
    EXPECT_EQ(changed[0].affected(), 2);
    EXPECT_EQ(changed[0].size(), 2);
    EXPECT_EQ(changed[1].affected(), 0);
    return absl::OkStatus();
  }));
  EXPECT_THAT(Number("SELECT SUM(capacity) FROM sessions"), IsOkAndHolds(15));
}

// More answers than any buffer holds, while the questions are still being sent.
TEST_F(DatabaseTest, QueryEachTakesManyLongAnswers) {
  const std::string note(20'000, 'n');
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  ASSERT_OK(Write("INSERT INTO places VALUES (1, 1, $1, NULL)", {note}));
  const std::vector<std::vector<Value>> rows(1500, {1, note});
  ASSERT_OK(database_->Read([&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<Rows> found,
                     tx.QueryEach("SELECT note FROM places WHERE seat = $1 "
                                  "AND note = $2",
                                  rows));
    EXPECT_EQ(found.size(), 1500);
    for (const Rows& answer : found) EXPECT_EQ(answer[0].Text(0), note);
    return absl::OkStatus();
  }));
}

TEST_F(DatabaseTest, QueryEachStopsAtAnError) {
  const absl::Status status = database_->Write([&](Transaction& tx) {
    return tx
        .QueryEach("INSERT INTO sessions VALUES (1, $1, 5) RETURNING id",
                   {{10}, {10}})
        .status();
  });
  EXPECT_THAT(status, HasReason("CONSTRAINT_VIOLATED"));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM sessions"), IsOkAndHolds(0));
}

TEST_F(DatabaseTest, WriteRollsBackWhenTheBodyFails) {
  EXPECT_THAT(database_->Write([&](Transaction& tx) -> absl::Status {
    EXPECT_OK(tx.Run("INSERT INTO sessions VALUES (1, 10, 0)"));
    EXPECT_THAT(Number(tx, "SELECT COUNT(*) FROM sessions"), IsOkAndHolds(1));
    return absl::CancelledError("on second thoughts");
  }),
              StatusIs(absl::StatusCode::kCancelled, "on second thoughts"));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM sessions"), IsOkAndHolds(0));
}

TEST_F(DatabaseTest, NothingCommitsAfterAnError) {
  EXPECT_THAT(database_->Write([&](Transaction& tx) -> absl::Status {
    EXPECT_OK(tx.Run("INSERT INTO sessions VALUES (1, 10, 0)"));
    EXPECT_THAT(tx.Run("INSERT INTO sessions VALUES (2, 10, 11)"), Not(IsOk()));
    EXPECT_THAT(tx.Run("INSERT INTO sessions VALUES (3, 10, 0)"),
                HasReason("CONSTRAINT_VIOLATED"));
    EXPECT_THAT(tx.RunEach("DELETE FROM sessions", {{}}),
                HasReason("CONSTRAINT_VIOLATED"));
    return absl::OkStatus();
  }),
              HasReason("CONSTRAINT_VIOLATED"));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM sessions"), IsOkAndHolds(0));
  EXPECT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"))
      << "the next transaction starts anew";
}

TEST_F(DatabaseTest, NamesTheConstraint) {
  struct Case {
    absl::string_view sql;
    // PostgreSQL's name for it, and SQLite's.
    std::string names[2];
  };
  const Case cases[] = {
      {"INSERT INTO sessions VALUES (2, 10, 11)",
       {"capacity_kept", "capacity_kept"}},
      {"INSERT INTO sessions VALUES (1, 10, 0)",
       {"sessions_pkey", "sessions.id"}},
      {"INSERT INTO places VALUES (1, 1, NULL, NULL)",
       {"seat_once", "places.session, places.seat"}},
      {"INSERT INTO places VALUES (9, 1, NULL, NULL)",
       {"places_session_fkey", ""}},
      {"INSERT INTO sessions VALUES (3, NULL, 0)",
       {"capacity", "sessions.capacity"}},
  };
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  ASSERT_OK(Write("INSERT INTO places VALUES (1, 1, NULL, NULL)"));
  for (const Case& test : cases) {
    SCOPED_TRACE(test.sql);
    const absl::Status status = Write(test.sql);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
    EXPECT_THAT(status, HasReason("CONSTRAINT_VIOLATED"));
    EXPECT_THAT(MetadataOf(status, "constraint"),
                AnyOf(test.names[0], test.names[1]));
  }
}

TEST_F(DatabaseTest, ConstraintInTheMiddleOfManyRows) {
  const std::vector<std::vector<Value>> rows = {{1, 0}, {2, 11}, {3, 0}};
  const absl::Status status = database_->Write([&](Transaction& tx) {
    return tx.RunEach("INSERT INTO sessions VALUES ($1, 10, $2)", rows)
        .status();
  });
  EXPECT_THAT(status, HasReason("CONSTRAINT_VIOLATED"));
  EXPECT_EQ(MetadataOf(status, "constraint"), "capacity_kept");
  EXPECT_THAT(Number("SELECT COUNT(*) FROM sessions"), IsOkAndHolds(0));
}

TEST_F(DatabaseTest, WrongStatementsAreInternalErrors) {
  struct Case {
    absl::string_view sql;
    std::vector<Value> args;
  };
  const Case cases[] = {
      {"SELEC 1", {}},
      {"SELECT nothing FROM sessions", {}},
      {"SELECT id FROM sessions WHERE id = $1", {}},
      {"SELECT id FROM sessions WHERE id = $1", {1, 2}},
      {"SELECT id FROM sessions WHERE id = $2", {1}},
      {"SELECT 1; SELECT 2", {}},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.sql);
    const absl::Status status = database_->Write([&](Transaction& tx) {
      return tx.Run(test.sql, Args(test.args)).status();
    });
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal));
    EXPECT_THAT(status, HasReason("DATABASE_ERROR"));
  }
}

TEST_F(DatabaseTest, WrongArgumentsForManyRowsAreInternalErrors) {
  const std::vector<std::vector<Value>> rows = {{1, 10, 0}, {2, 10}};
  EXPECT_THAT(database_->Write([&](Transaction& tx) {
    return tx.RunEach("INSERT INTO sessions VALUES ($1, $2, $3)", rows)
        .status();
  }),
              HasReason("DATABASE_ERROR"));
  EXPECT_THAT(database_->Write([&](Transaction& tx) {
    return tx
        .RunEach("INSERT INTO sessions VALUES (1, 1, 1) RETURNING id", {{}})
        .status();
  }),
              HasReason("DATABASE_ERROR"));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM sessions"), IsOkAndHolds(0));
}

TEST_F(DatabaseTest, ErrorsDoNotQuoteValues) {
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  ASSERT_OK(Write("INSERT INTO places VALUES (1, 1, 'ada@example.org', NULL)"));
  ASSERT_OK(Write("CREATE UNIQUE INDEX note_once ON places (note)"));
  for (const absl::string_view sql :
       {"INSERT INTO places VALUES (1, 2, $1, NULL)",
        "INSERT INTO places VALUES (1, NULL, $1, NULL)",
        "INSERT INTO places VALUES (5, 5, $1, NULL)"}) {
    const absl::Status status = Write(sql, {"ada@example.org"});
    EXPECT_THAT(status, Not(IsOk()));
    EXPECT_THAT(status.ToString(), Not(HasSubstr("ada@")));
  }
}

TEST_F(DatabaseTest, ReadersCannotWrite) {
  EXPECT_THAT(Read("INSERT INTO sessions VALUES (1, 10, 0)"),
              HasReason("DATABASE_ERROR"));
}

TEST_F(DatabaseTest, ReadersSeeOneStateWhileAWriterCommits) {
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  ASSERT_OK(database_->Read([&](Transaction& tx) -> absl::Status {
    EXPECT_THAT(Number(tx, "SELECT taken FROM sessions"), IsOkAndHolds(0));
    RETURN_IF_ERROR(Write("UPDATE sessions SET taken = 1"));
    EXPECT_THAT(Number(tx, "SELECT taken FROM sessions"), IsOkAndHolds(0));
    return absl::OkStatus();
  }));
  EXPECT_THAT(Number("SELECT taken FROM sessions"), IsOkAndHolds(1));
}

TEST_F(DatabaseTest, ReadersDoNotSeeWhatIsNotCommitted) {
  ASSERT_OK(database_->Write([&](Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Run("INSERT INTO sessions VALUES (1, 10, 0)").status());
    EXPECT_THAT(Number("SELECT COUNT(*) FROM sessions"), IsOkAndHolds(0));
    return absl::OkStatus();
  }));
  EXPECT_THAT(Number("SELECT COUNT(*) FROM sessions"), IsOkAndHolds(1));
}

TEST_F(DatabaseTest, ReadersRunBesideEachOther) {
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  const std::function<absl::Status(int)> nest = [&](int depth) {
    return database_->Read([&](Transaction& tx) -> absl::Status {
      EXPECT_THAT(Number(tx, "SELECT COUNT(*) FROM sessions"), IsOkAndHolds(1));
      return depth == 0 ? absl::OkStatus() : nest(depth - 1);
    });
  };
  EXPECT_OK(nest(7));
  EXPECT_OK(nest(7));
}

// Adds to a number that each thread first reads: a lost turn would lose an
// addition.
TEST_F(DatabaseTest, WritersTakeTurns) {
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 1000, 0)"));
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < kEach; ++j) {
        EXPECT_OK(database_->Write([&](Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(const int64_t taken,
                           Number(tx, "SELECT taken FROM sessions"));
          return tx.Run("UPDATE sessions SET taken = $1", {taken + 1}).status();
        }));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(Number("SELECT taken FROM sessions"),
              IsOkAndHolds(kThreads * kEach));
}

TEST_F(DatabaseTest, DataOutlivesTheProgram) {
  ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  ASSERT_OK(database_.Reopen());
  EXPECT_THAT(Number("SELECT COUNT(*) FROM sessions"), IsOkAndHolds(1));
}

TEST_F(DatabaseTest, AnswersAPing) {
  const SystemClock clock;
  TestDatabase database;
  ASSERT_OK(database.Open(clock));
  EXPECT_OK(database->Ping());
  EXPECT_EQ(database->replica(), 0);
}

TEST(OpenTest, RefusesOtherAddresses) {
  const SystemClock clock;
  for (const absl::string_view uri :
       {"", "sqlite:", "mysql://db.example.org/cwp", "registration.db",
        "postgresql:///cwp?schema=Users", "postgresql:///cwp?schema="}) {
    EXPECT_THAT(Open(uri, clock), HasReason("DATABASE_URI_INVALID")) << uri;
  }
}

TEST(OpenTest, SaysWhenThereIsNoSuchPlace) {
  const SystemClock clock;
  EXPECT_THAT(Open("sqlite:/nowhere/at/all.db", clock),
              HasReason("DATABASE_UNAVAILABLE"));
  EXPECT_THAT(Open("postgresql:///cwp?host=/nowhere/at/all", clock),
              HasReason("DATABASE_UNAVAILABLE"));
}

}  // namespace
}  // namespace cwp::db
