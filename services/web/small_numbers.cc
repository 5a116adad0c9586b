#include "services/web/small_numbers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

using How = ShownNumber::How;

// The numbers of one row or one column; the last is the sum of the others.
using Line = std::vector<ShownNumber*>;

// More than anything that is counted.
constexpr int64_t kMany = int64_t{1} << 40;

// What a number may be, as far as it alone tells.
struct Range {
  int64_t from = 0;
  int64_t to = 0;
};

Range RangeOf(const ShownNumber& shown) {
  switch (shown.how) {
    case How::kFew:
      return {1, kSmallGroup - 1};
    case How::kHidden:
      return {1, kMany};
    case How::kExact:
      break;
  }
  return {shown.number, shown.number};
}

// What a number of a line may be, as far as the line tells.
Range RangeIn(const Line& line, const ShownNumber* number) {
  Range others;
  for (const ShownNumber* const part : line) {
    if (part == number || part == line.back()) continue;
    const Range range = RangeOf(*part);
    others.from += range.from;
    others.to += range.to;
  }
  const Range alone = RangeOf(*number);
  if (number == line.back()) {
    return {std::max(alone.from, others.from), std::min(alone.to, others.to)};
  }
  const Range sum = RangeOf(*line.back());
  return {std::max(alone.from, sum.from - others.to),
          std::min(alone.to, sum.to - others.from)};
}

bool TellsOne(const Line& line) {
  return std::any_of(line.begin(), line.end(), [&](const ShownNumber* number) {
    const Range range = RangeIn(line, number);
    return number->how != How::kExact && range.from == range.to;
  });
}

// Hides the smallest number of a line that is exact, but no zero while there is
// something else; false when there is none.
bool HideOneMore(const Line& line) {
  ShownNumber* smallest = nullptr;
  for (ShownNumber* const one : line) {
    if (one->how != How::kExact || one->number == 0) continue;
    if (smallest == nullptr || one->number < smallest->number) smallest = one;
  }
  if (smallest == nullptr) return false;
  smallest->how = How::kHidden;
  return true;
}

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
  // A number alone is the sum of nothing.
  lines.erase(std::remove_if(lines.begin(), lines.end(),
                             [](const Line& line) { return line.size() < 2; }),
              lines.end());
  return lines;
}

void HideAllSmall(const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    for (ShownNumber* const one : line) {
      if (one->how == How::kFew) one->how = How::kHidden;
    }
  }
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
  if (std::none_of(lines.begin(), lines.end(), TellsOne)) return shown;
  HideAllSmall(lines);
  bool changed = true;
  while (changed) {
    changed = false;
    for (const Line& line : lines) {
      changed = (TellsOne(line) && HideOneMore(line)) || changed;
    }
  }
  return shown;
}

std::string NumberWords(const ShownNumber& shown) {
  switch (shown.how) {
    case How::kFew:
      return Say("office.report.fewer_than",
                 {{"number", absl::StrCat(kSmallGroup)}});
    case How::kHidden:
      return Say("office.report.not_shown");
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
