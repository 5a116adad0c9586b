#ifndef CWP_COMMON_CRYPTO_KEY_H_
#define CWP_COMMON_CRYPTO_KEY_H_

#include <array>
#include <cstddef>

#include "absl/strings/string_view.h"

namespace cwp::crypto {

// 32 secret bytes, wiped when they are no longer needed. May be copied.
class Key {
 public:
  static constexpr size_t kSize = 32;

  // `bytes` is kSize long.
  explicit Key(absl::string_view bytes);
  static Key Random();

  ~Key();
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;

  // A key for one purpose, from which neither this key nor one for another
  // purpose can be found. The same purpose gives the same key for ever, so a
  // purpose is a constant text, such as "manage link".
  Key Derive(absl::string_view purpose) const;

  const unsigned char* data() const { return bytes_.data(); }

 private:
  std::array<unsigned char, kSize> bytes_;
};

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_KEY_H_
