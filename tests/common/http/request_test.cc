#include "common/http/request.h"

#include <optional>
#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;
using ::testing::Pair;

TEST(RequestTest, SplitsItsTarget) {
  Request request;
  ASSERT_OK(request.SetTarget("/a/b?x=1&x=2?"));
  EXPECT_EQ(request.path(), "/a/b");
  EXPECT_EQ(request.query_text(), "x=1&x=2?");
  EXPECT_EQ(request.query().Get("x"), "1");
}

TEST(RequestTest, TakesTheSiteOff) {
  for (const std::string target :
       {"http://localhost/a", "https://example.org:8443/a"}) {
    Request request;
    ASSERT_OK(request.SetTarget(target));
    EXPECT_EQ(request.path(), "/a") << target;
  }
  Request request;
  ASSERT_OK(request.SetTarget("http://localhost"));
  EXPECT_EQ(request.path(), "/");
}

TEST(RequestTest, RefusesTargetsThatAreNoPath) {
  for (const std::string target :
       {"", "*", "a", "localhost:80", "?a=1", "/a#b", "ftp://localhost/",
        "http://localhost?a=1"}) {
    EXPECT_THAT(Request().SetTarget(target), HasReason("TARGET_INVALID"))
        << target;
  }
  EXPECT_THAT(Request().SetTarget("/a?b=%FF"), HasReason("PARAMETERS_INVALID"));
}

TEST(RequestTest, FindsHeadersWhateverTheirCase) {
  Request request;
  request.AddHeader("Accept", "text/html");
  request.AddHeader("X-FORWARDED-FOR", "192.0.2.1");
  request.AddHeader("x-forwarded-for", "192.0.2.2");
  EXPECT_EQ(request.Header("accept"), "text/html");
  EXPECT_EQ(request.Header("X-Forwarded-For"), "192.0.2.1");
  EXPECT_EQ(request.JoinedHeader("X-Forwarded-For"), "192.0.2.1, 192.0.2.2");
  EXPECT_EQ(request.Header("Accep"), "");
  EXPECT_FALSE(request.HasHeader("Cookie"));
}

// Browsers may send several headers of them (HTTP/2).
TEST(RequestTest, HasTheCookiesOfAllHeaders) {
  Request request;
  request.AddHeader("Cookie", "a=1;  b=x=y ;; c;d=");
  request.AddHeader("cookie", "a=2; =e");
  EXPECT_THAT(request.RawCookies(),
              ElementsAre(Pair("a", "1"), Pair("b", "x=y"), Pair("d", ""),
                          Pair("a", "2"), Pair("", "e")));
  EXPECT_THAT(request.RawCookie("a"), Optional(Eq("1")));
  EXPECT_EQ(request.RawCookie("c"), std::nullopt);
}

TEST(RequestTest, TellsTheMediaType) {
  Request request;
  EXPECT_EQ(request.ContentType(), "");
  request.AddHeader("Content-Type", "Application/JSON ; charset=utf-8");
  EXPECT_EQ(request.ContentType(), "application/json");
}

TEST(RequestTest, IsEmptyOnceCleared) {
  Request request;
  request.SetMethod("POST");
  ASSERT_OK(request.SetTarget("/a?x=1"));
  request.AddHeader("Accept", "text/html");
  request.AddParam("slug", "worry");
  request.mutable_body() = "body";
  request.SetId("abc");
  request.Clear();
  EXPECT_EQ(request.method(), "");
  EXPECT_EQ(request.path(), "");
  EXPECT_FALSE(request.query().Has("x"));
  EXPECT_EQ(request.Header("Accept"), "");
  EXPECT_EQ(request.Param("slug"), "");
  EXPECT_EQ(request.body(), "");
  EXPECT_EQ(request.id(), "");
}

}  // namespace
}  // namespace cwp::http
