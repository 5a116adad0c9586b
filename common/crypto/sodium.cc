#include "common/crypto/sodium.h"

#include <sodium.h>

#include "common/base/check.h"

namespace cwp::crypto {

void InitSodium() {
  static const bool ready = sodium_init() >= 0;
  CWP_CHECK(ready, "libsodium cannot be initialised: no source of randomness");
}

}  // namespace cwp::crypto
