#ifndef CWP_COMMON_CRYPTO_KEYRING_H_
#define CWP_COMMON_CRYPTO_KEYRING_H_

#include <functional>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/key.h"

namespace cwp::crypto {

// The master keys of one service, by id. One of them seals; all of them open.
// Keys for everything else are derived from them. Immutable, and so safe to use
// from several threads at once.
//
// To rotate the key that seals: put a newer file into the folder of every
// replica, with the old id as `current`; then start them without it.
class Keyring {
 public:
  // Reads one key file, or all files `*.key` of a folder. A key's id is the
  // file's name without `.key`: 1 to 32 lower-case letters, digits and hyphens.
  // The key named `current` seals; when that is empty, the last id in byte
  // order does, so `2027-01` after `2026-06`.
  //
  // Fails with FAILED_PRECONDITION `KEY_FILE_UNUSABLE`: see ReadKeyFile(); or a
  // bad name, a folder without keys, no key named `current`.
  static absl::StatusOr<Keyring> Load(absl::string_view path,
                                      absl::string_view current = "");

  // A ring of one key.
  Keyring(absl::string_view id, const Key& key);

  // A key for a purpose (see Key::Derive) that stays the same when newer keys
  // are added: it comes from the first id in byte order. For links and for
  // hashes that are stored, which no newer key may change.
  Key Lasting(absl::string_view purpose) const;

  // For Seal() and Open(): the id that seals, and the sealing keys, which are
  // derived from the master keys. Nothing when there is no such id.
  const std::string& current() const { return current_; }
  const Key* FindSealingKey(absl::string_view id) const;

 private:
  struct Entry {
    Key master;
    Key sealing;
  };

  Keyring() = default;
  void Add(absl::string_view id, const Key& master);

  std::map<std::string, Entry, std::less<>> keys_;  // Never empty.
  std::string current_;
};

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_KEYRING_H_
