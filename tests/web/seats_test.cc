// Where pages read from how many places are left.
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/cache/client.h"
#include "common/testing/redis_server.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;

class SeatsTest : public WebTest {
 protected:
  void SetUp() override {
    settings_.redis = redis_.address_text();
    WebTest::SetUp();
    redis_client_ = std::make_unique<cache::Client>(
        clock_, cache::Client::Options{.address = redis_.address(),
                                       .command_timeout = absl::Seconds(5)});
    ASSERT_TRUE(Eventually([&] { return redis_client_->stats().connected; }));
  }

  // Puts a count as registration's publisher writes it.
  void Publish(int64_t session, int left, int64_t revision) {
    registration::v1::SeatCount count;
    count.set_session_id(session);
    count.set_left(left);
    count.set_revision(revision);
    ASSERT_OK(
        redis_client_->PutNewer({.key = absl::StrCat("seats:", session),
                                 .value = {.identity = "feed",
                                           .revision = revision,
                                           .text = count.SerializeAsString()}},
                                clock_.Now() + absl::Seconds(10)));
  }

  bool Shows(const std::string& words) {
    LetCountsLapse();
    return absl::StrContains(Get("/sessions/101/book").body,
                             "Who are you booking for") &&
           absl::StrContains(Get("/workshops").body, words);
  }

  // How often registration was asked about the session.
  int Asked(int64_t session) {
    int asked = 0;
    for (const auto& request : services_.registration.seat_counts.requests()) {
      for (const int64_t id : request.session_ids()) asked += id == session;
    }
    return asked;
  }

  RedisServer redis_;
  std::unique_ptr<cache::Client> redis_client_;
};

TEST_F(SeatsTest, APageIsServedFromRedis) {
  Publish(kOpen, 7, 9);
  ASSERT_TRUE(Eventually([&] { return Shows("7 places left"); }));
  const int before = Asked(kOpen);
  EXPECT_TRUE(Shows("7 places left"));
  EXPECT_EQ(Asked(kOpen), before) << "registration saw no call";
}

TEST_F(SeatsTest, AFlushOrADeadRedisOnlyMakesItAsk) {
  Publish(kOpen, 7, 1);
  ASSERT_TRUE(Eventually([&] { return Shows("7 places left"); }));
  redis_.Run({"FLUSHALL"});
  EXPECT_TRUE(Shows("3 places left"));
  redis_.Kill();
  SetLeft(2);
  EXPECT_TRUE(Shows("2 places left"));
}

TEST_F(SeatsTest, ARedisThatSaysNothingHoldsUpNoPage) {
  Publish(kOpen, 7, 1);
  ASSERT_TRUE(Eventually([&] { return Shows("7 places left"); }));
  redis_.Freeze();
  for (const char* path :
       {"/workshops", "/sessions/101/book", "/urgent-help"}) {
    LetCountsLapse();
    const absl::Time begin = absl::Now();
    EXPECT_EQ(Get(path).code, 200);
    EXPECT_LT(absl::Now() - begin, absl::Seconds(1)) << path;
  }
  EXPECT_TRUE(Shows("3 places left"));
}

TEST_F(SeatsTest, WithoutRegistrationAndRedisItSaysSo) {
  services_.StopRegistration();
  redis_.Kill();
  EXPECT_TRUE(Shows("Check availability when you book"));
}

// With everything down at once: no other service, and a Redis that says nothing
// or is gone. Whether web was there before, or starts amid that.
TEST_F(SeatsTest, UrgentHelpIsThereAtOnceWithNothingElse) {
  services_.StopScheduling();
  services_.StopRegistration();
  services_.StopWebinars();
  services_.StopNotifications();
  const auto expect_calm = [&](const char* when) {
    SCOPED_TRACE(when);
    LetCountsLapse();
    EXPECT_LT(TimeOfUrgentHelp(), kAtOnce);
    for (const char* path : {"/", "/workshops"}) {
      const HttpAnswer page = Get(path);
      EXPECT_EQ(page.code, 200) << path;
      EXPECT_THAT(page.body, HasSubstr("Check availability when you book"));
    }
  };
  redis_.Freeze();
  expect_calm("Redis says nothing");
  ASSERT_NO_FATAL_FAILURE(Start());
  expect_calm("a start while Redis says nothing");
  redis_.Kill();
  expect_calm("Redis is gone");
  ASSERT_NO_FATAL_FAILURE(Start());
  expect_calm("a start without Redis");
}

}  // namespace
}  // namespace cwp::web
