#include "common/rpc/page_token.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"

namespace cwp::rpc {
namespace {

constexpr int kDefaultPageSize = 50;
constexpr int kMaxPageSize = 200;
constexpr size_t kHashCharacters = 16;

std::string HashOf(absl::string_view list) {
  return crypto::ToHex(crypto::Hash(list)).substr(0, kHashCharacters);
}

absl::Status Invalid() {
  return InvalidArgument("PAGE_TOKEN_INVALID",
                         "the page token is not one of this list",
                         {{"field", "page_token"}});
}

}  // namespace

std::string MakePageToken(absl::string_view list,
                          const std::vector<int64_t>& last_key) {
  return crypto::ToBase64Url(
      absl::StrCat(HashOf(list), ",", absl::StrJoin(last_key, ",")));
}

absl::StatusOr<std::vector<int64_t>> ReadPageToken(absl::string_view list,
                                                   absl::string_view token,
                                                   size_t parts) {
  if (token.empty()) return std::vector<int64_t>();
  const std::optional<std::string> text = crypto::FromBase64Url(token);
  if (!text.has_value()) return Invalid();
  const std::vector<std::string> pieces = absl::StrSplit(*text, ',');
  if (pieces.size() != parts + 1 || pieces[0] != HashOf(list)) return Invalid();
  std::vector<int64_t> key(parts);
  for (size_t i = 0; i < parts; ++i) {
    if (!absl::SimpleAtoi(pieces[i + 1], &key[i])) return Invalid();
  }
  return key;
}

absl::StatusOr<int> ReadPageSize(int32_t requested) {
  if (requested < 0) {
    return InvalidArgument("FIELD_INVALID", "page_size is negative",
                           {{"field", "page_size"}});
  }
  if (requested == 0) return kDefaultPageSize;
  return std::min<int>(requested, kMaxPageSize);
}

}  // namespace cwp::rpc
