#ifndef CWP_COMMON_CRYPTO_KEY_FILE_H_
#define CWP_COMMON_CRYPTO_KEY_FILE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/key.h"

namespace cwp::crypto {

// Reads a key file: one line of 32 bytes in base64 or hexadecimal. Fails with
// FAILED_PRECONDITION `KEY_FILE_UNUSABLE`, and a sentence that names the file
// and says what to do, when it cannot be read, holds something else, or anyone
// but its owner may touch it.
absl::StatusOr<Key> ReadKeyFile(absl::string_view path);

// Makes a key file of mode 0600 with a random key, whole or not at all and
// durable, unless there is one; of several processes that do so at once, all
// then find the same key. Fails with FAILED_PRECONDITION `KEY_FILE_UNUSABLE`.
absl::Status MakeKeyFile(absl::string_view path);

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_KEY_FILE_H_
