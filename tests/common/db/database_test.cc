#include "common/db/database.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::db {
namespace {

using ::testing::ElementsAre;

// What every engine must do alike.
class DatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(database_.Open(clock_, Steps())); }

  static std::vector<Migration> Steps() {
    return {{.version = 1,
             .name = "places",
             .statements = {
                 "CREATE TABLE sessions (id BIGINT PRIMARY KEY, "
                 "capacity BIGINT NOT NULL, taken BIGINT NOT NULL, "
                 "CONSTRAINT capacity_kept CHECK (taken <= capacity))",
                 "CREATE TABLE places (session BIGINT NOT NULL "
                 "REFERENCES sessions (id), seat BIGINT NOT NULL, note TEXT, "
                 "sealed BYTEA, CONSTRAINT seat_once UNIQUE (session, seat))",
             }}};
  }

  absl::Status Write(absl::string_view sql,
                     std::initializer_list<Value> args = {}) {
    return database_->Write(
        [&](Transaction& tx) { return tx.Run(sql, args).status(); });
  }

  absl::StatusOr<Rows> Read(absl::string_view sql,
                            std::initializer_list<Value> args = {}) {
    absl::StatusOr<Rows> rows;
    RETURN_IF_ERROR(database_->Read([&](Transaction& tx) {
      rows = tx.Run(sql, args);
      return rows.status();
    }));
    return rows;
  }

  // The one number that a query answers with; -1 when it fails.
  int64_t Count(absl::string_view sql, std::initializer_list<Value> args = {}) {
    const absl::StatusOr<Rows> rows = Read(sql, args);
    EXPECT_OK(rows);
    return rows.ok() && rows->size() == 1 ? (*rows)[0].Int(0) : -1;
  }

  FakeClock clock_;
  TestDatabase database_;
};

TEST_F(DatabaseTest, TypesComeBackAsTheyWentIn) {
  const std::string bytes("\0\x80\xff'\\", 5);
  const std::string text = "caf\u00e9 'quoted' \\x41 $1";
  ASSERT_OK(Write("INSERT INTO sessions VALUES ($1, $2, $3)",
                  {int64_t{9223372036854775807}, 1, true}));
  ASSERT_OK(
      Write("INSERT INTO places VALUES ($1, $2, $3, $4)",
            {int64_t{9223372036854775807}, int64_t{-9223372036854775807 - 1},
             text, Value::Bytes(bytes)}));
  ASSERT_OK_AND_ASSIGN(
      const Rows rows,
      Read("SELECT session, seat, note, sealed, taken FROM places, sessions "
           "WHERE note = $2 AND sealed = $1",
           {Value::Bytes(bytes), text}));
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0].Int(0), INT64_MAX);
  EXPECT_EQ(rows[0].Int(1), INT64_MIN);
  EXPECT_EQ(rows[0].Text(2), text);
  EXPECT_EQ(rows[0].Text(3), bytes);
  EXPECT_TRUE(rows[0].Bool(4));
}

}  // namespace
}  // namespace cwp::db
