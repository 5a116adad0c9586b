#include "common/http/client.h"

#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/http/await.h"
#include "common/http/server.h"
#include "common/telemetry/metrics.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"

namespace cwp::http {
namespace {

class ClientTest : public ::testing::Test {
 protected:
  ClientTest() {
    Router router;
    router.Add("GET", "/text", [](Request&) -> Answer {
      Response response = Text("words");
      response.SetHeader("X-Answer", "a header");
      co_return response;
    });
    router.Add("POST", "/echo", [](Request& request) -> Answer {
      co_return Text(
          absl::StrCat(request.Header("x-asked"), " ", request.body()), 201);
    });
    router.Add("GET", "/elsewhere",
               [](Request&) -> Answer { co_return Redirect("/text"); });
    router.Add("GET", "/large", [](Request&) -> Answer {
      co_return Text(std::string(1001, 'x'));
    });
    router.Add("GET", "/slow", [](Request&) -> Answer {
      co_await Sleep(absl::Seconds(2));
      co_return Text("too late");
    });
    server_ =
        std::make_unique<Server>(ServerOptions(), std::move(router), metrics_);
    EXPECT_OK(server_->Start());
  }

  std::string Url(absl::string_view path) const {
    return absl::StrCat("http://127.0.0.1:", server_->port(), path);
  }

  Metrics metrics_{"test"};
  std::unique_ptr<Server> server_;
  Client client_{{.total = absl::Milliseconds(500), .body = 1000}};
};

TEST_F(ClientTest, SendsAndReads) {
  ASSERT_OK_AND_ASSIGN(const ClientReply text,
                       client_.Send({.url = Url("/text")}));
  EXPECT_EQ(text.code, 200);
  EXPECT_EQ(text.body, "words");
  EXPECT_EQ(text.Header("x-answer"), "a header");
  EXPECT_EQ(text.Header("x-none"), "");
  ASSERT_OK_AND_ASSIGN(const ClientReply echo,
                       client_.Send({.method = "POST",
                                     .url = Url("/echo"),
                                     .headers = {"X-Asked: yes"},
                                     .body = EncodeForm({{"a b", "&="}})}));
  EXPECT_EQ(echo.code, 201);
  EXPECT_EQ(echo.body, "yes a%20b=%26%3D");
}

TEST_F(ClientTest, FollowsNoRedirect) {
  ASSERT_OK_AND_ASSIGN(const ClientReply reply,
                       client_.Send({.url = Url("/elsewhere")}));
  EXPECT_EQ(reply.code, 303);
}

TEST_F(ClientTest, FailsWithoutAWholeAnswerInTime) {
  EXPECT_THAT(client_.Send({.url = Url("/large")}),
              HasReason("HTTP_UNREACHABLE"));
  EXPECT_THAT(client_.Send({.url = Url("/slow")}),
              HasReason("HTTP_UNREACHABLE"));
  EXPECT_OK(client_.Send({.url = Url("/text")})) << "and goes on";
  EXPECT_THAT(client_.Send({.url = "http://127.0.0.1:1/"}),
              HasReason("HTTP_UNREACHABLE"));
}

TEST_F(ClientTest, SpeaksPlainHttpToThisMachineAlone) {
  EXPECT_THAT(client_.Send({.url = "http://192.0.2.1/"}),
              HasReason("HTTP_UNREACHABLE"));
  EXPECT_THAT(client_.Send({.url = "file:///etc/passwd"}),
              HasReason("HTTP_UNREACHABLE"));
}

TEST_F(ClientTest, StopsWhatIsUnderWay) {
  Client patient({.total = absl::Hours(1)});
  std::thread asks([&] {
    EXPECT_THAT(patient.Send({.url = Url("/slow")}),
                HasReason("HTTP_UNREACHABLE"));
  });
  patient.Stop();
  asks.join();
  EXPECT_THAT(patient.Send({.url = Url("/text")}),
              HasReason("HTTP_UNREACHABLE"));
}

}  // namespace
}  // namespace cwp::http
