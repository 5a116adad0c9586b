#ifndef CWP_COMMON_CRYPTO_SEAL_H_
#define CWP_COMMON_CRYPTO_SEAL_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/crypto/key.h"
#include "common/crypto/keyring.h"

namespace cwp::crypto {

// The column and row of a sealed text, which opens for no other: so nobody
// with the database alone can move one person's text to another row.
struct Field {
  absl::string_view table;
  absl::string_view column;
  int64_t row_id = 0;
};

// Encrypts one field with the ring's current key: XChaCha20-Poly1305 under a
// random nonce. The result, 42 bytes and the key's id longer than `plaintext`,
// is for a BYTEA column. Safe to call from several threads at once.
std::string Seal(const Keyring& keyring, const Field& field,
                 absl::string_view plaintext);

// Decrypts what Seal() gave for the same field. Fails with DATA_LOSS
// `SEALED_DATA_INVALID` when it was changed, moved, cut, or sealed with a key
// that is not in the ring; metadata table, column, and key_id when it is known.
absl::StatusOr<std::string> Open(const Keyring& keyring, const Field& field,
                                 absl::string_view sealed);

// Encrypts `plaintext` into a text for a form or a URL, good until `expire` for
// one purpose only; see Key::Derive for purposes. The holder can neither read
// nor change it, but can use it again: a token is no proof of being first.
std::string SealToken(const Key& key, absl::string_view purpose,
                      absl::string_view plaintext, absl::Time expire);

// Decrypts what SealToken() gave. Fails with INVALID_ARGUMENT `TOKEN_INVALID`
// or, when `now` is at or past its end, `TOKEN_EXPIRED`.
absl::StatusOr<std::string> OpenToken(const Key& key, absl::string_view purpose,
                                      absl::string_view token, absl::Time now);

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_SEAL_H_
