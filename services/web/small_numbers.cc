#include "services/web/small_numbers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

using How = ShownNumber::How;

// Some numbers; the last is the sum of the others.
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

// Hides the small ones of a line; false when there is none.
bool HideFew(const Line& line) {
  bool changed = false;
  for (ShownNumber* const one : line) {
    if (one->how != How::kFew) continue;
    one->how = How::kHidden;
    changed = true;
  }
  return changed;
}

bool HasHidden(const Line& line) {
  return std::any_of(line.begin(), line.end(), [](const ShownNumber* one) {
    return one->how == How::kHidden;
  });
}

std::vector<Line> LinesOf(const Numbers& numbers,
                          std::vector<ShownNumber>& shown) {
  std::vector<Line> lines;
  for (const std::vector<size_t>& sum : numbers.sums) {
    Line& line = lines.emplace_back();
    for (const size_t place : sum) line.push_back(&shown[place]);
  }
  return lines;
}

}  // namespace

std::vector<ShownNumber> HideSmall(const Numbers& numbers) {
  std::vector<ShownNumber> shown;
  for (const int64_t number : numbers.values) {
    const bool few = number > 0 && number < kSmallGroup;
    shown.push_back({.how = few ? How::kFew : How::kExact, .number = number});
  }
  const std::vector<Line> lines = LinesOf(numbers, shown);
  bool changed = true;
  while (changed) {
    changed = false;
    for (const Line& line : lines) {
      if (!HasHidden(line) && !TellsOne(line)) continue;
      changed = HideFew(line) || changed;
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
