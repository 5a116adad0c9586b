#include "services/web/typed_email.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "common/base/email.h"

namespace cwp::web {

std::string EmailIn(absl::string_view typed) {
  std::string kept = absl::StrReplaceAll(
      typed, {{"\u00a0", ""}, {"\u200b", ""}, {"\ufeff", ""}});
  kept.erase(std::remove_if(kept.begin(), kept.end(), absl::ascii_isspace),
             kept.end());
  return IsEmailAddress(kept) ? kept
                              : std::string(absl::StripAsciiWhitespace(typed));
}

}  // namespace cwp::web
