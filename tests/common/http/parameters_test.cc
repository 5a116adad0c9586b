#include "common/http/parameters.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

struct ParametersCase {
  std::string name;
  std::string text;
  std::vector<std::pair<std::string, std::string>> want;
};

class ParametersTest : public ::testing::TestWithParam<ParametersCase> {};

TEST_P(ParametersTest, Reads) {
  ASSERT_OK_AND_ASSIGN(const Parameters parameters,
                       ParseParameters(GetParam().text));
  EXPECT_THAT(parameters.entries(), ElementsAreArray(GetParam().want));
}

INSTANTIATE_TEST_SUITE_P(
    All, ParametersTest,
    ::testing::ValuesIn(std::vector<ParametersCase>{
        {.name = "Nothing", .text = "", .want = {}},
        {.name = "One", .text = "a=1", .want = {{"a", "1"}}},
        {.name = "Repeated",
         .text = "a=1&b=2&a=3",
         .want = {{"a", "1"}, {"b", "2"}, {"a", "3"}}},
        {.name = "Encoded",
         .text = "na%20me=caf%C3%A9+au+lait%26",
         .want = {{"na me", "caf\u00e9 au lait&"}}},
        {.name = "EqualsInTheValue",
         .text = "token=ab==",
         .want = {{"token", "ab=="}}},
        {.name = "NoValue",
         .text = "verbose&x=",
         .want = {{"verbose", ""}, {"x", ""}}},
        {.name = "NoName", .text = "=1", .want = {{"", "1"}}},
        {.name = "EmptyParts", .text = "&&a=1&", .want = {{"a", "1"}}},
        {.name = "LonePercent",
         .text = "discount=100%&p=%zz&q=%4",
         .want = {{"discount", "100%"}, {"p", "%zz"}, {"q", "%4"}}},
        {.name = "Lines",
         .text = "note=a%0D%0Ab",
         .want = {{"note", "a\r\nb"}}},
    }),
    [](const auto& test) { return test.param.name; });

TEST(ParametersTest, RefusesWhatIsNoText) {
  EXPECT_THAT(ParseParameters("a=%FF"), HasReason("PARAMETERS_INVALID"));
  EXPECT_THAT(ParseParameters("%C3=1"), HasReason("PARAMETERS_INVALID"));
  EXPECT_THAT(ParseParameters("a=%00"), HasReason("PARAMETERS_INVALID"));
}

TEST(ParametersTest, RefusesTooMany) {
  std::string text;
  for (size_t i = 0; i < kMaxParameters; ++i) absl::StrAppend(&text, "a=1&");
  EXPECT_OK(ParseParameters(text));
  EXPECT_THAT(ParseParameters(text + "a=1"), HasReason("PARAMETERS_TOO_MANY"));
}

TEST(ParametersTest, FindsByName) {
  ASSERT_OK_AND_ASSIGN(const Parameters parameters,
                       ParseParameters("a=1&b=&a=2"));
  EXPECT_EQ(parameters.Get("a"), "1");
  EXPECT_THAT(parameters.All("a"), ElementsAre("1", "2"));
  EXPECT_TRUE(parameters.Has("b"));
  EXPECT_EQ(parameters.Get("b"), "");
  EXPECT_FALSE(parameters.Has("c"));
  EXPECT_EQ(parameters.Get("c"), "");
  EXPECT_THAT(parameters.All("c"), IsEmpty());
}

}  // namespace
}  // namespace cwp::http
