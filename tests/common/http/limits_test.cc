#include <memory>
#include <string>
#include <vector>

#include "tests/common/http/server_fixture.h"

namespace cwp::http {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kShort = absl::Milliseconds(40);

TEST_F(ServerTest, LimitsTheHead) {
  Start();
  const std::string start = "GET /hello HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(CodeOf(start + "X: " + std::string(15 << 10, 'x') + "\r\n\r\n"),
            200);
  EXPECT_EQ(CodeOf(start + "X: " + std::string(17 << 10, 'x') + "\r\n\r\n"),
            431);
  EXPECT_EQ(CodeOf("GET /" + std::string(17 << 10, 'x')), 431);
  std::string many = start;
  for (int i = 0; i < 99; ++i) many += "X: y\r\n";
  EXPECT_EQ(CodeOf(many + "\r\n"), 200);
  EXPECT_EQ(CodeOf(many + "X: y\r\n\r\n"), 431);
}

TEST_F(ServerTest, LimitsBodiesByRoute) {
  router_.Add(
      "POST", "/small",
      [](Request& request) -> Answer { co_return Text(request.body()); },
      {.max_body = 4});
  Start();
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(HttpAnswer answer,
                       client->Send("POST", "/small", {}, "1234"));
  EXPECT_EQ(answer.body, "1234");
  ASSERT_OK_AND_ASSIGN(answer, client->Send("POST", "/small", {}, "12345"));
  EXPECT_EQ(answer.code, 413);
  const std::string large(64 << 10, 'x');
  ASSERT_OK_AND_ASSIGN(answer, client->Send("POST", "/echo", {}, large));
  EXPECT_EQ(answer.body, large);
  ASSERT_OK_AND_ASSIGN(answer, client->Send("POST", "/echo", {}, large + "x"));
  EXPECT_EQ(answer.code, 413);
}

TEST_F(ServerTest, LimitsBodiesInChunks) {
  Start();
  std::string request =
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 65; ++i) {
    absl::StrAppend(&request, "400\r\n", std::string(1 << 10, 'x'), "\r\n");
  }
  EXPECT_EQ(CodeOf(request + "0\r\n\r\n"), 413);
  EXPECT_EQ(CodeOf("POST /echo HTTP/1.1\r\nHost: a\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n"
                   "fffffffffffffff\r\n" +
                   std::string(70 << 10, 'x')),
            413);
}

// The answer must reach a client that is still sending: a connection closed
// with input unread is reset, and takes the answer along.
TEST_F(ServerTest, RefusesLargeBodiesCleanly) {
  Start();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(CodeOf("POST /echo HTTP/1.1\r\nHost: a\r\n"
                     "Content-Length: 500000\r\n\r\n" +
                     std::string(500'000, 'x')),
              413);
  }
}

TEST_F(ServerTest, SaysContinueOnlyToBodiesItTakes) {
  Start();
  HttpClient client(server_->port());
  ASSERT_TRUE(
      client.SendRaw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                     "Expect: 100-continue\r\n\r\n"));
  ASSERT_OK_AND_ASSIGN(HttpAnswer answer, client.Read());
  EXPECT_EQ(answer.code, 100);
  ASSERT_TRUE(client.SendRaw("abc"));
  ASSERT_OK_AND_ASSIGN(answer, client.Read());
  EXPECT_EQ(answer.body, "abc");

  EXPECT_EQ(CodeOf("POST /echo HTTP/1.1\r\nHost: a\r\n"
                   "Content-Length: 500000\r\nExpect: 100-continue\r\n\r\n"),
            413);
}

TEST_F(ServerTest, ClosesIdleConnections) {
  options_.limits.idle_time = kShort;
  Start();
  HttpClient fresh(server_->port());
  EXPECT_TRUE(fresh.WaitForClose());
  HttpClient used(server_->port());
  ASSERT_OK(used.Get("/hello"));
  EXPECT_TRUE(used.WaitForClose());
}

TEST_F(ServerTest, DoesNotWaitLongForHeaders) {
  options_.limits.head_time = kShort;
  Start();
  EXPECT_EQ(CodeOf("GET /hello HTTP/1.1\r\nHost: a\r\nX-Slow: "), 408);
}

// Bytes that trickle in do not gain time.
TEST_F(ServerTest, DoesNotWaitLongerForTricklingHeaders) {
  options_.limits.head_time = kShort;
  Start();
  HttpClient client(server_->port());
  ASSERT_TRUE(client.SendRaw("GET /hello HTTP/1.1\r\nHost: a\r\n"));
  const absl::Time end = absl::Now() + absl::Seconds(10);
  while (client.SendRaw("X: y\r\n") && absl::Now() < end) {
    absl::SleepFor(kShort / 10);
  }
  EXPECT_LT(absl::Now(), end);
}

TEST_F(ServerTest, DoesNotWaitLongForBodies) {
  options_.limits.body_time = kShort;
  Start();
  EXPECT_EQ(CodeOf("POST /echo HTTP/1.1\r\nHost: a\r\n"
                   "Content-Length: 10\r\n\r\n123"),
            408);
}

TEST_F(ServerTest, GivesLargeBodiesMoreTime) {
  options_.limits.body_time = kShort;
  // What is sent at once buys over an hour.
  options_.limits.body_bytes_per_second = 1;
  Start();
  HttpClient client(server_->port());
  ASSERT_TRUE(
      client.SendRaw("POST /echo HTTP/1.1\r\nHost: a\r\n"
                     "Content-Length: 5001\r\n\r\n" +
                     std::string(5000, 'x')));
  absl::SleepFor(kShort * 2);
  ASSERT_TRUE(client.SendRaw("y"));
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client.Read());
  EXPECT_EQ(answer.code, 200);
}

TEST_F(ServerTest, CutsClientsThatTakeNothing) {
  options_.limits.write_time = kShort;
  const auto large = std::make_shared<const std::string>(64 << 20, 'x');
  router_.Add("GET", "/large", [large](Request&) -> Answer {
    Response response = Text("");
    response.shared_body = large;
    co_return response;
  });
  Start();
  HttpClient client(server_->port());
  ASSERT_TRUE(client.SendRaw("GET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_TRUE(Eventually([this] {
    return metrics_
               .AddGauge("http_connections", "Connections that are open now.")
               .Value() == 0;
  }));
}

TEST_F(ServerTest, GivesLargeBodiesWhole) {
  const auto large = std::make_shared<const std::string>(8 << 20, 'x');
  router_.Add("GET", "/large", [large](Request&) -> Answer {
    Response response = Text("");
    response.shared_body = large;
    co_return response;
  });
  Start();
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client->Get("/large"));
  EXPECT_EQ(answer.body.size(), large->size());
  ASSERT_OK_AND_ASSIGN(const HttpAnswer next, client->Get("/hello"));
  EXPECT_EQ(next.code, 200);
}

TEST_F(ServerTest, RefusesConnectionsWhenFull) {
  options_.limits.connections = 2;
  Start();
  auto first = NewClient();
  auto second = NewClient();
  ASSERT_OK(first->Get("/hello"));
  ASSERT_OK(second->Get("/hello"));

  HttpClient third(server_->port());
  third.SendRaw("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, third.Read());
  EXPECT_EQ(answer.code, 503);
  EXPECT_EQ(answer.Header("Retry-After"), "2");
  // Whole, as its length says.
  EXPECT_THAT(answer.body, ::testing::StartsWith("Too many people are here"));
  EXPECT_THAT(answer.body, HasSubstr("call 999."));
  EXPECT_THAT(answer.body, ::testing::EndsWith("call NHS 111.\n"));
  EXPECT_TRUE(third.WaitForClose());
  EXPECT_THAT(metrics_.Text(), HasSubstr("http_connections_refused_total 1\n"));

  ASSERT_OK(first->Get("/hello"));
  second = nullptr;
  EXPECT_TRUE(Eventually([this] {
    const absl::StatusOr<HttpAnswer> again = NewClient()->Get("/hello");
    return again.ok() && again->code == 200;
  }));
}

}  // namespace
}  // namespace cwp::http
