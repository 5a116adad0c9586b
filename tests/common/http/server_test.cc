#include "common/http/server.h"

#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "boost/json.hpp"
#include "common/http/co_status_macros.h"
#include "common/http/security_headers.h"
#include "tests/common/http/server_fixture.h"

namespace cwp::http {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(ServerTest, AnswersOneRequestAfterTheOther) {
  Start();
  const auto client = NewClient();
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client->Get("/hello"));
    EXPECT_EQ(answer.code, 200);
    EXPECT_EQ(answer.body, "Hello, world!\n");
    EXPECT_EQ(answer.Header("Content-Length"), "14");
    EXPECT_THAT(answer.Header("Date"), MatchesRegex("..., .. ... .... .*GMT"));
  }
  EXPECT_THAT(metrics_.Text(),
              HasSubstr("http_requests_total{code=\"200\",method=\"GET\","
                        "route=\"/hello\"} 3\n"));
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  Start();
  const auto client = NewClient();
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    const std::string body = absl::StrCat("request ", i);
    absl::StrAppend(&requests, "POST /echo HTTP/1.1\r\nHost: a\r\n",
                    "Content-Length: ", body.size(), "\r\n\r\n", body);
  }
  ASSERT_TRUE(client->SendRaw(requests));
  for (int i = 0; i < 100; ++i) {
    ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client->Read());
    EXPECT_EQ(answer.body, absl::StrCat("request ", i));
  }
}

TEST_F(ServerTest, ReadsRequestsThatArriveByteByByte) {
  Start();
  const auto client = NewClient();
  const std::string request =
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;x=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n";
  for (const char c : request) {
    ASSERT_TRUE(client->SendRaw(absl::string_view(&c, 1)));
  }
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client->Read());
  EXPECT_EQ(answer.body, "abcde");
  ASSERT_OK_AND_ASSIGN(const HttpAnswer next, client->Get("/hello"));
  EXPECT_EQ(next.code, 200);
}

TEST_F(ServerTest, AnswersHeadLikeGetWithoutTheBody) {
  Start();
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(const HttpAnswer head, client->Send("HEAD", "/hello"));
  EXPECT_EQ(head.code, 200);
  EXPECT_EQ(head.Header("Content-Length"), "14");
  // Nothing of a body is in the way of the next answer.
  ASSERT_OK_AND_ASSIGN(const HttpAnswer get, client->Get("/hello"));
  EXPECT_EQ(get.body, "Hello, world!\n");
}

TEST_F(ServerTest, SendsNoBodyWhereThereIsNone) {
  router_.Add("GET", "/none", [](Request&) -> Answer {
    Response response = NoContent();
    response.body = "a body by mistake";
    co_return response;
  });
  Start();
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(const HttpAnswer none, client->Get("/none"));
  EXPECT_EQ(none.code, 204);
  ASSERT_OK_AND_ASSIGN(const HttpAnswer next, client->Get("/hello"));
  EXPECT_EQ(next.body, "Hello, world!\n");
}

TEST_F(ServerTest, SaysWhatThereIsNot) {
  Start();
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(HttpAnswer answer, client->Get("/secret-token"));
  EXPECT_EQ(answer.code, 404);
  EXPECT_EQ(answer.body, "there is no such page\n");
  ASSERT_OK_AND_ASSIGN(answer, client->PostForm("/hello", {{"a", "b"}}));
  EXPECT_EQ(answer.code, 405);
  EXPECT_EQ(answer.Header("Allow"), "GET, HEAD");
  ASSERT_OK_AND_ASSIGN(answer, client->Send("BREW", "/hello"));
  EXPECT_EQ(answer.code, 405);
  ASSERT_OK_AND_ASSIGN(answer, client->Get("/hello?a=%FF"));
  EXPECT_EQ(answer.code, 400);
  const std::string text = metrics_.Text();
  EXPECT_THAT(text,
              HasSubstr("{code=\"404\",method=\"GET\",route=\"none\"} 1"));
  EXPECT_THAT(text, HasSubstr("method=\"other\""));
  EXPECT_THAT(text, Not(HasSubstr("secret-token")));
  EXPECT_THAT(text, Not(HasSubstr("BREW")));
}

TEST_F(ServerTest, SendsDefaultHeadersWithEverything) {
  options_.headers = SecurityHeaders({.https = true});
  Start();
  const auto client = NewClient();
  for (const std::string path : {"/hello", "/nowhere"}) {
    ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client->Get(path));
    EXPECT_EQ(answer.Header("Cache-Control"), "no-store");
    EXPECT_EQ(answer.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_THAT(answer.Header("Strict-Transport-Security"),
                HasSubstr("max-age=63072000"));
    EXPECT_THAT(answer.Header("Content-Security-Policy"),
                HasSubstr("frame-ancestors 'none'"));
  }
}

TEST_F(ServerTest, TurnsErrorsIntoPages) {
  router_.Add("GET", "/full", [](Request&) -> Answer {
    co_return MakeError(absl::StatusCode::kResourceExhausted, "TOO_BUSY",
                        "too many people are booking");
  });
  router_.Add("GET", "/macro", [](Request&) -> Answer {
    const absl::StatusOr<int> none = absl::InternalError("a secret");
    CO_ASSIGN_OR_RETURN(const int number, none);
    co_return Text(absl::StrCat(number));
  });
  router_.Add("GET", "/throws", [](Request&) -> Answer {
    throw std::runtime_error("a secret");
    co_return Text("never");
  });
  Start();
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(HttpAnswer answer, client->Get("/full"));
  EXPECT_EQ(answer.code, 429);
  EXPECT_EQ(answer.body, "too many people are booking\n");
  ASSERT_OK_AND_ASSIGN(answer, client->Get("/macro"));
  EXPECT_EQ(answer.code, 500);
  EXPECT_EQ(answer.body, "Internal Server Error\n");
  ASSERT_OK_AND_ASSIGN(answer, client->Get("/throws"));
  EXPECT_EQ(answer.code, 500);
  EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
}

TEST_F(ServerTest, MakesItsOwnErrorPages) {
  options_.error_page = [](const Request& request, const Failure& failure) {
    if (request.path() == "/bad-page") throw std::runtime_error("oh");
    return Json(absl::StrCat("{\"error\":\"", ReasonOf(failure.status), "\"}"));
  };
  Start();
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(HttpAnswer answer, client->Get("/nowhere"));
  EXPECT_EQ(answer.code, 404);
  EXPECT_EQ(answer.body, "{\"error\":\"PAGE_NOT_FOUND\"}");
  EXPECT_EQ(answer.Header("Content-Type"), "application/json");
  ASSERT_OK_AND_ASSIGN(answer, client->Get("/bad-page"));
  EXPECT_EQ(answer.code, 404);
}

TEST_F(ServerTest, BelievesNobodyWhoIsNotTrusted) {
  Start();
  const auto client = NewClient();
  const HttpClient::HeaderList headers = {{"X-Forwarded-For", "192.0.2.1"},
                                          {"X-Request-Id", "mine"}};
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client->Get("/who", headers));
  EXPECT_THAT(answer.body, MatchesRegex("127\\.0\\.0\\.1 [0-9a-f]{16}"));
  EXPECT_EQ(absl::StrCat("127.0.0.1 ", answer.Header("X-Request-Id")),
            answer.body);
}

TEST_F(ServerTest, BelievesTrustedProxies) {
  options_.trusted_proxies = {"127.0.0.0/8"};
  Start();
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(HttpAnswer answer,
                       client->Get("/who", {{"X-Forwarded-For", "203.0.113.9"},
                                            {"X-Forwarded-For", "192.0.2.1"},
                                            {"X-Request-Id", "from-proxy.1"}}));
  EXPECT_EQ(answer.body, "192.0.2.1 from-proxy.1");
  ASSERT_OK_AND_ASSIGN(answer,
                       client->Get("/who", {{"X-Request-Id", "not ours!"}}));
  EXPECT_THAT(answer.body, MatchesRegex("127\\.0\\.0\\.1 [0-9a-f]{16}"));
}

TEST_F(ServerTest, SpeaksHttp10) {
  Start();
  const auto client = NewClient();
  ASSERT_TRUE(
      client->SendRaw("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  ASSERT_OK_AND_ASSIGN(HttpAnswer answer, client->Read());
  EXPECT_EQ(answer.Header("Connection"), "keep-alive");
  ASSERT_TRUE(client->SendRaw("GET /hello HTTP/1.0\r\n\r\n"));
  ASSERT_OK_AND_ASSIGN(answer, client->Read());
  EXPECT_EQ(answer.body, "Hello, world!\n");
  EXPECT_EQ(answer.Header("Connection"), "close");
  EXPECT_TRUE(client->WaitForClose());
}

TEST_F(ServerTest, ClosesWhenAsked) {
  Start();
  const auto client = NewClient();
  ASSERT_TRUE(client->SendRaw(
      "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client->Read());
  EXPECT_EQ(answer.Header("Connection"), "close");
  EXPECT_TRUE(client->WaitForClose());
}

TEST_F(ServerTest, AwaitsCallbacksOfOtherThreads) {
  std::vector<std::jthread> threads;
  router_.Add("GET", "/ask", [&threads](Request&) -> Answer {
    const std::thread::id before = std::this_thread::get_id();
    absl::AnyInvocable<void(Done<std::string>)> ask =
        [&threads](Done<std::string> done) {
          threads.emplace_back(
              [done = std::move(done)]() mutable { done("answered"); });
        };
    std::string text = co_await Await<std::string>(std::move(ask));
    if (std::this_thread::get_id() != before) text = "on another thread";
    co_return Text(text);
  });
  Start();
  const auto client = NewClient();
  for (int i = 0; i < 10; ++i) {
    ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client->Get("/ask"));
    EXPECT_EQ(answer.body, "answered");
  }
}

// Whoever answered may hold on to the callback for longer than there is a
// server: a call's last reference falls when its thread gets to it.
TEST_F(ServerTest, ACallbackThatWasCalledMayOutliveTheServer) {
  Done<std::string> kept;
  router_.Add("GET", "/ask", [&kept](Request&) -> Answer {
    co_return Text(co_await Await<std::string>([&kept](Done<std::string> done) {
      kept = std::move(done);
      kept("answered");
    }));
  });
  Start();
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, NewClient()->Get("/ask"));
  EXPECT_EQ(answer.body, "answered");
  server_.reset();
  kept = nullptr;
}

TEST_F(ServerTest, ServesFromSeveralThreads) {
  options_.threads = 3;
  Start();
  std::vector<std::jthread> clients;
  std::atomic<int> good{0};
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back([this, &good] {
      const auto client = NewClient();
      for (int j = 0; j < 50; ++j) {
        const absl::StatusOr<HttpAnswer> answer = client->Get("/hello");
        if (answer.ok() && answer->code == 200) ++good;
      }
    });
  }
  clients.clear();
  EXPECT_EQ(good, 300);
}

TEST_F(ServerTest, LogsRoutesAndNeverPaths) {
  std::vector<std::string> lines;
  Mutex mu;
  SetLogSink([&](absl::string_view line) {
    MutexLock lock(mu);
    lines.emplace_back(line);
  });
  router_.Add("GET", "/manage/{token}", [](Request&) -> Answer {
    co_return Unavailable("REGISTRATION_DOWN", "bookings cannot be shown now");
  });
  // One that the handler makes a page of itself.
  router_.Add("GET", "/book", [](Request&) -> Answer {
    Response page = Html("<p>try again", 503);
    page.cause = Unavailable("OUTCOME_UNKNOWN", "nobody knows yet");
    co_return page;
  });
  options_.log_one_in = 1'000'000;
  Start();
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer,
                       client->Get("/manage/a-secret?x=a-secret"));
  EXPECT_EQ(answer.code, 503);
  ASSERT_OK(client->Get("/book"));
  // Of what goes well, the first is logged, and then one in a million.
  for (int i = 0; i < 3; ++i) ASSERT_OK(client->Get("/hello"));
  MutexLock lock(mu);
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_THAT(lines[1], HasSubstr("\"reason\":\"OUTCOME_UNKNOWN\""));
  EXPECT_THAT(lines[0], Not(HasSubstr("a-secret")));
  const auto line = boost::json::parse(lines[0]).as_object();
  EXPECT_EQ(line.at("event"), "request_handled");
  EXPECT_EQ(line.at("route"), "/manage/{token}");
  EXPECT_EQ(line.at("code").as_int64(), 503);
  EXPECT_EQ(line.at("reason"), "REGISTRATION_DOWN");
  EXPECT_EQ(std::string(line.at("request_id").as_string()),
            answer.Header("X-Request-Id"));
}

TEST(ServerStartTest, SaysWhyItCannotListen) {
  Metrics metrics("test");
  Server first({}, Router(), metrics);
  ASSERT_OK(first.Start());
  ServerOptions taken;
  taken.listen = absl::StrCat("127.0.0.1:", first.port());
  EXPECT_THAT(Server(taken, Router(), metrics).Start(),
              HasReason("LISTEN_FAILED"));
  ServerOptions bad;
  bad.listen = "nowhere";
  EXPECT_THAT(Server(bad, Router(), metrics).Start(),
              HasReason("LISTEN_INVALID"));
  ServerOptions proxy;
  proxy.trusted_proxies = {"proxy"};
  EXPECT_THAT(Server(proxy, Router(), metrics).Start(),
              HasReason("PROXY_INVALID"));
}

}  // namespace
}  // namespace cwp::http
