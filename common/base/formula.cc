#include "common/base/formula.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"

namespace cwp {
namespace {

constexpr absl::string_view kStarts = "=+-@\t\r\n";

// The same signs as wide ones, which some programs take for them.
constexpr absl::string_view kWideStarts[] = {"\uFF1D", "\uFF0B", "\uFF0D",
                                             "\uFF20"};

}  // namespace

bool LooksLikeFormula(absl::string_view text) {
  if (text.empty()) return false;
  return absl::StrContains(kStarts, text.front()) ||
         std::any_of(std::begin(kWideStarts), std::end(kWideStarts),
                     [&](absl::string_view wide) {
                       return absl::StartsWith(text, wide);
                     });
}

}  // namespace cwp
