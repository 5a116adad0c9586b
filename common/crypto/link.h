#ifndef CWP_COMMON_CRYPTO_LINK_H_
#define CWP_COMMON_CRYPTO_LINK_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/crypto/key.h"

namespace cwp::crypto {

// What a derived link stands for.
struct Link {
  int64_t id = 0;
  int64_t generation = 0;

  bool operator==(const Link&) const = default;
};

// The token of a manage or join link, 64 characters: base64url(id, generation,
// HMAC-SHA-256(key, purpose ‖ id ‖ generation)). It can be made again at any
// time from what is stored, which is the generation alone; raising that revokes
// every link made before. `key` is derived for links, the purpose says which.
std::string MakeLinkToken(const Key& key, absl::string_view purpose,
                          const Link& link);

// What the token stands for, or nothing when it was not made with this key for
// this purpose. Takes the same time either way. The caller compares the
// generation with the stored one.
std::optional<Link> ParseLinkToken(const Key& key, absl::string_view purpose,
                                   absl::string_view token);

// What a token says that it stands for, whether or not that is true: for one
// that was proven by somebody else. Nothing when it says nothing.
std::optional<Link> UnprovenLink(absl::string_view token);

}  // namespace cwp::crypto

#endif  // CWP_COMMON_CRYPTO_LINK_H_
