#include "common/http/router.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

using Result = Router::Result;

Answer NoAnswer(Request&) { co_return Response(); }

Router SampleRouter() {
  Router router;
  router.Add("GET", "/", NoAnswer);
  router.Add("GET", "/workshops", NoAnswer);
  router.Add("GET", "/workshops/new", NoAnswer);
  router.Add("POST", "/workshops/new", NoAnswer);
  router.Add("GET", "/workshops/{slug}", NoAnswer);
  router.Add("GET", "/workshops/{slug}/sessions/{session}", NoAnswer);
  router.Add("PUT", "/workshops/{workshop}/sessions/{id}", NoAnswer);
  router.Add("GET", "/{page}/help", NoAnswer);
  router.Add("GET", "/folder/", NoAnswer);
  router.Add("GET", "/v3/events/{id}/", NoAnswer, {.either_slash = true});
  router.Add("GET", "/static/{path...}", NoAnswer);
  router.Add("HEAD", "/head", NoAnswer);
  return router;
}

struct RouteCase {
  std::string name;
  std::string method = "GET";
  std::string path;
  Result result = Result::kFound;
  std::string route;
  // "name=value name=value", of the parameters that the test looks at.
  std::vector<std::pair<std::string, std::string>> params;
  std::string allow;
};

class RouterTest : public ::testing::TestWithParam<RouteCase> {};

TEST_P(RouterTest, Finds) {
  const RouteCase& want = GetParam();
  const Router router = SampleRouter();
  Request request;
  request.SetMethod(want.method);
  ASSERT_TRUE(request.SetTarget(want.path).ok());
  const Router::Match match = router.Find(request);
  EXPECT_EQ(match.result, want.result);
  EXPECT_EQ(request.route(), want.route);
  EXPECT_EQ(match.allow, want.allow);
  for (const auto& [name, value] : want.params) {
    EXPECT_EQ(request.Param(name), value) << name;
  }
}

const std::vector<RouteCase> kCases = {
    {.name = "Home", .path = "/", .route = "/"},
    {.name = "HomeWithQuery", .path = "/?a=1", .route = "/"},
    {.name = "Exact", .path = "/workshops", .route = "/workshops"},
    {.name = "ExactBeforeParameter",
     .path = "/workshops/new",
     .route = "/workshops/new"},
    {.name = "Parameter",
     .path = "/workshops/worry",
     .route = "/workshops/{slug}",
     .params = {{"slug", "worry"}, {"other", ""}}},
    {.name = "TwoParameters",
     .path = "/workshops/worry/sessions/12",
     .route = "/workshops/{slug}/sessions/{session}",
     .params = {{"slug", "worry"}, {"session", "12"}}},
    {.name = "NamesBelongToTheRoute",
     .method = "PUT",
     .path = "/workshops/worry/sessions/12",
     .route = "/workshops/{workshop}/sessions/{id}",
     .params = {{"workshop", "worry"}, {"id", "12"}}},
    {.name = "BackFromAnExactSegment",
     .path = "/workshops/help",
     .route = "/workshops/{slug}",
     .params = {{"slug", "help"}}},
    {.name = "BackToAParameter",
     .path = "/folder/help",
     .route = "/{page}/help",
     .params = {{"page", "folder"}}},
    {.name = "Decoded",
     .path = "/workshops/caf%C3%A9%20au%20lait",
     .route = "/workshops/{slug}",
     .params = {{"slug", "caf\u00e9 au lait"}}},
    {.name = "EncodedSlashStaysInside",
     .path = "/workshops/a%2Fb",
     .route = "/workshops/{slug}",
     .params = {{"slug", "a/b"}}},
    {.name = "PlusStaysPlus",
     .path = "/workshops/a+b",
     .route = "/workshops/{slug}",
     .params = {{"slug", "a+b"}}},
    {.name = "Rest",
     .path = "/static/css/main.css",
     .route = "/static/{path...}",
     .params = {{"path", "css/main.css"}}},
    {.name = "EmptyRest",
     .path = "/static/",
     .route = "/static/{path...}",
     .params = {{"path", ""}}},
    {.name = "RestIsNotNormalised",
     .path = "/static/../etc/passwd",
     .route = "/static/{path...}",
     .params = {{"path", "../etc/passwd"}}},
    {.name = "Unknown", .path = "/nowhere", .result = Result::kNoPath},
    {.name = "SlashTooMany", .path = "/workshops/", .result = Result::kNoPath},
    {.name = "SlashTooFew", .path = "/folder", .result = Result::kNoPath},
    {.name = "EitherSlashAsWritten",
     .path = "/v3/events/7/",
     .route = "/v3/events/{id}/",
     .params = {{"id", "7"}}},
    {.name = "EitherSlashTheOther",
     .path = "/v3/events/7",
     .route = "/v3/events/{id}/",
     .params = {{"id", "7"}}},
    {.name = "EmptySegmentIsNoParameter",
     .path = "/workshops//sessions/1",
     .result = Result::kNoPath},
    {.name = "CaseMatters", .path = "/Workshops", .result = Result::kNoPath},
    {.name = "HeadFromGet",
     .method = "HEAD",
     .path = "/workshops",
     .route = "/workshops"},
    {.name = "HeadAlone", .method = "HEAD", .path = "/head", .route = "/head"},
    {.name = "GetIsNotFromHead",
     .path = "/head",
     .result = Result::kNoMethod,
     .allow = "HEAD"},
    {.name = "OtherMethod",
     .method = "DELETE",
     .path = "/workshops/new",
     .result = Result::kNoMethod,
     .allow = "GET, HEAD, POST"},
    {.name = "MethodOfALaterPattern",
     .method = "POST",
     .path = "/workshops/worry",
     .result = Result::kNoMethod,
     .allow = "GET, HEAD"},
    {.name = "MethodsHaveCapitals",
     .method = "get",
     .path = "/workshops",
     .result = Result::kNoMethod,
     .allow = "GET, HEAD"},
    {.name = "BadEncoding",
     .path = "/workshops/%zz",
     .result = Result::kBadPath,
     .route = "/workshops/{slug}"},
    {.name = "EncodingCutShort",
     .path = "/workshops/a%2",
     .result = Result::kBadPath,
     .route = "/workshops/{slug}"},
    {.name = "EncodedNul",
     .path = "/workshops/a%00",
     .result = Result::kBadPath,
     .route = "/workshops/{slug}"},
    {.name = "NotUtf8",
     .path = "/workshops/%FF",
     .result = Result::kBadPath,
     .route = "/workshops/{slug}"},
};

INSTANTIATE_TEST_SUITE_P(All, RouterTest, ::testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

TEST(RouterDeathTest, RefusesMistakes) {
  Router router;
  router.Add("GET", "/a/{x}", NoAnswer);
  EXPECT_DEATH(router.Add("GET", "/a/{y}", NoAnswer), "one handler");
  EXPECT_DEATH(router.Add("GET", "b", NoAnswer), "begins with a slash");
}

}  // namespace
}  // namespace cwp::http
