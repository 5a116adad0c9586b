#include "common/crypto/link.h"

#include <limits>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::crypto {
namespace {

using ::testing::MatchesRegex;
using ::testing::Optional;

TEST(LinkTest, IsMadeAgainAndRead) {
  const Key key = Key::Random();
  for (const Link link :
       {Link{1, 0}, Link{std::numeric_limits<int64_t>::max(), 7}}) {
    const std::string token = MakeLinkToken(key, "manage", link);
    EXPECT_EQ(token, MakeLinkToken(key, "manage", link));
    EXPECT_THAT(token, MatchesRegex("[A-Za-z0-9_-]{64}"));
    EXPECT_THAT(ParseLinkToken(key, "manage", token), Optional(link));
  }
}

TEST(LinkTest, SaysWhatItStandsForToWhoeverCannotProveIt) {
  const Link link = {5, 2};
  const std::string token = MakeLinkToken(Key::Random(), "manage", link);
  EXPECT_THAT(UnprovenLink(token), Optional(link));
  EXPECT_EQ(UnprovenLink(""), std::nullopt);
  EXPECT_EQ(UnprovenLink(token.substr(4)), std::nullopt);
}

TEST(LinkTest, IsGoodForItsKeyAndPurposeOnly) {
  const Key key = Key::Random();
  const std::string token = MakeLinkToken(key, "manage", {5, 1});
  EXPECT_EQ(ParseLinkToken(key, "join", token), std::nullopt);
  EXPECT_EQ(ParseLinkToken(Key::Random(), "manage", token), std::nullopt);
}

TEST(LinkTest, NoCharacterCanBeChangedAddedOrLeftOut) {
  const Key key = Key::Random();
  const std::string token = MakeLinkToken(key, "manage", {5, 1});
  for (size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(ParseLinkToken(key, "manage", other), std::nullopt) << i;
  }
  EXPECT_EQ(ParseLinkToken(key, "manage", ""), std::nullopt);
  EXPECT_EQ(ParseLinkToken(key, "manage", token + "AAAA"), std::nullopt);
  EXPECT_EQ(ParseLinkToken(key, "manage", token.substr(0, 60)), std::nullopt);
  EXPECT_EQ(ParseLinkToken(key, "manage", token + "="), std::nullopt);
}

}  // namespace
}  // namespace cwp::crypto
