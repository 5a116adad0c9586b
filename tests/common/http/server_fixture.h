#ifndef CWP_TESTS_COMMON_HTTP_SERVER_FIXTURE_H_
#define CWP_TESTS_COMMON_HTTP_SERVER_FIXTURE_H_

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/await.h"
#include "common/http/server.h"
#include "common/telemetry/log.h"
#include "common/telemetry/metrics.h"
#include "common/testing/http_client.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {

// A server with a few routes, and clients for it.
class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    SetLogSink([](absl::string_view) {});
    router_.Add("GET", "/hello",
                [](Request&) -> Answer { co_return Text("Hello, world!\n"); });
    router_.Add("POST", "/echo", [](Request& request) -> Answer {
      co_return Text(request.body());
    });
    router_.Add("GET", "/who", [](Request& request) -> Answer {
      co_return Text(absl::StrCat(request.client_address(), " ", request.id()));
    });
    // Waits until the test lets it go.
    router_.Add("GET", "/wait", [this](Request&) -> Answer {
      ++waiting_;
      while (!released_) co_await Sleep(absl::Milliseconds(1));
      co_return Text("done\n");
    });
  }

  ~ServerTest() override {
    released_ = true;
    server_ = nullptr;
    SetLogSink(nullptr);
  }

  void Start() {
    server_ = std::make_unique<Server>(options_, std::move(router_), metrics_);
    ASSERT_OK(server_->Start());
  }

  std::unique_ptr<HttpClient> NewClient() {
    return std::make_unique<HttpClient>(server_->port());
  }

  // The code of the answer to a request given as it is, on a connection of its
  // own; 0 when there is no answer.
  int CodeOf(absl::string_view request) {
    HttpClient client(server_->port());
    EXPECT_TRUE(client.SendRaw(request));
    const absl::StatusOr<HttpAnswer> answer = client.Read();
    return answer.ok() ? answer->code : 0;
  }

  // Whether `condition` comes true within ten seconds.
  template <typename Condition>
  static bool Eventually(const Condition& condition) {
    const absl::Time end = absl::Now() + absl::Seconds(10);
    while (!condition()) {
      if (absl::Now() > end) return false;
      absl::SleepFor(absl::Milliseconds(1));
    }
    return true;
  }

  Metrics metrics_{"test"};
  Router router_;
  ServerOptions options_;
  std::atomic<int> waiting_{0};
  std::atomic<bool> released_{false};
  std::unique_ptr<Server> server_;
};

}  // namespace cwp::http

#endif  // CWP_TESTS_COMMON_HTTP_SERVER_FIXTURE_H_
