#ifndef CWP_SERVICES_WEB_OTHER_NUMBERS_H_
#define CWP_SERVICES_WEB_OTHER_NUMBERS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cwp::web {

// Numbers of which some are known and of the others only between what they
// are; and sums of them, all of which are known to hold. Finds out whether a
// number may be another than it is, as far as all that tells.
class OtherNumbers {
 public:
  // Known are all of them. Of each sum the last place is the sum, the others
  // are its parts.
  OtherNumbers(const std::vector<int64_t>& values,
               const std::vector<std::vector<size_t>>& sums);

  // Says between what a number is; it is within. Never less than before.
  void Set(size_t place, int64_t from, int64_t to);

  // Numbers, among them this one, of which each may as well be one more or one
  // less than it is, if it is not known: at most so many of them are known now,
  // none of these 0. So none can be worked out, nor when still others are known
  // no more. Empty when none are found, be it that the search took too long.
  std::vector<size_t> Find(size_t place, int most_known);

  // Whether so much was searched that nothing more is found.
  bool TookTooLong() const { return all_steps_left_ < 0; }

  // The sums that a number is in.
  const std::vector<size_t>& SumsOf(size_t place) const {
    return sums_of_[place];
  }

  // The numbers of a sum that are not known.
  const std::vector<size_t>& UnknownIn(size_t sum) const {
    return unknown_in_[sum];
  }

 private:
  struct Number {
    int64_t value = 0;
    // Between what it is known to be.
    int64_t from = 0;
    int64_t to = 0;
    // By how much it is tried as another.
    int by = 0;
  };
  struct Choice {
    size_t place = 0;
    int by = 0;
    // What it is, if that is known.
    int64_t known = 0;
    // By how much more all sums are wrong after it; negative when by less.
    int wrong = 0;
  };

  bool Known(size_t place) const {
    return numbers_[place].from == numbers_[place].to;
  }
  int Sign(size_t sum, size_t place) const {
    return place == sums_[sum].back() ? -1 : 1;
  }
  // By what a number has to change for a sum to be less wrong.
  int NeededBy(size_t sum, size_t place) const {
    return wrong_by_[sum] > 0 ? -Sign(sum, place) : Sign(sum, place);
  }
  bool MayTry(size_t place, int by) const;
  void Try(size_t place, int by);
  void TakeBack();
  bool MakeRight();
  size_t HardestWrong() const;
  std::vector<Choice> ChoicesFor(size_t sum);
  void AddChoice(size_t sum, size_t place, std::vector<Choice>& choices) const;

  std::vector<Number> numbers_;
  std::vector<std::vector<size_t>> sums_of_;
  // By sum: its places, those of them that are not known, and by how much it
  // is wrong as tried.
  std::vector<std::vector<size_t>> sums_;
  std::vector<std::vector<size_t>> unknown_in_;
  std::vector<int> wrong_by_;
  // The sums that are wrong and by how much in all; what was tried, in its
  // order.
  std::vector<size_t> wrong_;
  int wrong_in_all_ = 0;
  std::vector<size_t> tried_;
  // How much more may be tried.
  size_t most_together_ = 0;
  int known_left_ = 0;
  int steps_left_ = 0;
  int all_steps_left_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_OTHER_NUMBERS_H_
