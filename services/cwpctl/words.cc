#include "services/cwpctl/words.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "services/cwpctl/failure.h"

namespace cwp::ctl {
namespace {

constexpr absl::string_view kClockChoices[] = {"", "skip", "earlier", "later"};

}  // namespace

absl::StatusOr<int> NeedClockChoice(absl::string_view words) {
  for (int choice = 0; choice <= 3; ++choice) {
    if (words == kClockChoices[choice]) return choice;
  }
  return UsageError(
      absl::StrCat("'", words, "' is not skip, earlier or later"));
}

absl::StatusOr<int> NeedAudience(absl::string_view words) {
  const std::optional<int> audience = programme::ReadAudience(words);
  if (audience.has_value()) return *audience;
  return UsageError(
      "--audience must be 'parents and carers', 'young people' or "
      "'professionals'");
}

}  // namespace cwp::ctl
