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
  // The places of those that are shown nowhere, though they are parts of what
  // is: whoever knows the programme could work out these, too.
  std::vector<size_t> unseen;
};

// How numbers are shown. All sums together do not tell what a small number is,
// seen or unseen: there is always another answer to them all. Where small ones
// would be told, they are hidden with as few others as are found to be enough,
// and so are the small ones beside these: or else what is hidden would be known
// to be large, and so tell them. What is not among these numbers and is about
// some of the same people, as another report, may tell all the same. Takes some
// milliseconds for 300 workshops in 12 months, and 0.3 s at most.
std::vector<ShownNumber> HideSmall(const Numbers& numbers);

// "1,234", "fewer than 5" or "not shown".
std::string NumberWords(const ShownNumber& shown);

// "12%" of the whole that a part is; nothing when either is not exact or there
// is no whole.
std::optional<std::string> PercentWords(const ShownNumber& part,
                                        const ShownNumber& whole);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SMALL_NUMBERS_H_
