#include "services/web/small_numbers.h"

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using Table = std::vector<std::vector<int64_t>>;
using How = ShownNumber::How;

// As numbers of which each row's last is its sum, and each column's.
std::vector<std::vector<ShownNumber>> Hide(const Table& table) {
  Numbers numbers;
  const size_t width = table.empty() ? 0 : table.front().size();
  std::vector<std::vector<size_t>> columns(width);
  for (const auto& row : table) {
    std::vector<size_t> across;
    for (size_t c = 0; c < width; ++c) {
      across.push_back(numbers.values.size());
      columns[c].push_back(numbers.values.size());
      numbers.values.push_back(row[c]);
    }
    numbers.sums.push_back(across);
  }
  for (const auto& column : columns) numbers.sums.push_back(column);
  const std::vector<ShownNumber> shown = HideSmall(numbers);
  std::vector<std::vector<ShownNumber>> rows;
  for (size_t r = 0; r < table.size(); ++r) {
    rows.emplace_back(shown.begin() + static_cast<ptrdiff_t>(r * width),
                      shown.begin() + static_cast<ptrdiff_t>((r + 1) * width));
  }
  return rows;
}

std::vector<std::vector<std::string>> Words(const Table& table) {
  std::vector<std::vector<std::string>> words;
  for (const auto& row : Hide(table)) {
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
      // Had it stayed alone, subtraction would tell it; had it another mark
      // than the other, that would be known to be 5 or more.
      {"one is few",
       {{4, 8, 12}, {9, 10, 19}, {13, 18, 31}},
       {{hidden, hidden, "12"}, {hidden, hidden, "19"}, {"13", "18", "31"}}},
      {"two are few",
       {{4, 3, 7}, {2, 4, 6}, {6, 7, 13}},
       {{few, few, "7"}, {few, few, "6"}, {"6", "7", "13"}}},
      {"two are as many as they can be",
       {{4, 4, 8}, {9, 9, 18}, {13, 13, 26}},
       {{hidden, hidden, "8"}, {hidden, hidden, "18"}, {"13", "13", "26"}}},
      {"all that there are are one each",
       {{1, 1, 1, 1, 4}, {1, 1, 1, 1, 4}},
       {{hidden, hidden, hidden, hidden, hidden},
        {hidden, hidden, hidden, hidden, hidden}}},
      // A zero hides nothing by itself.
      {"the other is nothing",
       {{4, 0, 4}, {0, 9, 9}, {4, 9, 13}},
       {{hidden, "0", hidden}, {"0", hidden, hidden}, {hidden, hidden, "13"}}},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(Words(one.table), one.words) << one.what;
  }
}

// What a number may be, given what is shown of the others in its line: tried
// out, up to some number that is large enough.
std::set<int64_t> Possible(const std::vector<ShownNumber>& line, size_t which) {
  constexpr int64_t kLargest = 60;
  const auto may_be = [](const ShownNumber& shown) {
    std::set<int64_t> values;
    if (shown.how == How::kExact) return std::set<int64_t>{shown.number};
    const int64_t most = shown.how == How::kFew ? kSmallGroup - 1 : kLargest;
    for (int64_t value = 1; value <= most; ++value) values.insert(value);
    return values;
  };
  std::set<int64_t> possible;
  for (const int64_t value : may_be(line[which])) {
    // The sums that the parts can have, the number in question being fixed.
    std::set<int64_t> sums = {0};
    for (size_t i = 0; i + 1 < line.size(); ++i) {
      std::set<int64_t> next;
      for (const int64_t part :
           i == which ? std::set<int64_t>{value} : may_be(line[i])) {
        for (const int64_t sum : sums) {
          if (sum + part <= 4 * kLargest) next.insert(sum + part);
        }
      }
      sums = std::move(next);
    }
    const std::set<int64_t> wanted = which + 1 == line.size()
                                         ? std::set<int64_t>{value}
                                         : may_be(line.back());
    for (const int64_t sum : sums) {
      if (wanted.contains(sum)) possible.insert(value);
    }
  }
  return possible;
}

TEST(SmallNumbersTest, NoLineTellsWhatASmallNumberIs) {
  constexpr uint64_t kSeed = 20261128;
  SCOPED_TRACE(kSeed);
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 300; ++round) {
    const size_t rows = 1 + random() % 4;
    const size_t columns = 1 + random() % 4;
    const uint64_t largest = round % 3 == 0 ? 3 : 12;
    Table table(rows + 1, std::vector<int64_t>(columns + 1, 0));
    for (size_t r = 0; r < rows; ++r) {
      for (size_t c = 0; c < columns; ++c) {
        const auto number = static_cast<int64_t>(random() % largest);
        table[r][c] = number;
        table[r][columns] += number;
        table[rows][c] += number;
        table[rows][columns] += number;
      }
    }
    const auto shown = Hide(table);
    for (size_t r = 0; r <= rows; ++r) {
      for (size_t c = 0; c <= columns; ++c) {
        const bool few = table[r][c] > 0 && table[r][c] < kSmallGroup;
        EXPECT_NE(shown[r][c].how, few ? How::kExact : How::kFew);
        if (shown[r][c].how == How::kExact) continue;
        std::vector<ShownNumber> column;
        for (const auto& row : shown) column.push_back(row[c]);
        EXPECT_GT(Possible(shown[r], c).size(), 1) << round;
        EXPECT_GT(Possible(column, r).size(), 1) << round;
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
