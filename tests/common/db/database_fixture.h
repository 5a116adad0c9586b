#ifndef CWP_TESTS_COMMON_DB_DATABASE_FIXTURE_H_
#define CWP_TESTS_COMMON_DB_DATABASE_FIXTURE_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::db {

// A small database of sessions and their places, on the engine under test.
class DatabaseFixture : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(database_.Open(clock_, Steps())); }

  static std::vector<Migration> Steps() {
    return {
        {.version = 1,
         .name = "sessions and places",
         .statements = {
             "CREATE TABLE sessions (id BIGINT PRIMARY KEY, "
             "capacity BIGINT NOT NULL, taken BIGINT NOT NULL, "
             "CONSTRAINT capacity_kept CHECK (taken <= capacity))",
             "CREATE TABLE places (session BIGINT NOT NULL "
             "REFERENCES sessions (id), seat BIGINT NOT NULL, note TEXT, "
             "sealed BYTEA, CONSTRAINT seat_once UNIQUE (session, seat))"}}};
  }

  absl::Status Write(absl::string_view sql,
                     std::initializer_list<Value> args = {}) {
    return database_->Write(
        [&](Transaction& tx) { return tx.Run(sql, args).status(); });
  }

  absl::StatusOr<Rows> Read(absl::string_view sql,
                            std::initializer_list<Value> args = {}) {
    Rows rows;
    RETURN_IF_ERROR(database_->Read([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(rows, tx.Run(sql, args));
      return absl::OkStatus();
    }));
    return rows;
  }

  // The one number that a query answers with.
  static absl::StatusOr<int64_t> Number(
      Transaction& tx, absl::string_view sql,
      std::initializer_list<Value> args = {}) {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql, args));
    if (rows.size() != 1) return absl::InternalError("not one row");
    return rows[0].Int(0);
  }

  absl::StatusOr<int64_t> Number(absl::string_view sql,
                                 std::initializer_list<Value> args = {}) {
    int64_t number = 0;
    RETURN_IF_ERROR(database_->Read([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(number, Number(tx, sql, args));
      return absl::OkStatus();
    }));
    return number;
  }

  FakeClock clock_;
  TestDatabase database_;
};

}  // namespace cwp::db

#endif  // CWP_TESTS_COMMON_DB_DATABASE_FIXTURE_H_
