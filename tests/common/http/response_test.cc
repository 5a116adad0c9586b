#include "common/http/response.h"

#include <string>
#include <vector>

#include "common/http/response_head.h"
#include "common/http/security_headers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ResponseTest, NoValueBeginsAnotherHeader) {
  Response response = Redirect("/a\r\nSet-Cookie: x=1");
  EXPECT_EQ(response.code, 303);
  EXPECT_EQ(response.Header("Location"), "/a  Set-Cookie: x=1");
}

TEST(ResponseTest, SetsInPlaceAndAddsBeside) {
  Response response = Html("<p>");
  response.SetHeader("content-type", "text/plain");
  response.AddHeader("Link", "a").AddHeader("Link", "b");
  EXPECT_EQ(response.headers.size(), 3);
  EXPECT_EQ(response.Header("Content-Type"), "text/plain");
}

struct EtagCase {
  std::string if_none_match;
  int want;
};

TEST(ResponseTest, SaysNothingToABrowserThatHasIt) {
  const std::vector<EtagCase> cases = {
      {"\"7\"", 304},
      {"W/\"7\"", 304},
      {"\"6\", \"7\"", 304},
      {"\"6\" ,W/\"7\" ", 304},
      {"*", 304},
      {"\"77\"", 200},
      {"7", 200},
      {"", 200},
      {"\"6\",", 200},
  };
  for (const EtagCase& each : cases) {
    Request request;
    request.SetMethod("GET");
    request.AddHeader("If-None-Match", each.if_none_match);
    const Response response = WithEtag(request, Html("page"), "\"7\"");
    EXPECT_EQ(response.code, each.want) << each.if_none_match;
    EXPECT_EQ(response.body, each.want == 304 ? "" : "page");
    EXPECT_EQ(response.Header("ETag"), "\"7\"");
  }
}

TEST(ResponseTest, EtagsAreForReading) {
  Request request;
  request.SetMethod("POST");
  request.AddHeader("If-None-Match", "\"7\"");
  EXPECT_EQ(WithEtag(request, Html("page"), "\"7\"").code, 200);
}

std::string HeadOf(const Response& response, const HeadFacts& facts,
                   const HeaderList& defaults = {}) {
  std::string head;
  AppendHead(response, facts, DefaultHeaders(defaults), head);
  return head;
}

TEST(ResponseHeadTest, IsWellFormed) {
  EXPECT_EQ(HeadOf(Text("abc"), {.length = 3,
                                 .date = "Sun, 06 Nov 1994 08:49:37 GMT",
                                 .request_id = "r1"}),
            "HTTP/1.1 200 OK\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "X-Request-Id: r1\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 3\r\n\r\n");
}

TEST(ResponseHeadTest, SaysHowTheBodyEnds) {
  EXPECT_THAT(HeadOf(Text(""), {}), HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(HeadOf(Text(""), {.http11 = false, .keep_alive = false}),
              Not(HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(HeadOf(NoContent(), {.length = 0}),
              Not(HasSubstr("Content-Length")));
  EXPECT_THAT(HeadOf(NoContent(), {}), Not(HasSubstr("Transfer-Encoding")));
}

TEST(ResponseHeadTest, SaysWhetherTheConnectionStays) {
  EXPECT_THAT(HeadOf(Text(""), {.length = 0}), Not(HasSubstr("Connection")));
  EXPECT_THAT(HeadOf(Text(""), {.keep_alive = false, .length = 0}),
              HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(HeadOf(Text(""), {.http11 = false, .length = 0}),
              HasSubstr("Connection: keep-alive\r\n"));
}

TEST(ResponseHeadTest, HasDefaultsUnlessSet) {
  const HeaderList defaults = {{"Cache-Control", "no-store"},
                               {"X-Content-Type-Options", "nosniff"}};
  Response response = Text("");
  EXPECT_THAT(HeadOf(response, {.length = 0}, defaults),
              HasSubstr("Cache-Control: no-store\r\n"
                        "X-Content-Type-Options: nosniff\r\n"));
  response.SetHeader("cache-control", "public");
  const std::string head = HeadOf(response, {.length = 0}, defaults);
  EXPECT_THAT(head, HasSubstr("cache-control: public\r\n"));
  EXPECT_THAT(head, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("no-store")));
}

TEST(SecurityHeadersTest, InsistsOnHttpsOnlyWithHttps) {
  for (const bool https : {false, true}) {
    Response response;
    response.headers = SecurityHeaders(
        {.content_policy = "default-src 'self'", .https = https});
    EXPECT_EQ(response.Header("Content-Security-Policy"), "default-src 'self'");
    EXPECT_EQ(response.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(response.Header("Cache-Control"), "no-store");
    EXPECT_EQ(response.Header("Referrer-Policy"), "same-origin");
    EXPECT_EQ(!response.Header("Strict-Transport-Security").empty(), https);
  }
}

}  // namespace
}  // namespace cwp::http
