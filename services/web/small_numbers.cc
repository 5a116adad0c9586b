#include "services/web/small_numbers.h"

#include "absl/strings/str_cat.h"

namespace cwp::web {
namespace {

using How = ShownNumber::How;

// Where the numbers of one row or one column stand.
using Line = std::vector<ShownNumber*>;

std::vector<Line> LinesOf(std::vector<std::vector<ShownNumber>>& table) {
  std::vector<Line> lines(table.empty() ? 0 : table.front().size());
  for (std::vector<ShownNumber>& row : table) {
    Line across;
    for (size_t i = 0; i < row.size(); ++i) {
      across.push_back(&row[i]);
      lines[i].push_back(&row[i]);
    }
    lines.push_back(std::move(across));
  }
  return lines;
}

// Hides one more of a line in which a single number is not exact: the smallest,
// but no zero while there is something else. Says whether it did.
bool HideOneMore(const Line& line) {
  int not_exact = 0;
  ShownNumber* smallest = nullptr;
  for (ShownNumber* const one : line) {
    if (one->how != How::kExact) {
      ++not_exact;
      continue;
    }
    const bool better = smallest == nullptr || smallest->number == 0 ||
                        (one->number != 0 && one->number < smallest->number);
    if (better) smallest = one;
  }
  if (not_exact != 1 || smallest == nullptr) return false;
  smallest->how = How::kHidden;
  return true;
}

}  // namespace

std::vector<std::vector<ShownNumber>> HideSmall(
    const std::vector<std::vector<int64_t>>& table) {
  std::vector<std::vector<ShownNumber>> shown;
  for (const std::vector<int64_t>& row : table) {
    std::vector<ShownNumber>& to = shown.emplace_back();
    for (const int64_t number : row) {
      const bool few = number > 0 && number < kSmallGroup;
      to.push_back({.how = few ? How::kFew : How::kExact, .number = number});
    }
  }
  const std::vector<Line> lines = LinesOf(shown);
  bool changed = true;
  while (changed) {
    changed = false;
    for (const Line& line : lines) changed = HideOneMore(line) || changed;
  }
  return shown;
}

std::string NumberWords(const ShownNumber& shown) {
  switch (shown.how) {
    case How::kFew:
      return absl::StrCat("fewer than ", kSmallGroup);
    case How::kHidden:
      return "not shown";
    case How::kExact:
      break;
  }
  std::string digits = absl::StrCat(shown.number);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return digits;
}

std::optional<std::string> PercentWords(const ShownNumber& part,
                                        const ShownNumber& whole) {
  if (part.how != How::kExact || whole.how != How::kExact ||
      whole.number == 0) {
    return std::nullopt;
  }
  return absl::StrCat((100 * part.number + whole.number / 2) / whole.number,
                      "%");
}

}  // namespace cwp::web
