#include "common/telemetry/json_text.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

struct JsonCase {
  std::string name;
  std::string text;
  std::string want;
};

class JsonStringTest : public ::testing::TestWithParam<JsonCase> {};

TEST_P(JsonStringTest, Escapes) {
  EXPECT_EQ(JsonString(GetParam().text), GetParam().want);
}

const std::string kBad = "\xEF\xBF\xBD";

INSTANTIATE_TEST_SUITE_P(
    All, JsonStringTest,
    ::testing::ValuesIn(std::vector<JsonCase>{
        {.name = "Empty", .text = "", .want = R"("")"},
        {.name = "Plain", .text = "call_handled", .want = R"("call_handled")"},
        {.name = "Quotes", .text = R"(a"b\c)", .want = R"("a\"b\\c")"},
        {.name = "Lines", .text = "a\r\n\tb", .want = R"("a\r\n\tb")"},
        {.name = "Nul", .text = std::string(1, '\0'), .want = R"("\u0000")"},
        {.name = "Escape", .text = "\x1b[2J", .want = R"("\u001b[2J")"},
        {.name = "Delete", .text = "\x7f", .want = R"("\u007f")"},
        {.name = "TwoBytes", .text = "caf\u00e9", .want = "\"caf\u00e9\""},
        {.name = "ThreeBytes", .text = "\u20ac5", .want = "\"\u20ac5\""},
        {.name = "FourBytes", .text = "\U0001F600!", .want = "\"\U0001F600!\""},
        {.name = "LoneContinuation",
         .text = "a\x80z",
         .want = "\"a" + kBad + "z\""},
        {.name = "CutShort",
         .text = "a\xE2\x82",
         .want = "\"a" + kBad + kBad + "\""},
        {.name = "CutShortInTheMiddle",
         .text = "\xF0\x9F\"",
         .want = "\"" + kBad + kBad + "\\\"\""},
        {.name = "Surrogate",
         .text = "\xED\xA0\x80",
         .want = "\"" + kBad + kBad + kBad + "\""},
        {.name = "Overlong",
         .text = "\xC0\xAF",
         .want = "\"" + kBad + kBad + "\""},
    }),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cwp
