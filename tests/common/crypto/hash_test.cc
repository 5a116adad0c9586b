#include "common/crypto/hash.h"

#include <string>

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"
#include "gtest/gtest.h"

namespace cwp::crypto {
namespace {

Key TestKey(char byte) { return Key(std::string(Key::kSize, byte)); }

TEST(HashTest, IsBlake2b256) {
  EXPECT_EQ(ToHex(Hash("")),
            "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  EXPECT_EQ(ToHex(Hash("abc")),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(Sha256Test, HashesPiecesAsOne) {
  const std::string want =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(Sha256Hex("abc"), want);
  Sha256 hasher;
  hasher.Update("a");
  hasher.Update("");
  hasher.Update("bc");
  EXPECT_EQ(hasher.FinishHex(), want);
  EXPECT_EQ(Sha256().FinishHex(), Sha256Hex(""));
}

TEST(KeyedHashTest, KeepsPartsApart) {
  const Key key = TestKey('k');
  const std::string hash = KeyedHash(key, {"ab", "c"});
  EXPECT_EQ(hash.size(), kHashSize);
  EXPECT_EQ(hash, KeyedHash(key, {"ab", "c"}));
  EXPECT_NE(hash, KeyedHash(key, {"a", "bc"}));
  EXPECT_NE(hash, KeyedHash(key, {"abc"}));
  EXPECT_NE(hash, KeyedHash(key, {"ab", "c", ""}));
  EXPECT_NE(hash, KeyedHash(TestKey('x'), {"ab", "c"}));
}

// RFC 4231 has no case with a key of 32 bytes; this value was computed with
// Python, for the parts joined.
TEST(HmacSha256Test, IsHmacOverTheJoinedParts) {
  EXPECT_EQ(ToHex(HmacSha256(TestKey('k'), {"ab", "c"})),
            "02da79c54ac65cad21e85fd6897eee9541cbb85926b40ab48ea048d9629d4af2");
}

TEST(KeyTest, DerivesOneKeyPerPurpose) {
  const Key key = TestKey('k');
  const auto bytes = [](const Key& derived) {
    return std::string(reinterpret_cast<const char*>(derived.data()),
                       Key::kSize);
  };
  EXPECT_EQ(bytes(key.Derive("a")), bytes(key.Derive("a")));
  EXPECT_NE(bytes(key.Derive("a")), bytes(key.Derive("b")));
  EXPECT_NE(bytes(key.Derive("a")), bytes(TestKey('x').Derive("a")));
  EXPECT_NE(bytes(Key::Random()), bytes(Key::Random()));
}

TEST(EqualTest, ComparesAllBytes) {
  EXPECT_TRUE(Equal("", ""));
  EXPECT_TRUE(Equal("secret", "secret"));
  EXPECT_FALSE(Equal("secret", "secreT"));
  EXPECT_FALSE(Equal("secret", "secre"));
}

}  // namespace
}  // namespace cwp::crypto
