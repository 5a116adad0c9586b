#include "common/cache/value.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace cwp::cache {

// Revisions are compared as texts, because Lua's numbers are doubles, which
// have not room for 63 bits. They have no leading zeros.
const absl::string_view kPutNewerScript = R"lua(
local old = redis.pcall('GET', KEYS[1])
if type(old) == 'string' then
  local identity, revision = string.match(old, '^(%S+) (%d+)\n')
  if identity == ARGV[1] and #revision <= 19 and
      (#revision > #ARGV[2] or
       (#revision == #ARGV[2] and revision > ARGV[2])) then
    return 0
  end
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2] .. '\n' .. ARGV[3],
           'PX', ARGV[4])
return 1
)lua";

std::optional<Value> ReadStored(absl::string_view stored) {
  const size_t space = stored.find(' ');
  const size_t line = stored.find('\n');
  if (space == absl::string_view::npos || line == absl::string_view::npos ||
      line < space) {
    return std::nullopt;
  }
  const absl::string_view identity = stored.substr(0, space);
  const absl::string_view revision = stored.substr(space + 1, line - space - 1);
  Value value;
  if (!IsIdentity(identity) || revision.empty() ||
      !std::all_of(revision.begin(), revision.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(revision, &value.revision)) {
    return std::nullopt;
  }
  value.identity = std::string(identity);
  value.text = std::string(stored.substr(line + 1));
  return value;
}

bool IsIdentity(absl::string_view identity) {
  constexpr size_t kMaxSize = 64;
  return !identity.empty() && identity.size() <= kMaxSize &&
         std::all_of(identity.begin(), identity.end(), absl::ascii_isgraph);
}

}  // namespace cwp::cache
