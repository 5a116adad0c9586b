#include <thread>

#include "tests/common/http/server_fixture.h"

namespace cwp::http {
namespace {

TEST_F(ServerTest, FinishesWhatIsInFlightBeforeItStops) {
  options_.drain_time = absl::Minutes(1);
  Start();
  const auto idle = NewClient();
  ASSERT_OK(idle->Get("/hello"));
  const auto busy = NewClient();
  ASSERT_TRUE(
      busy->SendRaw("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"
                    "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"));
  ASSERT_TRUE(Eventually([this] { return waiting_ == 1; }));

  std::jthread stopping([this] { server_->Stop(); });
  EXPECT_TRUE(idle->WaitForClose());
  // Nobody listens any more.
  EXPECT_TRUE(Eventually([this] { return !NewClient()->Get("/hello").ok(); }));

  released_ = true;
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, busy->Read());
  EXPECT_EQ(answer.body, "done\n");
  EXPECT_EQ(answer.Header("Connection"), "close");
  // What was sent after it is not answered.
  EXPECT_FALSE(busy->Read().ok());
}

TEST_F(ServerTest, CutsConnectionsWhenTheTimeIsOver) {
  options_.drain_time = absl::Milliseconds(50);
  Start();
  const auto busy = NewClient();
  ASSERT_TRUE(busy->SendRaw("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"));
  ASSERT_TRUE(Eventually([this] { return waiting_ == 1; }));
  std::jthread stopping([this] { server_->Stop(); });
  EXPECT_TRUE(busy->WaitForClose());
  // The handler is waited for all the same.
  released_ = true;
}

TEST_F(ServerTest, StopsWithoutHavingStarted) {
  server_ = std::make_unique<Server>(options_, std::move(router_), metrics_);
  server_->Stop();
  server_->Stop();
}

}  // namespace
}  // namespace cwp::http
