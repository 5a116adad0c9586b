#include "common/crypto/key.h"

#include <sodium.h>

#include <algorithm>
#include <string>

#include "common/base/check.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/crypto/sodium.h"

namespace cwp::crypto {

Key::Key(absl::string_view bytes) {
  CWP_CHECK(bytes.size() == kSize, "a key is 32 bytes");
  std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

Key Key::Random() { return Key(RandomBytes(kSize)); }

Key::~Key() { sodium_memzero(bytes_.data(), bytes_.size()); }

Key Key::Derive(absl::string_view purpose) const {
  std::string bytes = KeyedHash(*this, {"cwp derive 1", purpose});
  Key derived(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return derived;
}

}  // namespace cwp::crypto
