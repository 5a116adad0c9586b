#include "services/web/small_numbers.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/web/other_numbers.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

using How = ShownNumber::How;

// More than anything that is counted.
constexpr int64_t kMany = int64_t{1} << 40;

// How many numbers more are hidden for one, at once.
constexpr int kMostAtOnce = 6;

bool IsSmall(int64_t number) { return number > 0 && number < kSmallGroup; }

// Decides how numbers are shown. Whatever is hidden stays so, and what was
// found safe stays safe when more is hidden: so each number is looked at once.
class Hiding {
 public:
  explicit Hiding(const Numbers& numbers)
      : numbers_(numbers),
        others_(numbers.values, numbers.sums),
        safe_(numbers.values.size(), false) {
    for (const int64_t number : numbers.values) {
      shown_.push_back({.number = number});
    }
    for (const size_t place : numbers.unseen) {
      shown_[place].how = How::kHidden;
      others_.Set(place, 0, kMany);
    }
    for (size_t place = 0; place < shown_.size(); ++place) {
      if (!IsSmall(shown_[place].number)) continue;
      to_protect_.push_back(place);
      if (shown_[place].how == How::kHidden) continue;
      shown_[place].how = How::kFew;
      others_.Set(place, 1, kSmallGroup - 1);
    }
  }

  std::vector<ShownNumber> Run() {
    // It grows meanwhile.
    for (size_t i = 0; i < to_protect_.size(); ++i) Protect(to_protect_[i]);
    return std::move(shown_);
  }

 private:
  void Protect(size_t place) {
    while (!IsSafe(place)) {
      if (others_.TookTooLong()) {
        HideAll();
      } else if (shown_[place].how == How::kFew) {
        Hide(place);
      } else if (!HideToProtect(place)) {
        HideNear(place);
      }
    }
  }

  bool IsSafe(size_t place) {
    if (safe_[place]) return true;
    for (const size_t other : others_.Find(place, 0)) safe_[other] = true;
    return safe_[place];
  }

  // Hides a number, and with it the small ones beside it.
  void Hide(size_t place) {
    std::vector<size_t> to_hide = {place};
    while (!to_hide.empty()) {
      const size_t next = to_hide.back();
      to_hide.pop_back();
      if (shown_[next].how == How::kHidden) continue;
      shown_[next].how = How::kHidden;
      others_.Set(next, 1, kMany);
      if (IsSmall(shown_[next].number)) to_protect_.push_back(next);
      for (const size_t sum : others_.SumsOf(next)) {
        for (const size_t beside : others_.UnknownIn(sum)) {
          if (shown_[beside].how == How::kFew) to_hide.push_back(beside);
        }
      }
    }
  }

  // Hides as few numbers as are found to be enough; false when none are.
  bool HideToProtect(size_t place) {
    for (int most = 1; most <= kMostAtOnce; ++most) {
      const std::vector<size_t> found = others_.Find(place, most);
      for (const size_t other : found) {
        if (shown_[other].how == How::kExact) Hide(other);
        safe_[other] = true;
      }
      if (!found.empty()) return true;
    }
    return false;
  }

  // Hides the smallest number of each sum that this one is in or, where there
  // is none, of those nearest that tell of it by others. When there are none at
  // all it is safe: twice of everything would be as good an answer.
  void HideNear(size_t place) {
    std::vector<size_t> sums = others_.SumsOf(place);
    std::set<size_t> seen(sums.begin(), sums.end());
    bool hidden = false;
    while (!sums.empty() && !hidden) {
      std::vector<size_t> next;
      for (const size_t sum : sums) {
        hidden = HideSmallestOf(sum) || hidden;
        for (const size_t beside : others_.UnknownIn(sum)) {
          for (const size_t other : others_.SumsOf(beside)) {
            if (seen.insert(other).second) next.push_back(other);
          }
        }
      }
      sums = std::move(next);
    }
    if (hidden) return;
    safe_[place] = true;
    for (const size_t sum : seen) {
      for (const size_t beside : others_.UnknownIn(sum)) safe_[beside] = true;
    }
  }

  // False when there is none that is neither hidden nor 0.
  bool HideSmallestOf(size_t sum) {
    std::optional<size_t> smallest;
    for (const size_t place : numbers_.sums[sum]) {
      const ShownNumber& one = shown_[place];
      if (one.how == How::kHidden || one.number == 0) continue;
      if (smallest.has_value() && one.number >= shown_[*smallest].number) {
        continue;
      }
      smallest = place;
    }
    if (smallest.has_value()) Hide(*smallest);
    return smallest.has_value();
  }

  // Leaves zeros alone; safe for the same reason.
  void HideAll() {
    for (ShownNumber& one : shown_) {
      if (one.number != 0) one.how = How::kHidden;
    }
    safe_.assign(safe_.size(), true);
  }

  const Numbers& numbers_;
  OtherNumbers others_;
  std::vector<ShownNumber> shown_;
  std::vector<bool> safe_;
  std::vector<size_t> to_protect_;
};

}  // namespace

std::vector<ShownNumber> HideSmall(const Numbers& numbers) {
  return Hiding(numbers).Run();
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
