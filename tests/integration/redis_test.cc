#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cache/client.h"
#include "common/testing/redis_server.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

namespace cwp {
namespace {

// Registration with a real Redis, and what that shows of one session.
class RedisTest : public ::testing::Test {
 protected:
  void SetUp() override { session_ = deployment_.OpenSession(10); }

  std::optional<registration::v1::SeatCount> Shown() {
    cache::Client client(system_clock_, {.address = redis_.address()});
    std::optional<registration::v1::SeatCount> shown;
    Eventually([&] { return client.stats().connected; });
    auto values = client.MultiGet({absl::StrCat("seats:", session_.id())},
                                  system_clock_.Now() + absl::Seconds(1));
    if (!values.ok() || !(*values)[0].has_value()) return std::nullopt;
    shown.emplace();
    EXPECT_TRUE(shown->ParseFromString((*values)[0]->text));
    return shown;
  }

  bool Shows(int left) {
    return Eventually([&] {
      const auto shown = Shown();
      return shown.has_value() && shown->left() == left;
    });
  }

  SystemClock system_clock_;
  RedisServer redis_;
  Deployment deployment_{redis_.address_text()};
  scheduling::v1::Session session_;
};

TEST_F(RedisTest, ShowsEachCommitUnderTheSessionsKey) {
  EXPECT_TRUE(Shows(10));
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 3, "r1"));
  EXPECT_TRUE(Shows(7));
}

TEST_F(RedisTest, IsRightWithinASecondOfBeingWiped) {
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 3, "r1"));
  ASSERT_TRUE(Shows(7));
  redis_.Run({"FLUSHALL"});
  const absl::Time wiped = absl::Now();
  ASSERT_TRUE(Shows(7));
  EXPECT_LT(absl::Now() - wiped, absl::Seconds(1));
}

// As after a crash between commit and publish: what Redis shows is old.
TEST_F(RedisTest, IsRightAgainAfterARestartOfRegistration) {
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 3, "r1"));
  ASSERT_TRUE(Shows(7));
  redis_.Kill();
  ASSERT_OK(deployment_.Book(session_.id(), "bob@example.org", 2, "r2"));
  deployment_.StopRegistration();
  redis_.Start();
  EXPECT_FALSE(Shown().has_value());
  deployment_.StartRegistration();
  EXPECT_TRUE(Shows(5));
}

// Redis' own time of life has seen to the old key by then.
TEST_F(RedisTest, ForgetsSessionsThatHaveEnded) {
  const auto ended = session_;
  ASSERT_TRUE(Shows(10));
  deployment_.clock().Advance(absl::Hours(24 * 11));
  deployment_.StopRegistration();
  redis_.Run({"FLUSHALL"});
  deployment_.StartRegistration();
  session_ = deployment_.OpenSession(4);
  ASSERT_TRUE(Shows(4));
  session_ = ended;
  EXPECT_FALSE(Shown().has_value());
  EXPECT_EQ(deployment_.Seats(ended.id()).left(), 10) << "who asks is told";
}

TEST_F(RedisTest, EverythingGoesOnWhileItIsGone) {
  redis_.Kill();
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(deployment_.Book(session_.id(),
                               absl::StrCat("ada", i, "@example.org"), 1,
                               absl::StrCat("r", i)));
  }
  EXPECT_TRUE(
      Eventually([&] { return deployment_.Seats(session_.id()).left() == 5; }));
  redis_.Start();
  EXPECT_TRUE(Shows(5));
}

}  // namespace
}  // namespace cwp
