#include "common/crypto/encoding.h"

#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::crypto {
namespace {

using ::testing::Eq;

TEST(Base64UrlTest, WritesAndReads) {
  struct Case {
    std::string bytes;
    std::string text;
  };
  for (const Case& c : std::vector<Case>{{"", ""},
                                         {"f", "Zg"},
                                         {"fo", "Zm8"},
                                         {"foo", "Zm9v"},
                                         {"\xFB\xFF\xBF", "-_-_"}}) {
    EXPECT_EQ(ToBase64Url(c.bytes), c.text);
    EXPECT_THAT(FromBase64Url(c.text), Eq(c.bytes));
  }
}

TEST(Base64UrlTest, RefusesEverySecondSpelling) {
  for (const std::string text : {"Zg==", "Zh", "Z", "Zm9v ", " Zm9v", "Zm\n9v",
                                 "Zm9v\n", "+/+/", "Zm9*", "Zm9vZ"}) {
    EXPECT_EQ(FromBase64Url(text), std::nullopt) << text;
  }
}

TEST(Base64Test, TakesPaddingAlone) {
  EXPECT_EQ(ToBase64("f"), "Zg==");
  EXPECT_THAT(FromBase64("Zg=="), Eq("f"));
  EXPECT_EQ(FromBase64("Zg"), std::nullopt);
}

TEST(HexTest, WritesAndReads) {
  EXPECT_EQ(ToHex(std::string("\x00\xAB", 2)), "00ab");
  EXPECT_THAT(FromHex("00aB"), Eq(std::string("\x00\xAB", 2)));
  for (const std::string text : {"0", "0g", "00 ab", "00ab\n"}) {
    EXPECT_EQ(FromHex(text), std::nullopt) << text;
  }
}

TEST(BigEndianTest, WritesTheHighestByteFirst) {
  EXPECT_EQ(ToBigEndian(0x0102030405060708),
            "\x01\x02\x03\x04\x05\x06\x07\x08");
  for (const uint64_t number : {uint64_t{0}, uint64_t{255}, ~uint64_t{0}}) {
    EXPECT_EQ(FromBigEndian(ToBigEndian(number)), number);
  }
}

}  // namespace
}  // namespace cwp::crypto
