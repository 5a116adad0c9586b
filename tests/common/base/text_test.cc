#include "common/base/text.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(IsValidUtf8Test, FollowsRfc3629) {
  const std::pair<std::string, bool> cases[] = {
      {"", true},
      {"workshop", true},
      {std::string("\0", 1), true},
      {"\xc2\x80", true},
      {"\xdf\xbf", true},
      {"\xe0\xa0\x80", true},
      {"\xed\x9f\xbf", true},
      {"\xee\x80\x80", true},
      {"\xef\xbf\xbf", true},
      {"\xf0\x90\x80\x80", true},
      {"\xf4\x8f\xbf\xbf", true},
      {"a\xf0\x9f\x99\x82z", true},
      // Continuations without a start, and starts without one.
      {"\x80", false},
      {"\xc2", false},
      {"\xc2z", false},
      {"\xe0\xa0", false},
      {"\xe2\x82z", false},
      {"\xf0\x9f\x99", false},
      // Overlong forms.
      {"\xc0\x80", false},
      {"\xc1\xbf", false},
      {"\xe0\x9f\xbf", false},
      {"\xf0\x8f\xbf\xbf", false},
      // Surrogates, and what lies beyond U+10FFFF.
      {"\xed\xa0\x80", false},
      {"\xed\xbf\xbf", false},
      {"\xf4\x90\x80\x80", false},
      {"\xf5\x80\x80\x80", false},
      {"\xff", false},
  };
  for (const auto& [text, valid] : cases) {
    EXPECT_EQ(IsValidUtf8(text), valid) << ::testing::PrintToString(text);
  }
}

TEST(CountCharactersTest, CountsCodePoints) {
  EXPECT_EQ(CountCharacters(""), 0);
  EXPECT_EQ(CountCharacters("caf\u00e9"), 4);
  EXPECT_EQ(CountCharacters("\U0001F642!"), 2);
}

struct TextCase {
  std::string name;
  std::string text;
  TextLimits limits;
  // Empty when the text is fine.
  std::string want_reason;
};

class CheckTextTest : public ::testing::TestWithParam<TextCase> {};

TEST_P(CheckTextTest, GivesReason) {
  const absl::Status status =
      CheckText("workshop.title", GetParam().text, GetParam().limits);
  EXPECT_EQ(ReasonOf(status), GetParam().want_reason);
  if (GetParam().want_reason.empty()) {
    EXPECT_OK(status);
    return;
  }
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(MetadataOf(status, "field"), "workshop.title");
}

INSTANTIATE_TEST_SUITE_P(
    All, CheckTextTest,
    ::testing::ValuesIn(std::vector<TextCase>{
        {.name = "Shortest", .text = "a", .limits = {.min = 1, .max = 3}},
        {.name = "Longest", .text = "abc", .limits = {.min = 1, .max = 3}},
        {.name = "LongestInCharacters",
         .text = "\u00e9\u00e9\u00e9",
         .limits = {.min = 1, .max = 3}},
        {.name = "EmptyWhereAllowed", .text = "", .limits = {.max = 3}},
        {.name = "Missing",
         .text = "",
         .limits = {.min = 1, .max = 3},
         .want_reason = "FIELD_REQUIRED"},
        {.name = "TooShort",
         .text = "ab",
         .limits = {.min = 3, .max = 5},
         .want_reason = "FIELD_INVALID"},
        {.name = "TooLong",
         .text = "abcd",
         .limits = {.min = 1, .max = 3},
         .want_reason = "FIELD_TOO_LONG"},
        {.name = "NotUtf8",
         .text = "a\xff",
         .limits = {.min = 1, .max = 3},
         .want_reason = "FIELD_INVALID"},
        {.name = "LineBreak",
         .text = "a\nb",
         .limits = {.min = 1, .max = 3},
         .want_reason = "FIELD_INVALID"},
        {.name = "LineBreakWhereAllowed",
         .text = "a\r\n\tb",
         .limits = {.min = 1, .max = 9, .lines = true}},
        {.name = "Control",
         .text = "a\x07z",
         .limits = {.min = 1, .max = 9, .lines = true},
         .want_reason = "FIELD_INVALID"},
        {.name = "Zero",
         .text = std::string("a\0z", 3),
         .limits = {.min = 1, .max = 9, .lines = true},
         .want_reason = "FIELD_INVALID"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(CheckTextTest, SaysTheLimit) {
  const absl::Status status = CheckText("title", "abcd", {.max = 3});
  EXPECT_EQ(MetadataOf(status, "limit"), "3");
}

TEST(IsSlugTest, KnowsSlugs) {
  for (const absl::string_view slug :
       {"a", "managing-worries", "ages-5-to-11"}) {
    EXPECT_TRUE(IsSlug(slug)) << slug;
  }
  for (const absl::string_view text :
       {"", "-a", "a-", "a--b", "5-to-11", "Worries", "a_b", "a b", "caf\u00e9",
        "a/b"}) {
    EXPECT_FALSE(IsSlug(text)) << text;
  }
  EXPECT_TRUE(IsSlug(std::string(63, 'a')));
  EXPECT_FALSE(IsSlug(std::string(64, 'a')));
}

}  // namespace
}  // namespace cwp
