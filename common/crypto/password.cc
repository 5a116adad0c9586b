#include "common/crypto/password.h"

#include <sodium.h>

#include "common/base/check.h"
#include "common/crypto/sodium.h"

namespace cwp::crypto {
namespace {

constexpr unsigned long long kPasses = 2;
constexpr size_t kMemory = size_t{19} << 20;

}  // namespace

std::string HashPassword(absl::string_view password) {
  InitSodium();
  char hash[crypto_pwhash_STRBYTES];
  const int failed =
      crypto_pwhash_str_alg(hash, password.data(), password.size(), kPasses,
                            kMemory, crypto_pwhash_ALG_ARGON2ID13);
  CWP_CHECK(failed == 0, "there is no memory to hash a password");
  return hash;
}

bool CheckPassword(absl::string_view hash, absl::string_view password) {
  InitSodium();
  return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(),
                                  password.size()) == 0;
}

}  // namespace cwp::crypto
