#include <limits>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "tests/common/db/database_fixture.h"

// Many rows for one INSERT, which an engine may take in a way of its own: what
// comes of them is what would come of one after the other.

namespace cwp::db {
namespace {

constexpr absl::string_view kInsert =
    "INSERT INTO places (session, seat, note, sealed) VALUES ($1, $2, $3, $4)";
constexpr int kMany = 2'500;

class ManyRowsTest : public DatabaseFixture {
 protected:
  void SetUp() override {
    DatabaseFixture::SetUp();
    ASSERT_OK(Write("INSERT INTO sessions VALUES (1, 10, 0)"));
  }

  static std::vector<std::vector<Value>> Seats(int count) {
    std::vector<std::vector<Value>> rows;
    for (int seat = 0; seat < count; ++seat) {
      rows.push_back({1, seat, Value(), Value()});
    }
    return rows;
  }

  absl::Status Insert(const std::vector<std::vector<Value>>& rows) {
    return database_->Write(
        [&](Transaction& tx) { return tx.RunEach(kInsert, rows).status(); });
  }

  int64_t Count() { return *Number("SELECT COUNT(*) FROM places"); }
};

TEST_F(ManyRowsTest, AreAllThereAndCounted) {
  ASSERT_OK(database_->Write([&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<int64_t> touched,
                     tx.RunEach(kInsert, Seats(kMany)));
    EXPECT_EQ(touched, std::vector<int64_t>(kMany, 1));
    EXPECT_THAT(Number(tx, "SELECT COUNT(*) FROM places"), IsOkAndHolds(kMany))
        << "the transaction sees them";
    return absl::OkStatus();
  }));
  EXPECT_EQ(Count(), kMany);
}

TEST_F(ManyRowsTest, KeepTheirValues) {
  const std::string bytes("\0\1\377\n\\.", 6);
  const std::string text = "Zo\xC3\xAB\t\\N\n\"'";
  std::vector<std::vector<Value>> rows = Seats(50);
  rows[7] = {1, std::numeric_limits<int64_t>::min(), text, Value::Bytes(bytes)};
  rows[8] = {1, std::numeric_limits<int64_t>::max(), "", Value::Bytes("")};
  ASSERT_OK(Insert(rows));
  const auto read = [&](int64_t seat) {
    const auto found =
        Read("SELECT note, sealed FROM places WHERE session = 1 AND seat = $1",
             {seat});
    EXPECT_OK(found.status());
    EXPECT_EQ(found->size(), 1);
    return *found;
  };
  const Rows least = read(std::numeric_limits<int64_t>::min());
  EXPECT_EQ(least[0].Text(0), text);
  EXPECT_EQ(least[0].Text(1), bytes);
  const Rows most = read(std::numeric_limits<int64_t>::max());
  EXPECT_FALSE(most[0].IsNull(0));
  EXPECT_FALSE(most[0].IsNull(1));
  EXPECT_EQ(most[0].Text(0), "");
  EXPECT_EQ(most[0].Text(1), "");
  const Rows other = read(9);
  EXPECT_TRUE(other[0].IsNull(0));
  EXPECT_TRUE(other[0].IsNull(1));
}

TEST_F(ManyRowsTest, OneThatMayNotBeUndoesAllAndIsNamed) {
  struct Case {
    std::vector<Value> row;
    std::string constraint;
  };
  const Case cases[] = {{{1, 3, "ada@example.org", Value()}, "seat_once"},
                        {{7, 99, "ada@example.org", Value()}, ""},
                        {{1, Value(), "ada@example.org", Value()}, ""}};
  for (const Case& test : cases) {
    std::vector<std::vector<Value>> rows = Seats(50);
    rows[40] = test.row;
    const absl::Status status = Insert(rows);
    EXPECT_THAT(status, HasReason("CONSTRAINT_VIOLATED"));
    if (!test.constraint.empty() &&
        database_->engine() == Database::Engine::kPostgres) {
      EXPECT_EQ(MetadataOf(status, "constraint"), test.constraint);
    }
    EXPECT_THAT(status.ToString(),
                ::testing::Not(::testing::HasSubstr("ada@")));
    EXPECT_EQ(Count(), 0);
  }
  ASSERT_OK(Insert(Seats(50)));
  EXPECT_EQ(Count(), 50) << "the connection is as good as before";
}

TEST_F(ManyRowsTest, ARowOfAnotherLengthIsAnInternalError) {
  std::vector<std::vector<Value>> rows = Seats(50);
  rows[40].pop_back();
  EXPECT_THAT(Insert(rows), HasReason("DATABASE_ERROR"));
  EXPECT_EQ(Count(), 0);
}

TEST_F(ManyRowsTest, OfATableThatIsNotThereAreAnInternalError) {
  const absl::Status status = database_->Write([&](Transaction& tx) {
    return tx
        .RunEach(
            "INSERT INTO nowhere (session, seat, note, sealed) "
            "VALUES ($1, $2, $3, $4)",
            Seats(50))
        .status();
  });
  EXPECT_THAT(status, HasReason("DATABASE_ERROR"));
  ASSERT_OK(Insert(Seats(50)));
}

}  // namespace
}  // namespace cwp::db
