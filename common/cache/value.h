#ifndef CWP_COMMON_CACHE_VALUE_H_
#define CWP_COMMON_CACHE_VALUE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace cwp::cache {

// What a cached text says, and how new it is: the feed it comes from and that
// feed's revision. Revisions of different feeds cannot be compared.
struct Value {
  std::string identity;  // 1 to 64 visible ASCII characters.
  int64_t revision = 0;  // 0 or more.
  std::string text;

  bool operator==(const Value&) const = default;
};

// A value and the key under which it stands.
struct Entry {
  std::string key;
  Value value;
};

// What became of the entries of one write.
struct PutCounts {
  int64_t written = 0;
  int64_t older = 0;  // Than what stood there, and so not written.
};

// Reads what stands in Redis under a key; nothing when somebody else wrote it.
std::optional<Value> ReadStored(absl::string_view stored);

// Whether a feed may be called that.
bool IsIdentity(absl::string_view identity);

// The Lua script that writes KEYS[1] = (ARGV[1] identity, ARGV[2] revision,
// ARGV[3] text) for ARGV[4] milliseconds, unless a newer revision of the same
// feed stands there. Anything else that stands there is overwritten, whatever
// its type. Returns 1 when it wrote.
extern const absl::string_view kPutNewerScript;

}  // namespace cwp::cache

#endif  // CWP_COMMON_CACHE_VALUE_H_
