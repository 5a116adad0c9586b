#include "common/programme/words.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace cwp::programme {
namespace {

constexpr absl::string_view kAudiences[] = {"", "parents and carers",
                                            "young people", "professionals"};
constexpr int kMaxAge = 25;

}  // namespace

std::optional<int> ReadAudience(absl::string_view words) {
  for (int audience = 1; audience <= 3; ++audience) {
    if (words == kAudiences[audience]) return audience;
  }
  return std::nullopt;
}

std::string AudienceWords(int audience) {
  if (audience < 1 || audience > 3) return "-";
  return std::string(kAudiences[audience]);
}

std::optional<Ages> ReadAges(absl::string_view words) {
  const std::vector<absl::string_view> parts = absl::StrSplit(words, " to ");
  Ages ages;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &ages.min) ||
      !absl::SimpleAtoi(parts[1], &ages.max) || ages.min < 0 ||
      ages.min > ages.max || ages.max > kMaxAge) {
    return std::nullopt;
  }
  return ages;
}

std::string ShowName(absl::string_view name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", " "}});
}

}  // namespace cwp::programme
