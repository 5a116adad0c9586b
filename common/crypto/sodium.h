#ifndef CWP_COMMON_CRYPTO_SODIUM_H_
#define CWP_COMMON_CRYPTO_SODIUM_H_

#include "absl/strings/string_view.h"

namespace cwp::crypto {

// Makes libsodium ready; every function of this room that calls the library
// begins with it. Safe to call from several threads, and cheap after the first.
void InitSodium();

// Texts are char here and unsigned char there.
inline const unsigned char* Data(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* Data(char* bytes) {
  return reinterpret_cast<unsigned char*>(bytes);
}

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_SODIUM_H_
