#include "services/web/other_numbers.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace cwp::web {
namespace {

// How many numbers are tried as others together: few first, since that is
// found soon where there is such an answer.
constexpr size_t kMostTogether[] = {8, 12, 16, 30};
// How often something is tried for each of these; and for all numbers in all,
// some 0.2 s.
constexpr int kSteps = 3000;
constexpr int kAllSteps = 600000;
// How many numbers of a sum are tried at a place, of those known and of others.
constexpr size_t kMostChoices = 40;
// How many sums one number can put right, or nearly all numbers.
constexpr int kMostSums = 5;

}  // namespace

OtherNumbers::OtherNumbers(const std::vector<int64_t>& values,
                           const std::vector<std::vector<size_t>>& sums)
    : sums_of_(values.size()),
      sums_(sums),
      unknown_in_(sums.size()),
      wrong_by_(sums.size(), 0),
      all_steps_left_(kAllSteps) {
  for (const int64_t value : values) {
    numbers_.push_back({.value = value, .from = value, .to = value});
  }
  for (size_t s = 0; s < sums.size(); ++s) {
    // Of known parts small ones are tried first.
    std::sort(
        sums_[s].begin(), sums_[s].end() - 1, [&](size_t one, size_t other) {
          return std::pair(values[one], one) < std::pair(values[other], other);
        });
    for (const size_t place : sums[s]) sums_of_[place].push_back(s);
  }
}

void OtherNumbers::Set(size_t place, int64_t from, int64_t to) {
  Number& number = numbers_[place];
  const bool was_known = Known(place);
  number.from = from;
  number.to = to;
  if (!was_known || Known(place)) return;
  for (const size_t sum : sums_of_[place]) unknown_in_[sum].push_back(place);
}

std::vector<size_t> OtherNumbers::Find(size_t place, int most_known) {
  for (const size_t most : kMostTogether) {
    for (const int by : {1, -1}) {
      known_left_ = most_known;
      steps_left_ = kSteps;
      most_together_ = most;
      if (!MayTry(place, by)) continue;
      Try(place, by);
      const bool right = MakeRight();
      std::vector<size_t> found;
      if (right) found = tried_;
      while (!tried_.empty()) TakeBack();
      if (right) return found;
    }
  }
  return {};
}

bool OtherNumbers::MayTry(size_t place, int by) const {
  const Number& number = numbers_[place];
  if (number.by != 0) return false;
  const int64_t value = number.value + by;
  if (Known(place)) return known_left_ > 0 && number.value > 0 && value > 0;
  return value >= number.from && value <= number.to;
}

void OtherNumbers::Try(size_t place, int by) {
  numbers_[place].by = by;
  tried_.push_back(place);
  if (Known(place)) --known_left_;
  for (const size_t sum : sums_of_[place]) {
    if (wrong_by_[sum] == 0) wrong_.push_back(sum);
    wrong_in_all_ -= std::abs(wrong_by_[sum]);
    wrong_by_[sum] += by * Sign(sum, place);
    wrong_in_all_ += std::abs(wrong_by_[sum]);
    if (wrong_by_[sum] == 0) {
      wrong_.erase(std::find(wrong_.begin(), wrong_.end(), sum));
    }
  }
}

void OtherNumbers::TakeBack() {
  const size_t place = tried_.back();
  // Done again the other way, it undoes itself.
  Try(place, -numbers_[place].by);
  numbers_[place].by = 0;
  if (Known(place)) known_left_ += 2;
  tried_.resize(tried_.size() - 2);
}

bool OtherNumbers::MakeRight() {
  if (wrong_.empty()) return true;
  if (tried_.size() == most_together_) return false;
  for (const Choice& choice : ChoicesFor(HardestWrong())) {
    if (--steps_left_ < 0 || --all_steps_left_ < 0) return false;
    Try(choice.place, choice.by);
    if (MakeRight()) return true;
    TakeBack();
  }
  return false;
}

// The one of the wrong sums that leaves least to choose from.
size_t OtherNumbers::HardestWrong() const {
  const auto& choices = known_left_ > 0 ? sums_ : unknown_in_;
  return *std::min_element(wrong_.begin(), wrong_.end(),
                           [&](size_t one, size_t other) {
                             return choices[one].size() < choices[other].size();
                           });
}

// What can be tried to make a sum less wrong; the best first.
std::vector<OtherNumbers::Choice> OtherNumbers::ChoicesFor(size_t sum) {
  std::vector<Choice> choices;
  for (const size_t place : unknown_in_[sum]) {
    AddChoice(sum, place, choices);
    if (choices.size() == kMostChoices) break;
  }
  const size_t unknown = choices.size();
  for (const size_t place : sums_[sum]) {
    if (known_left_ == 0 || choices.size() == unknown + kMostChoices) break;
    if (Known(place)) AddChoice(sum, place, choices);
  }
  std::sort(choices.begin(), choices.end(),
            [](const Choice& one, const Choice& other) {
              return std::tuple(one.wrong, one.known, one.place) <
                     std::tuple(other.wrong, other.known, other.place);
            });
  return choices;
}

void OtherNumbers::AddChoice(size_t sum, size_t place,
                             std::vector<Choice>& choices) const {
  const int by = NeededBy(sum, place);
  if (!MayTry(place, by)) return;
  Choice choice = {.place = place, .by = by};
  if (Known(place)) choice.known = numbers_[place].value;
  for (const size_t other : sums_of_[place]) {
    const int after = wrong_by_[other] + by * Sign(other, place);
    choice.wrong += std::abs(after) - std::abs(wrong_by_[other]);
    const bool dead = after != 0 && unknown_in_[other].size() < 2;
    if (dead && known_left_ == 0) return;
  }
  const int left = static_cast<int>(most_together_ - tried_.size()) - 1;
  if (wrong_in_all_ + choice.wrong > left * kMostSums) return;
  choices.push_back(choice);
}

}  // namespace cwp::web
