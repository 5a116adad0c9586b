#include "services/web/small_numbers.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using Table = std::vector<std::vector<int64_t>>;
using How = ShownNumber::How;

// Adds numbers of which each row's last is its sum, and each column's.
void AddTable(const Table& table, Numbers& numbers) {
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
  numbers.sums.insert(numbers.sums.end(), columns.begin(), columns.end());
}

Numbers NumbersOf(const Table& table) {
  Numbers numbers;
  AddTable(table, numbers);
  return numbers;
}

std::vector<std::vector<ShownNumber>> Hide(const Table& table) {
  const std::vector<ShownNumber> shown = HideSmall(NumbersOf(table));
  std::vector<std::vector<ShownNumber>> rows;
  auto next = shown.begin();
  for (const auto& row : table) {
    const auto end = next + static_cast<ptrdiff_t>(row.size());
    rows.emplace_back(next, end);
    next = end;
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
       {{hidden, "0", hidden}, {"0", "9", "9"}, {hidden, "9", hidden}}},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(Words(one.table), one.words) << one.what;
  }
}

// Looks for other numbers that would be shown in the same way: every sum holds,
// and each number is at most one away from what it is.
class OtherAnswer {
 public:
  OtherAnswer(const Numbers& numbers, const std::vector<ShownNumber>& shown)
      : numbers_(numbers), shown_(shown), by_(numbers.values.size()) {}

  // Whether there is one in which this number is another.
  bool Exists(size_t place) {
    for (const int by : {1, -1}) {
      by_.assign(by_.size(), std::nullopt);
      steps_left_ = 100000;
      if (May(place, by) && Fix(place, by)) return true;
    }
    return false;
  }

 private:
  bool May(size_t place, int by) const {
    if (shown_[place].how == How::kExact) return by == 0;
    const int64_t value = numbers_.values[place] + by;
    const bool unseen =
        std::count(numbers_.unseen.begin(), numbers_.unseen.end(), place) == 1;
    if (shown_[place].how == How::kHidden) return value >= (unseen ? 0 : 1);
    return value > 0 && value < kSmallGroup;
  }

  bool Fix(size_t place, int by) {
    by_[place] = by;
    if (--steps_left_ > 0 && Solve()) return true;
    by_[place] = std::nullopt;
    return false;
  }

  // Goes on with a number of the sum that leaves least open and does not hold.
  bool Solve() {
    std::optional<size_t> next;
    size_t least = 0;
    for (const auto& sum : numbers_.sums) {
      int wrong = 0;
      std::vector<size_t> open;
      for (const size_t place : sum) {
        const int sign = place == sum.back() ? -1 : 1;
        if (by_[place].has_value()) {
          wrong += sign * *by_[place];
        } else if (shown_[place].how != How::kExact) {
          open.push_back(place);
        }
      }
      if (wrong == 0) continue;
      if (open.size() < static_cast<size_t>(std::abs(wrong))) return false;
      if (next.has_value() && open.size() >= least) continue;
      next = open.front();
      least = open.size();
    }
    // All others may stay as they are.
    if (!next.has_value()) return true;
    for (const int by : {1, -1, 0}) {
      if (May(*next, by) && Fix(*next, by)) return true;
    }
    return false;
  }

  const Numbers& numbers_;
  const std::vector<ShownNumber>& shown_;
  std::vector<std::optional<int>> by_;
  int steps_left_ = 0;
};

void ExpectNothingTold(const Numbers& numbers) {
  const std::vector<ShownNumber> shown = HideSmall(numbers);
  OtherAnswer other(numbers, shown);
  for (size_t place = 0; place < shown.size(); ++place) {
    const int64_t number = numbers.values[place];
    const bool small = number > 0 && number < kSmallGroup;
    const bool seen =
        std::count(numbers.unseen.begin(), numbers.unseen.end(), place) == 0;
    EXPECT_EQ(shown[place].number, number);
    EXPECT_NE(shown[place].how, small ? How::kExact : How::kFew);
    if (shown[place].how == How::kExact || (!seen && !small)) continue;
    EXPECT_TRUE(other.Exists(place)) << place << ": " << number;
  }
}

// All sums count, not only each by itself: 15 + 65 - 30 - 25 - 23 is 2; and in
// the other every number follows from what its row and column leave.
TEST(SmallNumbersTest, NoSumsTogetherTellWhatASmallNumberIs) {
  ExpectNothingTold(NumbersOf({{10, 15, 0, 25},
                               {3, 20, 0, 23},
                               {2, 30, 4, 36},
                               {0, 0, 3, 3},
                               {0, 0, 12, 12},
                               {15, 65, 19, 99}}));
  ExpectNothingTold(NumbersOf({{3, 1, 1, 5}, {4, 1, 0, 5}, {7, 2, 1, 10}}));
}

Table RandomTable(std::mt19937_64& random, size_t rows, size_t columns,
                  uint64_t largest) {
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
  return table;
}

TEST(SmallNumbersTest, NoTableTellsWhatASmallNumberIs) {
  constexpr uint64_t kSeed = 20261128;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(testing::Message() << kSeed << ", " << round);
    const size_t rows = 1 + random() % 5;
    const size_t columns = 1 + random() % 4;
    ExpectNothingTold(
        NumbersOf(RandomTable(random, rows, columns, round % 3 == 0 ? 3 : 12)));
  }
}

// Two tables, of months and of workshops, whose numbers are sums of the same
// numbers, which are in neither.
Numbers TablesOfTheSame(std::mt19937_64& random, size_t months,
                        size_t workshops, uint64_t largest) {
  constexpr size_t kColumns = 2;
  Table by_month(months + 1, std::vector<int64_t>(kColumns + 1, 0));
  Table by_workshop(workshops + 1, std::vector<int64_t>(kColumns + 1, 0));
  struct Both {
    size_t month = 0;
    size_t workshop = 0;
    std::vector<int64_t> numbers = {};
  };
  std::vector<Both> both;
  for (size_t m = 0; m < months; ++m) {
    for (size_t w = 0; w < workshops; ++w) {
      if (random() % 2 == 0) continue;
      Both& one = both.emplace_back(Both{.month = m, .workshop = w});
      one.numbers.resize(kColumns + 1);
      for (size_t c = 0; c < kColumns; ++c) {
        one.numbers[c] = static_cast<int64_t>(random() % largest);
        one.numbers[kColumns] += one.numbers[c];
      }
      for (size_t c = 0; c <= kColumns; ++c) {
        for (const size_t line : {m, months})
          by_month[line][c] += one.numbers[c];
        for (const size_t line : {w, workshops}) {
          by_workshop[line][c] += one.numbers[c];
        }
      }
    }
  }
  Numbers numbers = NumbersOf(by_month);
  const size_t second = numbers.values.size();
  AddTable(by_workshop, numbers);
  // What is of all is the same number.
  for (size_t c = 0; c <= kColumns; ++c) {
    numbers.sums.push_back(
        {months * (kColumns + 1) + c, second + workshops * (kColumns + 1) + c});
  }
  std::map<size_t, std::vector<size_t>> parts;
  for (const Both& one : both) {
    std::vector<size_t> across;
    for (size_t c = 0; c <= kColumns; ++c) {
      const size_t place = numbers.values.size();
      numbers.values.push_back(one.numbers[c]);
      numbers.unseen.push_back(place);
      across.push_back(place);
      parts[one.month * (kColumns + 1) + c].push_back(place);
      parts[second + one.workshop * (kColumns + 1) + c].push_back(place);
    }
    numbers.sums.push_back(across);
  }
  for (auto& [whole, of] : parts) {
    of.push_back(whole);
    numbers.sums.push_back(of);
  }
  return numbers;
}

TEST(SmallNumbersTest, NoTwoTablesTellWhatTheyHaveInCommon) {
  constexpr uint64_t kSeed = 20261130;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 120; ++round) {
    SCOPED_TRACE(testing::Message() << kSeed << ", " << round);
    const size_t months = 1 + random() % 4;
    const size_t workshops = 1 + random() % 5;
    ExpectNothingTold(
        TablesOfTheSame(random, months, workshops, round % 3 == 0 ? 4 : 30));
  }
}

// As large as any report; of a small number not much more than itself and
// another is hidden.
TEST(SmallNumbersTest, LargeTablesKeepMostOfTheirNumbers) {
  std::mt19937_64 random(20261201);
  const Table table = RandomTable(random, 300, 3, 60);
  size_t small = 0;
  size_t hidden = 0;
  const auto shown = Hide(table);
  for (size_t r = 0; r < table.size(); ++r) {
    for (size_t c = 0; c < table[r].size(); ++c) {
      if (table[r][c] > 0 && table[r][c] < kSmallGroup) ++small;
      if (shown[r][c].how == How::kHidden) ++hidden;
    }
  }
  EXPECT_GT(small, 30);
  EXPECT_LT(hidden, 3 * small);
}

// Each is the next, 50 times: more than is searched for another answer. So all
// that could tell is hidden, up to the far end.
TEST(SmallNumbersTest, WhatIsTooLongToSearchIsHidden) {
  Numbers numbers;
  for (size_t i = 0; i < 50; ++i) {
    numbers.values.push_back(3);
    if (i > 0) numbers.sums.push_back({i - 1, i});
  }
  numbers.values.insert(numbers.values.end(), {20, 23, 0, 99});
  numbers.sums.push_back({49, 50, 52, 51});
  const std::vector<ShownNumber> shown = HideSmall(numbers);
  for (size_t i = 0; i < 52; ++i) EXPECT_EQ(shown[i].how, How::kHidden) << i;
  EXPECT_EQ(shown[52].how, How::kExact);
  EXPECT_EQ(shown[53].how, How::kExact);
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
