#include "common/programme/table.h"

#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/programme/yaml_file.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::programme {
namespace {

using ::testing::HasSubstr;

// As YAML, which is the same for the same tree whatever it was read from.
class ProgrammeTableTest : public ::testing::Test {
 protected:
  FileNode FromTable(const std::string& text) {
    const auto node = ReadTable("a.csv", text);
    EXPECT_OK(node);
    return node.value_or(FileNode());
  }

  FileNode FromYaml(const std::string& text) {
    const auto node = ReadYaml("a.yaml", text);
    EXPECT_OK(node);
    return node.value_or(FileNode());
  }
};

constexpr char kTable[] =
    "Slug,title,ages,topics,minutes,venue_name,capacity,state,start,join\r\n"
    "sleep,,,,,,8,closed,2027-01-12T18:00,\r\n"
    "sleep,Sleep,5 to 11,\"rest; nights ; \",60,Hall,,,,\r\n"
    "mood,Low mood,13 to 19,,90,,,draft,,\r\n"
    "mood,,,,60,,,,2027-02-02T17:00 ; 2027-02-09T17:00,\r\n"
    "mood,,,,60;90,,,,2027-03-02T17:00;2027-03-09T17:00,https://x.org/1\r\n";

constexpr char kSame[] = R"(workshops:
  - slug: sleep
    ages: 5 to 11
    minutes: 60
    title: Sleep
    topics: [rest, nights]
    venue:
      name: Hall
    sessions:
      - start: 2027-01-12T18:00
        capacity: 8
        state: closed
  - slug: mood
    ages: 13 to 19
    minutes: 90
    state: draft
    title: Low mood
    sessions:
      - meetings:
          - start: 2027-02-02T17:00
            minutes: 60
          - start: 2027-02-09T17:00
            minutes: 60
      - meetings:
          - start: 2027-03-02T17:00
            minutes: 60
          - start: 2027-03-09T17:00
            minutes: 90
        join: https://x.org/1
)";

TEST_F(ProgrammeTableTest, SaysWhatYamlSays) {
  EXPECT_EQ(WriteYaml(FromTable(kTable)), WriteYaml(FromYaml(kSame)));
}

TEST_F(ProgrammeTableTest, IsWrittenAsItIsRead) {
  const std::string table = WriteTable(FromYaml(kSame));
  EXPECT_EQ(WriteYaml(FromTable(table)), WriteYaml(FromYaml(kSame)));
  EXPECT_EQ(WriteTable(FromTable(table)), table);
}

TEST_F(ProgrammeTableTest, NamesTheCellThatIsWrong) {
  const struct {
    std::string table;
    std::string place;
    std::string words;
  } cases[] = {
      {"", "1:1", "slug is missing in the first row"},
      {"title,start\n", "1:1", "slug is missing in the first row"},
      {"slug,titel\n", "1:2", "titel is no column that is known; there are"},
      {"slug,title,TITLE\n", "1:3", "title is there twice"},
      {"slug,title\na,b\n,c\n", "3:1", "slug is missing"},
      {"slug,title\na,b,c\n", "2:3", "this cell has no column"},
      {"slug,title\na,b\na,c\n", "3:1", "a is described twice"},
      {"slug,start,minutes\na,b;c;d,1;2\n", "2:3",
       "minutes must be one number, or one for each start"},
  };
  for (const auto& test : cases) {
    const absl::Status status = ReadTable("bad.csv", test.table).status();
    EXPECT_THAT(status, HasReason("PROGRAMME_INVALID")) << test.table;
    EXPECT_THAT(
        std::string(status.message()),
        HasSubstr(absl::StrCat("bad.csv:", test.place, ": ", test.words)));
  }
}

// Any text comes back through YAML as it was: as a key's value, in a list, with
// line breaks, and where it looks like something else.
TEST_F(ProgrammeTableTest, YamlKeepsEveryText) {
  const auto seed = std::random_device()();
  std::cout << "CWP_SEED=" << seed << "\n";
  std::mt19937 random(seed);
  const std::vector<std::string> pieces = {
      "a", "yes", "null", "~", " ", "\n",      ":",    "#",
      "-", "'",   "\"",   "[", "{", "5 to 11", "|",    ">",
      "%", "\t",  "\\",   "é", "=", "12:30",   "\n\n", "! "};
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (int i = 1 + random() % 5; i > 0; --i) {
      text += pieces[random() % pieces.size()];
    }
    FileNode node;
    node.Add("text", FileNode::Text(text));
    node.Add("list", FileNode::List({text, "b"}));
    const FileNode back = FromYaml(WriteYaml(node));
    ASSERT_NE(back.Find("text"), nullptr) << WriteYaml(node);
    const auto strip = [](absl::string_view from) {
      return std::string(from.substr(0, from.find_last_not_of('\n') + 1));
    };
    ASSERT_EQ(strip(back.Find("text")->text), strip(text)) << WriteYaml(node);
    ASSERT_EQ(strip(back.Find("list")->items[0].text), strip(text))
        << WriteYaml(node);
  }
}

}  // namespace
}  // namespace cwp::programme
