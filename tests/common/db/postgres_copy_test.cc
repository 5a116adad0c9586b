#include "common/db/postgres_copy.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::db {
namespace {

TEST(CopyStatementTest, StandsForAPlainInsert) {
  EXPECT_EQ(
      CopyStatementFor("INSERT INTO places (session, seat) VALUES ($1, $2)", 2),
      "COPY places (session, seat) FROM STDIN (FORMAT binary)");
}

TEST(CopyStatementTest, StandsForNothingElse) {
  for (const char* const sql :
       {"INSERT INTO places VALUES ($1, $2)",
        "INSERT INTO places (session, seat) VALUES ($2, $1)",
        "INSERT INTO places (session, seat) VALUES ($1, 2)",
        "INSERT INTO places (session, seat, note) VALUES ($1, $2, '')",
        "INSERT INTO places (session) VALUES ($1)",
        "INSERT INTO places (session, seat) VALUES ($1, $2) RETURNING seat",
        "INSERT INTO places (session, seat) VALUES ($1, $2) "
        "ON CONFLICT DO NOTHING",
        "INSERT INTO places (session, seat) SELECT $1, $2",
        "UPDATE places SET session = $1 WHERE seat = $2",
        "DELETE FROM places WHERE session = $1 AND seat = $2"}) {
    EXPECT_EQ(CopyStatementFor(sql, 2), std::nullopt) << sql;
  }
}

TEST(CopyDataTest, IsAsTheServerReadsIt) {
  const std::vector<std::vector<Value>> rows = {
      {-2, Value(), "ab", Value::Bytes(""), int64_t{1} << 40}};
  const std::string want(
      "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"  // Signature, no flags, no
                                            // extension.
      "\0\5"                                // Five columns.
      "\0\0\0\10\377\377\377\377\377\377\377\376"
      "\377\377\377\377"
      "\0\0\0\2ab"
      "\0\0\0\0"
      "\0\0\0\10\0\0\1\0\0\0\0\0"
      "\377\377",
      19 + 2 + 12 + 4 + 6 + 4 + 12 + 2);
  EXPECT_EQ(CopyData(rows), want);
}

}  // namespace
}  // namespace cwp::db
