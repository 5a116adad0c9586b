#include "common/crypto/password.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::crypto {
namespace {

using ::testing::StartsWith;

TEST(PasswordTest, IsKnownAgainAndNothingElseIs) {
  const std::string hash = HashPassword("a green boat at noon");
  EXPECT_TRUE(CheckPassword(hash, "a green boat at noon"));
  EXPECT_FALSE(CheckPassword(hash, "a green boat at nooN"));
  EXPECT_FALSE(CheckPassword(hash, ""));
  EXPECT_FALSE(CheckPassword("", "a green boat at noon"));
  EXPECT_FALSE(CheckPassword("not a hash", "a green boat at noon"));
}

TEST(PasswordTest, IsHashedAsOwaspSaysAndNeverTwiceTheSame) {
  const std::string hash = HashPassword("a green boat at noon");
  EXPECT_THAT(hash, StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_NE(hash, HashPassword("a green boat at noon"));
}

}  // namespace
}  // namespace cwp::crypto
