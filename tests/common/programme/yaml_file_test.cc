#include "common/programme/yaml_file.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::programme {
namespace {

using ::testing::HasSubstr;

// Each line names the one before it ten times: a few bytes that would become
// billions.
TEST(YamlFileTest, GrowsNoFurtherThanAFileThatMeansSomething) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    absl::StrAppend(&text, "a", i, ": &a", i, " [");
    for (int j = 0; j < 10; ++j) absl::StrAppend(&text, "*a", i - 1, ", ");
    absl::StrAppend(&text, "x]\n");
  }
  const absl::Status status = ReadYaml("a.yaml", text).status();
  EXPECT_THAT(status, HasReason("PROGRAMME_INVALID"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("too much"));
}

TEST(YamlFileTest, IsNotNestedWithoutEnd) {
  for (const char* const open : {"[", "{a: ", "- "}) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += open;
    EXPECT_THAT(ReadYaml("a.yaml", text), HasReason("PROGRAMME_INVALID"))
        << open;
  }
}

}  // namespace
}  // namespace cwp::programme
