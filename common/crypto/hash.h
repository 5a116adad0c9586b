#ifndef CWP_COMMON_CRYPTO_HASH_H_
#define CWP_COMMON_CRYPTO_HASH_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/crypto/key.h"

namespace cwp::crypto {

// The size of every hash here, in bytes.
inline constexpr size_t kHashSize = 32;

// BLAKE2b-256. For secrets of 256 random bits and for chains; never for what
// can be guessed, such as an e-mail address, which takes a KeyedHash().
std::string Hash(absl::string_view bytes);

// BLAKE2b-256 with a key, over parts that cannot flow into each other:
// {"ab", "c"} and {"a", "bc"} differ. Serves as a MAC too.
std::string KeyedHash(const Key& key,
                      absl::Span<const absl::string_view> parts);

// HMAC-SHA-256 over parts, kept apart in the same way.
std::string HmacSha256(const Key& key,
                       absl::Span<const absl::string_view> parts);

// Whether two secrets are equal, in a time that depends on their sizes alone.
bool Equal(absl::string_view a, absl::string_view b);

// The parts behind one another, each after its length in eight bytes.
std::string JoinParts(absl::Span<const absl::string_view> parts);

// SHA-256 of a file that comes in pieces: the name under which it is stored.
// Not safe to use from several threads at once.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(absl::string_view bytes);

  // The hash of all that was given, in lower-case hexadecimal. Call once, last.
  std::string FinishHex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The same for bytes at hand.
std::string Sha256Hex(absl::string_view bytes);

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_HASH_H_
