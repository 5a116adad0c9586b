#include "services/web/small_numbers.h"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using Table = std::vector<std::vector<int64_t>>;
using How = ShownNumber::How;

std::vector<std::vector<std::string>> Words(const Table& table) {
  std::vector<std::vector<std::string>> words;
  for (const auto& row : HideSmall(table)) {
    auto& to = words.emplace_back();
    for (const ShownNumber& shown : row) to.push_back(NumberWords(shown));
  }
  return words;
}

TEST(SmallNumbersTest, FewPeopleAreNotCountedOut) {
  const std::string few = "fewer than 5";
  const std::string hidden = "not shown";
  struct Case {
    const char* what;
    Table table;
    std::vector<std::vector<std::string>> words;
  };
  const std::vector<Case> cases = {
      {"nothing", {}, {}},
      {"all are many",
       {{5, 5, 10}, {7, 0, 7}, {12, 5, 17}},
       {{"5", "5", "10"}, {"7", "0", "7"}, {"12", "5", "17"}}},
      // Had it stayed alone, subtraction would tell it.
      {"one is few",
       {{4, 8, 12}, {9, 10, 19}, {13, 18, 31}},
       {{few, hidden, "12"}, {hidden, hidden, "19"}, {"13", "18", "31"}}},
      {"two are few",
       {{4, 3, 7}, {4, 3, 7}, {8, 6, 14}},
       {{few, few, "7"}, {few, few, "7"}, {"8", "6", "14"}}},
      // A zero hides nothing by itself.
      {"the other is nothing",
       {{4, 0, 4}, {0, 9, 9}, {4, 9, 13}},
       {{few, "0", few}, {"0", hidden, hidden}, {few, hidden, "13"}}},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(Words(one.table), one.words) << one.what;
  }
}

// Whatever the numbers are.
TEST(SmallNumbersTest, NoLineTellsTheOneNumberThatIsMissing) {
  constexpr uint64_t kSeed = 20261128;
  SCOPED_TRACE(kSeed);
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 2000; ++round) {
    const size_t rows = 1 + random() % 6;
    const size_t columns = 1 + random() % 5;
    Table table(rows + 1, std::vector<int64_t>(columns + 1, 0));
    for (size_t r = 0; r < rows; ++r) {
      for (size_t c = 0; c < columns; ++c) {
        const auto number = static_cast<int64_t>(random() % 12);
        table[r][c] = number;
        table[r][columns] += number;
        table[rows][c] += number;
        table[rows][columns] += number;
      }
    }
    const auto shown = HideSmall(table);
    const auto hidden_in = [&](size_t row, size_t column, bool across) {
      int count = 0;
      const size_t length = across ? columns + 1 : rows + 1;
      for (size_t i = 0; i < length; ++i) {
        const ShownNumber& one = across ? shown[row][i] : shown[i][column];
        if (one.how != How::kExact) ++count;
      }
      return count;
    };
    for (size_t r = 0; r <= rows; ++r) {
      EXPECT_NE(hidden_in(r, 0, true), 1) << "row " << r;
      for (size_t c = 0; c <= columns; ++c) {
        EXPECT_NE(hidden_in(0, c, false), 1) << "column " << c;
        const bool few = table[r][c] > 0 && table[r][c] < kSmallGroup;
        EXPECT_EQ(shown[r][c].how == How::kFew, few);
      }
    }
  }
}

TEST(SmallNumbersTest, NumbersAreWrittenForPeople) {
  const auto exact = [](int64_t number) {
    return ShownNumber{.number = number};
  };
  EXPECT_EQ(NumberWords(exact(0)), "0");
  EXPECT_EQ(NumberWords(exact(999)), "999");
  EXPECT_EQ(NumberWords(exact(1000)), "1,000");
  EXPECT_EQ(NumberWords(exact(1234567)), "1,234,567");
  EXPECT_EQ(PercentWords(exact(1), exact(8)), "13%");
  EXPECT_EQ(PercentWords(exact(0), exact(8)), "0%");
  EXPECT_EQ(PercentWords(exact(0), exact(0)), std::nullopt);
  EXPECT_EQ(PercentWords({.how = How::kFew, .number = 3}, exact(8)),
            std::nullopt);
}

}  // namespace
}  // namespace cwp::web
