#include "common/http/escape.h"

#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

using ::testing::Eq;
using ::testing::Optional;

TEST(EscapeTest, EscapesHtml) {
  EXPECT_EQ(EscapeHtml("<a href=\"x\">Tom & Jerry's</a>"),
            "&lt;a href=&quot;x&quot;&gt;Tom &amp; Jerry&#39;s&lt;/a&gt;");
  EXPECT_EQ(EscapeHtml(""), "");
}

TEST(EscapeTest, PercentEncodesAndBack) {
  EXPECT_EQ(PercentEncode("a-B_9.~"), "a-B_9.~");
  EXPECT_EQ(PercentEncode("a/b c?&=+\n"), "a%2Fb%20c%3F%26%3D%2B%0A");
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_THAT(PercentDecode(PercentEncode(all)), Optional(Eq(all)));
}

TEST(EscapeTest, DecodesOnlyWhatIsEncoded) {
  EXPECT_THAT(PercentDecode("%41%62+"), Optional(Eq("Ab+")));
  for (const char* const bad : {"%", "%4", "%4g", "%g4", "a%", "% 41"}) {
    EXPECT_EQ(PercentDecode(bad), std::nullopt) << bad;
  }
}

TEST(EscapeTest, KnowsLocalPaths) {
  for (const char* const good : {"/", "/a", "/a//b", "/a?b=/c", "/%2F/x"}) {
    EXPECT_TRUE(IsLocalPath(good)) << good;
  }
  for (const char* const bad :
       {"", "a", "//example.org", "/\\example.org", "https://example.org",
        "/a\r\nSet-Cookie: x", "/\texample.org", "/a b", "javascript:x"}) {
    EXPECT_FALSE(IsLocalPath(bad)) << bad;
  }
}

}  // namespace
}  // namespace cwp::http
