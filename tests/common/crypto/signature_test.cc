#include "common/crypto/signature.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/crypto/encoding.h"
#include "gtest/gtest.h"

namespace cwp::crypto {
namespace {

std::string Bytes(absl::string_view text) {
  const std::optional<std::string> bytes = FromBase64Url(text);
  EXPECT_TRUE(bytes.has_value());
  return bytes.value_or("");
}

// The examples of RFC 7515, appendices A.2 and A.3.
constexpr char kClaims[] =
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNv"
    "bS9pc19yb290Ijp0cnVlfQ";

constexpr char kModulus[] =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJ"
    "rcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo"
    "9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapH"
    "g665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_"
    "h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

constexpr char kRsaSignature[] =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-"
    "0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrn"
    "byTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi1"
    "2jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs"
    "98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

constexpr char kX[] = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr char kY[] = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
constexpr char kCurveSignature[] =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJ"
    "qPP3-Kg6NU1Q";

TEST(SignatureTest, OfRsaIsTheStandards) {
  const std::optional<PublicKey> key =
      PublicKey::Rsa(Bytes(kModulus), Bytes("AQAB"));
  ASSERT_TRUE(key.has_value());
  const std::string message = absl::StrCat("eyJhbGciOiJSUzI1NiJ9", kClaims);
  const std::string signature = Bytes(kRsaSignature);
  EXPECT_TRUE(key->Verifies(message, signature));
  EXPECT_FALSE(key->Verifies(message + "x", signature));
  EXPECT_FALSE(key->Verifies(message, signature.substr(1)));
  EXPECT_FALSE(key->Verifies(message, ""));
  EXPECT_FALSE(key->Verifies(message, Bytes(kCurveSignature)));
}

TEST(SignatureTest, OfACurveIsTheStandards) {
  const std::optional<PublicKey> key = PublicKey::P256(Bytes(kX), Bytes(kY));
  ASSERT_TRUE(key.has_value());
  const std::string message = absl::StrCat("eyJhbGciOiJFUzI1NiJ9", kClaims);
  const std::string signature = Bytes(kCurveSignature);
  EXPECT_TRUE(key->Verifies(message, signature));
  EXPECT_FALSE(key->Verifies(message + "x", signature));
  EXPECT_FALSE(key->Verifies(message, std::string(64, '\0')));
  EXPECT_FALSE(key->Verifies(message, signature + "x"));
  EXPECT_FALSE(key->Verifies(message, ""));
}

TEST(SignatureTest, TakesNoKeyThatIsNone) {
  const std::string exponent = Bytes("AQAB");
  EXPECT_FALSE(PublicKey::Rsa("", exponent).has_value());
  EXPECT_FALSE(PublicKey::Rsa(Bytes(kModulus), "").has_value());
  EXPECT_FALSE(PublicKey::Rsa(Bytes(kModulus), "\x01").has_value());
  EXPECT_FALSE(PublicKey::Rsa(std::string(255, '\xff'), exponent).has_value())
      << "2040 bits";
  EXPECT_FALSE(PublicKey::Rsa(std::string(2000, '\xff'), exponent).has_value());
  EXPECT_FALSE(PublicKey::P256(Bytes(kX), Bytes(kX)).has_value());
  EXPECT_FALSE(PublicKey::P256(Bytes(kX), "").has_value());
}

}  // namespace
}  // namespace cwp::crypto
