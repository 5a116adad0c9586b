#include "common/base/any_text.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(AnyTextTest, ReadsWhatProgramsWrite) {
  const struct {
    std::string bytes;
    std::string text;
    bool guessed = false;
  } cases[] = {
      {"", ""},
      {"caf\xC3\xA9", "café"},
      {"\xEF\xBB\xBF"
       "a\r\nb\rc\n",
       "a\nb\nc\n"},
      {std::string("\xFF\xFE"
                   "a\0\xE9\0",
                   6),
       "aé"},
      {std::string("\xFE\xFF\0a\0\xE9", 6), "aé"},
      {std::string("a\0b\0", 4), "ab"},
      {std::string("\0a\0b", 4), "ab"},
      {std::string("\xFF\xFE\x3D\xD8\x00\xDE", 6), "\xF0\x9F\x98\x80"},
      {"caf\xE9 \x80 \x92", "café € ’", true},
  };
  for (const auto& c : cases) {
    ASSERT_OK_AND_ASSIGN(const AnyText read, ReadAnyText(c.bytes));
    EXPECT_EQ(read.text, c.text);
    EXPECT_EQ(read.guessed, c.guessed) << c.text;
  }
}

TEST(AnyTextTest, RefusesWhatIsNoText) {
  for (const std::string bytes :
       {"PK\x03\x04 zip", "%PDF-1.7", "\xD0\xCF\x11\xE0", "\x89PNG",
        "\xFF\xD8\xFF\xE0"}) {
    EXPECT_THAT(ReadAnyText(bytes), HasReason("TEXT_KIND")) << bytes;
  }
  for (const std::string& bytes :
       {std::string("\0\0\0\0", 4),
        std::string("\xFF\xFE"
                    "a",
                    3),
        std::string("\xFF\xFE\x3D\xD8", 4), std::string("a\x01"),
        std::string("\x81\xFF"), std::string("abc\0def", 7)}) {
    EXPECT_THAT(ReadAnyText(bytes), HasReason("TEXT_ENCODING")) << bytes;
  }
}

}  // namespace
}  // namespace cwp
