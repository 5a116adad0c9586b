#include "services/cwpctl/words.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/cwpctl/failure.h"

namespace cwp::ctl {
namespace {

constexpr absl::string_view kAudiences[] = {"", "parents and carers",
                                            "young people", "professionals"};
constexpr absl::string_view kClockChoices[] = {"", "skip", "earlier", "later"};
constexpr int kMaxAge = 25;

}  // namespace

std::optional<int> ReadAudience(absl::string_view words) {
  for (int audience = 1; audience <= 3; ++audience) {
    if (words == kAudiences[audience]) return audience;
  }
  return std::nullopt;
}

absl::StatusOr<int> NeedClockChoice(absl::string_view words) {
  for (int choice = 0; choice <= 3; ++choice) {
    if (words == kClockChoices[choice]) return choice;
  }
  return UsageError(
      absl::StrCat("'", words, "' is not skip, earlier or later"));
}

std::string AudienceWords(int audience) {
  if (audience < 1 || audience > 3) return "-";
  return std::string(kAudiences[audience]);
}

absl::StatusOr<int> NeedAudience(absl::string_view words) {
  const std::optional<int> audience = ReadAudience(words);
  if (audience.has_value()) return *audience;
  return UsageError(
      "--audience must be 'parents and carers', 'young people' or "
      "'professionals'");
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

}  // namespace cwp::ctl
