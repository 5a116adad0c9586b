#include "common/programme/csv_file.h"

#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::programme {
namespace {

using ::testing::HasSubstr;
using Texts = std::vector<std::vector<std::string>>;

constexpr char kFile[] = "table.csv";

class CsvFileTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::vector<CsvRow>> Read(const std::string& text) {
    return ReadCsv(kFile, text);
  }

  Texts ReadTexts(const std::string& text) {
    const auto rows = Read(text);
    EXPECT_OK(rows);
    Texts texts;
    for (const CsvRow& row : rows.value()) {
      texts.emplace_back();
      for (const CsvCell& cell : row) texts.back().push_back(cell.text);
    }
    return texts;
  }
};

TEST_F(CsvFileTest, ReadsWhatSpreadsheetsWrite) {
  const struct {
    std::string text;
    Texts rows;
  } cases[] = {
      {"", {}},
      {"a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
      {"a,b\r\n1,2\r\n", {{"a", "b"}, {"1", "2"}}},
      {"\xEF\xBB\xBF"
       "a,b\r\n1,\r\n",
       {{"a", "b"}, {"1", ""}}},
      {"a;b\n1,5;2\n", {{"a", "b"}, {"1,5", "2"}}},
      {"a\tb\n1\t2\n", {{"a", "b"}, {"1", "2"}}},
      {"a , b\n\"1,2\", \"say \"\"no\"\"\"\n",
       {{"a", "b"}, {"1,2", "say \"no\""}}},
      {"a\n\"one\ntwo\"\n", {{"a"}, {"one\ntwo"}}},
      {"a,b\n,\n\n1,2\n", {{"a", "b"}, {"1", "2"}}},
      {"a\n'=1+1\n'quoted\n''@x\n", {{"a"}, {"=1+1"}, {"'quoted"}, {"'@x"}}},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(ReadTexts(test.text), test.rows) << test.text;
  }
}

TEST_F(CsvFileTest, KnowsWhereCellsStand) {
  ASSERT_OK_AND_ASSIGN(const auto rows, Read("a,b\n\"1\n2\",3\n4,5\n"));
  EXPECT_EQ(rows[1][0].place.line, 2);
  EXPECT_EQ(rows[1][1].place.line, 3);
  EXPECT_EQ(rows[1][1].place.column, 2);
  EXPECT_EQ(rows[2][0].place.line, 4);
}

TEST_F(CsvFileTest, NamesThePlaceOfWhatIsWrong) {
  const struct {
    std::string text;
    std::string place;
    std::string words;
  } cases[] = {
      {"a,b\n1,\"2\n", ":3:2: ", "quotation marks"},
      {"a,b\n1,\"2\"x\n", ":2:2: ", "quotation marks"},
      {"a,b\n1,2\nM\xFCller,3\n", ":3:1: ", "CSV UTF-8"},
      {std::string("\xFF\xFE"
                   "a\0,\0",
                   6),
       ":1:1: ", "CSV UTF-8"},
  };
  for (const auto& test : cases) {
    const absl::Status status = Read(test.text).status();
    EXPECT_THAT(status, HasReason("PROGRAMME_INVALID")) << test.text;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(absl::StrCat(kFile, test.place)));
    EXPECT_THAT(std::string(status.message()), HasSubstr(test.words));
  }
}

TEST_F(CsvFileTest, WritesNothingThatASpreadsheetWouldCalculate) {
  EXPECT_EQ(WriteCsv({{"=1+1", "+44", "-1", "@x", "plain", ""}}),
            "\"'=1+1\",\"'+44\",\"'-1\",\"'@x\",\"plain\",\r\n");
}

// Whatever is written is read again, also what looks like quoting.
TEST_F(CsvFileTest, ReadsBackWhatItWrites) {
  const auto seed = std::random_device()();
  std::cout << "CWP_SEED=" << seed << "\n";
  std::mt19937 random(seed);
  const std::string letters = "ab',;\"\n=+-@ \xC3\xA9";
  for (int round = 0; round < 200; ++round) {
    Texts rows = {{"a", "b", "c"}};
    for (int row = 0; row < 3; ++row) {
      rows.emplace_back();
      for (int cell = 0; cell < 3; ++cell) {
        std::string text = "x";
        for (int i = random() % 8; i > 0; --i) {
          const char c = letters[random() % (letters.size() - 2)];
          text.insert(random() % 2 == 0 ? 0 : text.size(), 1, c);
        }
        rows.back().push_back(text);
      }
    }
    ASSERT_EQ(ReadTexts(WriteCsv(rows)), rows);
  }
}

}  // namespace
}  // namespace cwp::programme
