#include "common/base/url.h"

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(IsLoopbackUrlTest, TakesTheWholeHost) {
  for (const char* url :
       {"smtp://localhost", "smtp://LocalHost:25", "smtp://127.0.0.1",
        "smtp://127.0.0.1:2525", "smtp://127.255.255.255/",
        "http://[::1]:8080/a", "http://[::1]", "http://localhost?a=b"}) {
    EXPECT_TRUE(IsLoopbackUrl(url)) << url;
  }
  for (const char* url : {"smtp://localhost.example.org",
                          "smtp://127.example.org",
                          "smtp://127.0.0.1.example.org",
                          "smtp://127.0.0.1@example.org",
                          "smtp://127.0.0.1:25@example.org",
                          "smtp://localhost:x@example.org",
                          "smtp://localhostess",
                          "smtp://127.0.0.256",
                          "smtp://127.0.0",
                          "smtp://127.0.0.01",
                          "smtp://128.0.0.1",
                          "smtp://127.0.0.1.",
                          "smtp://[::1]example.org",
                          "smtp://[::1].example.org",
                          "smtp://[::2]",
                          "smtp://::1",
                          "smtp://localhost:",
                          "smtp://",
                          "",
                          "localhost",
                          "smtp://example.org/127.0.0.1",
                          "smtp://example.org#@127.0.0.1",
                          "smtp://localhost\\example.org"}) {
    EXPECT_FALSE(IsLoopbackUrl(url)) << url;
  }
}

TEST(CheckPublicUrlTest, PlainHttpIsForThisMachine) {
  for (const char* url :
       {"https://book.example.org", "https://127.0.0.1.example.org",
        "http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]"}) {
    EXPECT_OK(CheckPublicUrl("public-url", url)) << url;
  }
  for (const char* url :
       {"http://book.example.org", "http://127.0.0.1.example.org",
        "http://localhost.example.org", "book.example.org", "127.0.0.1:80",
        "ftp://localhost", ""}) {
    const absl::Status status = CheckPublicUrl("web-url", url);
    EXPECT_THAT(status, HasReason("CONFIG_INVALID")) << url;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("web-url must begin with https://"),
                      HasSubstr("in the clear")));
  }
}

}  // namespace
}  // namespace cwp
