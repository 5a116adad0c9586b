#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/redis_server.h"
#include "common/testing/status_matchers.h"
#include "tests/gateway/gateway_fixture.h"

namespace cwp::gateway {
namespace {

class SeatsTest : public GatewayFixture {
 protected:
  void SetUp() override {
    registration_settings_.redis = redis_.address_text();
    settings_.redis = redis_.address_text();
    GatewayFixture::SetUp();
    if (HasFatalFailure()) return;
    session_ = MakeSession(MakeWorkshop("worry").id()).id();
    CatchUp();
  }

  // What a partner sees sold, past what the gateway remembers.
  int64_t Sold() {
    clock_.Advance(absl::Seconds(1));
    const json::value sold =
        At(Get(absl::StrCat("/v3/events/", session_, "/ticket_classes/")).body,
           "ticket_classes.0.quantity_sold");
    return sold.is_int64() ? sold.get_int64() : -1;
  }

  bool InRedis() {
    const cache::Reply reply =
        redis_.Run({"EXISTS", absl::StrCat("seats:", session_)});
    return reply.number == 1;
  }

  RedisServer redis_;
  int64_t session_ = 0;
};

TEST_F(SeatsTest, ComeFromRedisWithoutAskingRegistration) {
  ASSERT_TRUE(Eventually([this] { return InRedis(); }));
  ASSERT_TRUE(Eventually([this] {
    const int64_t before = gateway_->seats().stats().cached;
    Sold();
    return gateway_->seats().stats().cached > before;
  }));
  const auto before = gateway_->seats().stats();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Sold(), 0);
  const auto after = gateway_->seats().stats();
  EXPECT_EQ(after.cached - before.cached, 5);
  EXPECT_EQ(after.loaded, before.loaded);
  // So a reader sees counts while registration is down.
  Book(session_, 3, "key-1");
  ASSERT_TRUE(Eventually([this] { return Sold() == 3; }));
  registration_ = nullptr;
  EXPECT_EQ(Sold(), 3);
}

TEST_F(SeatsTest, ComeFromMemoryForAMoment) {
  ASSERT_EQ(Sold(), 0);
  const auto before = gateway_->seats().stats();
  Get(absl::StrCat("/v3/events/", session_, "/"));
  const auto after = gateway_->seats().stats();
  EXPECT_EQ(after.fresh - before.fresh, 1);
  EXPECT_EQ(after.cached, before.cached);
  EXPECT_EQ(after.loaded, before.loaded);
}

TEST_F(SeatsTest, ComeFromRegistrationWhenRedisIsGone) {
  redis_.Kill();
  Book(session_, 2, "key-1");
  const auto before = gateway_->seats().stats();
  EXPECT_EQ(Sold(), 2);
  EXPECT_EQ(gateway_->seats().stats().loaded, before.loaded + 1);
}

}  // namespace
}  // namespace cwp::gateway
