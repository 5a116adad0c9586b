#include "common/crypto/link.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"

namespace cwp::crypto {
namespace {

constexpr size_t kNumberSize = 8;
constexpr size_t kTokenSize = 2 * kNumberSize + kHashSize;

}  // namespace

std::string MakeLinkToken(const Key& key, absl::string_view purpose,
                          const Link& link) {
  const std::string id = ToBigEndian(static_cast<uint64_t>(link.id));
  const std::string generation =
      ToBigEndian(static_cast<uint64_t>(link.generation));
  return ToBase64Url(
      absl::StrCat(id, generation, HmacSha256(key, {purpose, id, generation})));
}

std::optional<Link> UnprovenLink(absl::string_view token) {
  const std::optional<std::string> bytes = FromBase64Url(token);
  if (!bytes.has_value() || bytes->size() != kTokenSize) return std::nullopt;
  const absl::string_view id(bytes->data(), kNumberSize);
  const absl::string_view generation(bytes->data() + kNumberSize, kNumberSize);
  return Link{.id = static_cast<int64_t>(FromBigEndian(id)),
              .generation = static_cast<int64_t>(FromBigEndian(generation))};
}

std::optional<Link> ParseLinkToken(const Key& key, absl::string_view purpose,
                                   absl::string_view token) {
  const std::optional<Link> link = UnprovenLink(token);
  if (!link.has_value()) return std::nullopt;
  return Equal(token, MakeLinkToken(key, purpose, *link)) ? link : std::nullopt;
}

}  // namespace cwp::crypto
