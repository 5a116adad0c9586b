#include "common/crypto/encoding.h"

#include <sodium.h>

#include <cstddef>

#include "common/base/check.h"
#include "common/crypto/sodium.h"

namespace cwp::crypto {
namespace {

std::string Encode(absl::string_view bytes, int variant) {
  InitSodium();
  // The length counts a NUL at the end, which std::string has room for.
  std::string text(sodium_base64_encoded_len(bytes.size(), variant) - 1, '\0');
  sodium_bin2base64(text.data(), text.size() + 1, Data(bytes), bytes.size(),
                    variant);
  return text;
}

std::optional<std::string> Decode(absl::string_view text, int variant) {
  InitSodium();
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(Data(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, &end, variant) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::string ToBase64Url(absl::string_view bytes) {
  return Encode(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<std::string> FromBase64Url(absl::string_view text) {
  return Decode(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string ToBase64(absl::string_view bytes) {
  return Encode(bytes, sodium_base64_VARIANT_ORIGINAL);
}

std::optional<std::string> FromBase64(absl::string_view text) {
  return Decode(text, sodium_base64_VARIANT_ORIGINAL);
}

std::string ToHex(absl::string_view bytes) {
  InitSodium();
  std::string text(bytes.size() * 2, '\0');
  sodium_bin2hex(text.data(), text.size() + 1, Data(bytes), bytes.size());
  return text;
}

std::optional<std::string> FromHex(absl::string_view text) {
  InitSodium();
  std::string bytes(text.size() / 2, '\0');
  size_t size = 0;
  const char* end = nullptr;
  if (text.size() % 2 != 0 ||
      sodium_hex2bin(Data(bytes.data()), bytes.size(), text.data(), text.size(),
                     nullptr, &size, &end) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  return bytes;
}

std::string ToBigEndian(uint64_t number) {
  std::string bytes(8, '\0');
  for (int i = 7; i >= 0; --i) {
    bytes[i] = static_cast<char>(number & 0xFF);
    number >>= 8;
  }
  return bytes;
}

uint64_t FromBigEndian(absl::string_view bytes) {
  CWP_CHECK(bytes.size() == 8, "a number is eight bytes");
  uint64_t number = 0;
  for (const char byte : bytes) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  return number;
}

}  // namespace cwp::crypto
