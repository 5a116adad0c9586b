#include "common/crypto/random.h"

#include <sodium.h>

#include "absl/strings/ascii.h"
#include "common/crypto/encoding.h"
#include "common/crypto/sodium.h"

namespace cwp::crypto {
namespace {

constexpr absl::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr size_t kTokenSize = 32;

char ReadCharacter(char c) {
  switch (c = absl::ascii_toupper(c)) {
    case 'O':
      return '0';
    case 'I':
    case 'L':
      return '1';
    default:
      return c;
  }
}

}  // namespace

std::string RandomBytes(size_t size) {
  InitSodium();
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string RandomToken() { return ToBase64Url(RandomBytes(kTokenSize)); }

std::string RandomCrockford(size_t size) {
  return ToCrockford(RandomBytes(size), size);
}

std::string ToCrockford(absl::string_view bytes, size_t size) {
  std::string text(bytes.substr(0, size));
  for (char& c : text) c = kCrockford[static_cast<unsigned char>(c) % 32];
  return text;
}

std::optional<std::string> ReadCrockford(absl::string_view text) {
  std::string reference;
  for (const char written : text) {
    if (written == ' ' || written == '-') continue;
    const char c = ReadCharacter(written);
    if (c == '\0' || !absl::ascii_isascii(c) ||
        kCrockford.find(c) == absl::string_view::npos) {
      return std::nullopt;
    }
    reference.push_back(c);
  }
  if (reference.empty()) return std::nullopt;
  return reference;
}

}  // namespace cwp::crypto
