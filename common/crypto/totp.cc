#include "common/crypto/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"

namespace cwp::crypto {
namespace {

constexpr size_t kSecretSize = 20;
constexpr absl::Duration kStep = absl::Seconds(30);
constexpr int kDrift = 1;

std::string HmacSha1(absl::string_view key, absl::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac;
  unsigned int size = 0;
  const unsigned char* made =
      HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           mac.data(), &size);
  CWP_CHECK(made != nullptr, "OpenSSL has no HMAC-SHA-1");
  return std::string(reinterpret_cast<const char*>(mac.data()), size);
}

// In a query or a path: everything but what RFC 3986 calls unreserved.
std::string Escaped(absl::string_view text) {
  std::string out;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' ||
        c == '.' || c == '_' || c == '~') {
      out.push_back(c);
    } else {
      absl::StrAppendFormat(&out, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace

std::string NewTotpSecret() { return RandomBytes(kSecretSize); }

// RFC 4226, section 5.3.
std::string TotpCode(absl::string_view secret, int64_t step) {
  const std::string mac =
      HmacSha1(secret, ToBigEndian(static_cast<uint64_t>(step)));
  const size_t at = static_cast<unsigned char>(mac.back()) & 0xf;
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) {
    number = number << 8 | static_cast<unsigned char>(mac[at + i]);
  }
  return absl::StrFormat("%06d", (number & 0x7fffffff) % 1'000'000);
}

int64_t TotpStep(absl::Time time) { return (time - absl::UnixEpoch()) / kStep; }

std::optional<int64_t> FindTotpStep(absl::string_view secret,
                                    absl::string_view code, absl::Time now) {
  std::string digits;
  for (const char c : code) {
    if (!absl::ascii_isspace(static_cast<unsigned char>(c))) {
      digits.push_back(c);
    }
  }
  std::optional<int64_t> found;
  const int64_t current = TotpStep(now);
  for (int64_t step = current - kDrift; step <= current + kDrift; ++step) {
    if (Equal(TotpCode(secret, step), digits)) found = step;
  }
  return found;
}

std::string ToBase32(absl::string_view bytes) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (count += 8; count >= 5; count -= 5) {
      text.push_back(kAlphabet[bits >> (count - 5) & 0x1f]);
    }
  }
  if (count > 0) text.push_back(kAlphabet[bits << (5 - count) & 0x1f]);
  return text;
}

std::string TotpUri(absl::string_view secret, absl::string_view issuer,
                    absl::string_view account) {
  return absl::StrCat("otpauth://totp/", Escaped(issuer), ":", Escaped(account),
                      "?secret=", ToBase32(secret),
                      "&issuer=", Escaped(issuer));
}

}  // namespace cwp::crypto
