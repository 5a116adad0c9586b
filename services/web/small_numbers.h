#ifndef CWP_SERVICES_WEB_SMALL_NUMBERS_H_
#define CWP_SERVICES_WEB_SMALL_NUMBERS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cwp::web {

// Numbers that are about so few people that somebody might know who they are
// are not shown, nor those from which they could be worked out.

// A group of people under this is small.
inline constexpr int64_t kSmallGroup = 5;

// How a number is shown.
struct ShownNumber {
  enum class How {
    kExact,
    // It is 1 to 4.
    kFew,
    // It is small, or with the others would tell a small one.
    kHidden,
  };
  How how = How::kExact;
  // The number when it is exact.
  int64_t number = 0;
};

// Numbers, some of which are sums of others.
struct Numbers {
  std::vector<int64_t> values;
  // What is a sum, by places in `values`: its parts, and last the sum itself.
  std::vector<std::vector<size_t>> sums;
};

// How numbers are shown. No sum and its parts tell by themselves what a number
// is that is not exact. Where one is hidden for that, the small ones beside it
// are, too: or else it would be known to be large, and so tell them. What is
// about some of the same people and is not among these numbers, as another
// report, may tell all the same.
std::vector<ShownNumber> HideSmall(const Numbers& numbers);

// "1,234", "fewer than 5" or "not shown".
std::string NumberWords(const ShownNumber& shown);

// "12%" of the whole that a part is; nothing when either is not exact or there
// is no whole.
std::optional<std::string> PercentWords(const ShownNumber& part,
                                        const ShownNumber& whole);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SMALL_NUMBERS_H_
