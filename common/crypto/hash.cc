#include "common/crypto/hash.h"

#include <sodium.h>

#include "common/crypto/encoding.h"
#include "common/crypto/sodium.h"

namespace cwp::crypto {

std::string Hash(absl::string_view bytes) {
  InitSodium();
  std::string hash(kHashSize, '\0');
  crypto_generichash(Data(hash.data()), hash.size(), Data(bytes), bytes.size(),
                     nullptr, 0);
  return hash;
}

std::string KeyedHash(const Key& key,
                      absl::Span<const absl::string_view> parts) {
  InitSodium();
  const std::string bytes = JoinParts(parts);
  std::string hash(kHashSize, '\0');
  crypto_generichash(Data(hash.data()), hash.size(), Data(bytes), bytes.size(),
                     key.data(), Key::kSize);
  return hash;
}

std::string HmacSha256(const Key& key,
                       absl::Span<const absl::string_view> parts) {
  InitSodium();
  const std::string bytes = JoinParts(parts);
  std::string hash(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256(Data(hash.data()), Data(bytes), bytes.size(),
                         key.data());
  return hash;
}

bool Equal(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() &&
         sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string JoinParts(absl::Span<const absl::string_view> parts) {
  std::string bytes;
  for (const absl::string_view part : parts) {
    bytes.append(ToBigEndian(part.size()));
    bytes.append(part.data(), part.size());
  }
  return bytes;
}

struct Sha256::State {
  crypto_hash_sha256_state sha256;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  InitSodium();
  crypto_hash_sha256_init(&state_->sha256);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::Update(absl::string_view bytes) {
  crypto_hash_sha256_update(&state_->sha256, Data(bytes), bytes.size());
}

std::string Sha256::FinishHex() {
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state_->sha256, Data(hash.data()));
  return ToHex(hash);
}

std::string Sha256Hex(absl::string_view bytes) {
  Sha256 hasher;
  hasher.Update(bytes);
  return hasher.FinishHex();
}

}  // namespace cwp::crypto
