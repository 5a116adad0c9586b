#include "services/web/sign_in_limits.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/fake_clock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

class SignInLimitsTest : public ::testing::Test {
 protected:
  // How many tries are let through, up to `most`.
  int Fail(const SignInTry& attempt, int most = 1000) {
    for (int tries = 0; tries < most; ++tries) {
      if (limits_.Take(attempt).has_value()) return tries;
    }
    return most;
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  SignInLimits limits_{clock_};
};

TEST_F(SignInLimitsTest, LetAFewFailuresThrough) {
  const SignInTry attempt = {.email_key = "ada", .client_key = "home"};
  EXPECT_EQ(Fail(attempt), SignInLimits::kClientFailures);
  EXPECT_EQ(limits_.Take(attempt), SignInLimits::kWindow);
  clock_.Advance(SignInLimits::kWindow - absl::Seconds(1));
  EXPECT_EQ(limits_.Take(attempt), absl::Seconds(1));
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(limits_.Take(attempt), std::nullopt);
}

TEST_F(SignInLimitsTest, CountNoSuccess) {
  const SignInTry attempt = {.email_key = "ada", .client_key = "home"};
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(limits_.Take(attempt), std::nullopt);
    limits_.GiveBack(attempt);
  }
}

TEST_F(SignInLimitsTest, KeepNobodyOutOfTheirOwnBrowser) {
  int failures = 0;
  for (int client = 0; client < 100; ++client) {
    failures += Fail(
        {.email_key = "ada", .client_key = absl::StrCat("stranger ", client)});
  }
  EXPECT_EQ(failures, SignInLimits::kAccountFailures);
  EXPECT_TRUE(limits_.Take(SignInTry{.email_key = "ada", .client_key = "new"}));
  // Even behind the same address as a stranger.
  const SignInTry own = {
      .email_key = "ada", .client_key = "stranger 1", .device = "laptop"};
  EXPECT_EQ(Fail(own), SignInLimits::kDeviceFailures);
}

TEST_F(SignInLimitsTest, StopOneClientThatTriesManyAccounts) {
  int failures = 0;
  for (int account = 0; account < 1000; ++account) {
    failures += Fail({.email_key = absl::StrCat("account ", account),
                      .client_key = "attacker"});
  }
  EXPECT_EQ(failures, SignInLimits::kClientFailuresInAll);
  EXPECT_EQ(limits_.Take(SignInTry{.email_key = "ada", .client_key = "home"}),
            std::nullopt);
}

TEST_F(SignInLimitsTest, HoldNoMoreThanTheyCanKeep) {
  for (int i = 0; i < 150'000; ++i) {
    limits_.Take(SignInTry{.email_key = absl::StrCat("account ", i),
                           .client_key = absl::StrCat("client ", i)});
  }
  EXPECT_EQ(limits_.Take(SignInTry{.email_key = "ada", .client_key = "home"}),
            std::nullopt);
}

TEST_F(SignInLimitsTest, CountWrongCodesByAccountForADay) {
  int tries = 0;
  // From as many addresses as one likes.
  for (; tries < 1000; ++tries) {
    if (!limits_.TakeCode({.email_key = "ada",
                           .client_key = absl::StrCat("client", tries)})) {
      break;
    }
  }
  EXPECT_EQ(tries, SignInLimits::kCodeFailures);
  const SignInTry stranger = {.email_key = "ada", .client_key = "home"};
  clock_.Advance(SignInLimits::kCodeWindow - absl::Seconds(1));
  EXPECT_FALSE(limits_.TakeCode(stranger));
  // Nobody is kept out of their own browser, nor of another account.
  const SignInTry own = {
      .email_key = "ada", .client_key = "home", .device = "laptop"};
  EXPECT_TRUE(limits_.TakeCode(own));
  EXPECT_TRUE(limits_.TakeCode({.email_key = "bea", .client_key = "home"}));
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(limits_.TakeCode(stranger));
}

TEST_F(SignInLimitsTest, CountNoRightCode) {
  const SignInTry attempt = {.email_key = "ada", .client_key = "home"};
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(limits_.TakeCode(attempt));
    limits_.GiveBackCode(attempt);
  }
}

TEST_F(SignInLimitsTest, CountSignInsWithTheProviderByClient) {
  for (int i = 0; i < SignInLimits::kClientFailuresInAll; ++i) {
    ASSERT_EQ(limits_.TakeProvider("office"), std::nullopt);
  }
  EXPECT_EQ(limits_.TakeProvider("office"), SignInLimits::kWindow);
  EXPECT_EQ(limits_.TakeProvider("home"), std::nullopt);
  EXPECT_EQ(limits_.Take(SignInTry{.email_key = "ada", .client_key = "office"}),
            std::nullopt)
      << "a password is another thing";
  limits_.GiveBackProvider("office");
  EXPECT_EQ(limits_.TakeProvider("office"), std::nullopt);
}

}  // namespace
}  // namespace cwp::web
