#include "common/crypto/random.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::crypto {
namespace {

using ::testing::MatchesRegex;

TEST(RandomTest, NeverRepeats) {
  std::set<std::string> tokens;
  for (int i = 0; i < 1000; ++i) tokens.insert(RandomToken());
  EXPECT_EQ(tokens.size(), 1000);
  EXPECT_THAT(*tokens.begin(), MatchesRegex("[A-Za-z0-9_-]{43}"));
  EXPECT_EQ(RandomBytes(5).size(), 5);
}

TEST(CrockfordTest, UsesItsWholeAlphabet) {
  const std::string text = RandomCrockford(5000);
  EXPECT_THAT(text, MatchesRegex("[0-9A-HJKMNP-TV-Z]{5000}"));
  EXPECT_EQ(std::set<char>(text.begin(), text.end()).size(), 32);
}

TEST(CrockfordTest, ReadsWhatPeopleWrite) {
  struct Case {
    std::string written;
    std::optional<std::string> want;
  };
  for (const Case& c :
       std::vector<Case>{{"7k3m-9q2x", "7K3M9Q2X"},
                         {" 7K3M 9Q2X", "7K3M9Q2X"},
                         {"oOiIlL", "001111"},
                         {"", std::nullopt},
                         {" - ", std::nullopt},
                         {"7K3U", std::nullopt},
                         {"7K3.", std::nullopt},
                         {"7K\xC3\xA9", std::nullopt},
                         {std::string("7\0", 2), std::nullopt}}) {
    EXPECT_EQ(ReadCrockford(c.written), c.want) << c.written;
  }
}

}  // namespace
}  // namespace cwp::crypto
