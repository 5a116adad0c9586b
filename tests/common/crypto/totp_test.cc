#include "common/crypto/totp.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace cwp::crypto {
namespace {

// RFC 6238, appendix B, whose codes have eight digits; ours are the last six.
constexpr absl::string_view kSecret = "12345678901234567890";

TEST(TotpTest, MakesTheCodesOfTheStandard) {
  struct Case {
    int64_t seconds;
    std::string code;
  };
  for (const Case& c : std::vector<Case>{{59, "287082"},
                                         {1111111109, "081804"},
                                         {1111111111, "050471"},
                                         {1234567890, "005924"},
                                         {2000000000, "279037"},
                                         {20000000000, "353130"}}) {
    const absl::Time time = absl::FromUnixSeconds(c.seconds);
    EXPECT_EQ(TotpCode(kSecret, TotpStep(time)), c.code) << c.seconds;
    EXPECT_EQ(FindTotpStep(kSecret, c.code, time), TotpStep(time));
  }
}

TEST(TotpTest, FindsTheStepOfAClockThatIsALittleOff) {
  const absl::Time now = absl::FromUnixSeconds(1234567890);
  const int64_t step = TotpStep(now);
  for (const int64_t off : {-2, -1, 0, 1, 2}) {
    const std::optional<int64_t> found =
        FindTotpStep(kSecret, TotpCode(kSecret, step + off), now);
    if (off == -2 || off == 2) {
      EXPECT_EQ(found, std::nullopt) << off;
    } else {
      EXPECT_EQ(found, step + off);
    }
  }
}

TEST(TotpTest, TakesCodesAsPeopleTypeThem) {
  const absl::Time now = absl::FromUnixSeconds(59);
  EXPECT_TRUE(FindTotpStep(kSecret, " 287 082 ", now).has_value());
  for (const absl::string_view wrong :
       {"", "287083", "28708", "2870822", "287-082", "o87082"}) {
    EXPECT_FALSE(FindTotpStep(kSecret, wrong, now).has_value()) << wrong;
  }
}

TEST(TotpTest, WritesBase32AsTheStandardDoes) {
  // RFC 4648, section 10, without padding.
  EXPECT_EQ(ToBase32(""), "");
  EXPECT_EQ(ToBase32("f"), "MY");
  EXPECT_EQ(ToBase32("fo"), "MZXQ");
  EXPECT_EQ(ToBase32("foo"), "MZXW6");
  EXPECT_EQ(ToBase32("foob"), "MZXW6YQ");
  EXPECT_EQ(ToBase32("fooba"), "MZXW6YTB");
  EXPECT_EQ(ToBase32("foobar"), "MZXW6YTBOI");
}

TEST(TotpTest, TellsAppsWhereTheSecretBelongs) {
  EXPECT_EQ(TotpUri("foobar", "Children’s workshops", "ada@example.org"),
            "otpauth://totp/Children%E2%80%99s%20workshops:ada%40example.org"
            "?secret=MZXW6YTBOI&issuer=Children%E2%80%99s%20workshops");
  EXPECT_EQ(NewTotpSecret().size(), 20);
  EXPECT_NE(NewTotpSecret(), NewTotpSecret());
}

}  // namespace
}  // namespace cwp::crypto
