// What each answer must be.
#include <algorithm>
#include <array>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "common/base/email.h"
#include "common/base/text.h"
#include "services/web/booking_form.h"
#include "services/web/booking_steps.h"

namespace cwp::web {
namespace {

constexpr size_t kMaxName = 100;
constexpr size_t kMaxPhone = 30;
constexpr size_t kMaxOther = 200;
// As in registration's WaitlistEntry.
constexpr size_t kMaxDates = 10;
constexpr int kMinPhoneDigits = 7;
constexpr int kMaxPhoneDigits = 20;

constexpr absl::string_view kWhoFor[] = {
    "parent_or_carer", "child",        "both",
    "several",         "young_person", "professional"};
constexpr absl::string_view kInArea[] = {"yes", "no", "not_sure"};
constexpr absl::string_view kNeeds[] = {"captions", "interpreter", "camera_off",
                                        "breaks", "easy_read"};

template <class List>
bool IsIn(const List& list, absl::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

// The reason a text is refused; empty when it is not.
std::string ReasonAgainst(absl::string_view text, TextLimits limits) {
  if (CheckText("field", text, limits).ok()) return "";
  if (text.empty()) return "required";
  return CountCharacters(text) > limits.max ? "too_long" : "invalid";
}

bool LooksLikePhone(absl::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  int digits = 0;
  for (const char c : text) {
    if (absl::ascii_isdigit(c)) {
      ++digits;
    } else if (absl::string_view(" ()-").find(c) == absl::string_view::npos) {
      return false;
    }
  }
  return digits >= kMinPhoneDigits && digits <= kMaxPhoneDigits;
}

// A number from `least` to `most`, in digits.
std::string NumberError(absl::string_view text, int least, int most) {
  if (text.empty()) return "required";
  absl::string_view digits = text;
  const bool below = absl::ConsumePrefix(&digits, "-");
  if (digits.empty() ||
      !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit)) {
    return "invalid";
  }
  if (below) return "too_few";
  int number = 0;
  if (!absl::SimpleAtoi(digits, &number) || number > most) return "too_many";
  return number < least ? "too_few" : "";
}

std::string PlacesError(const Answers& answers, const BookingRules& rules) {
  std::string reason = NumberError(answers.places, 1, rules.max_places);
  const bool one_for_two =
      (answers.who_for == "both" || answers.who_for == "several") &&
      PlacesOf(answers) == 1;
  if (reason.empty() && one_for_two) reason = "too_few_for_several";
  return reason;
}

template <class List>
std::string ChoiceError(absl::string_view value, const List& choices) {
  if (value.empty()) return "required";
  return IsIn(choices, value) ? "" : "invalid";
}

bool IsTooYoungAlone(const Answers& answers, const BookingRules& rules,
                     const AgeSpan& band) {
  return answers.who_for == "young_person" &&
         band.max < rules.own_booking_age && band.max >= rules.ages.min;
}

std::string BandError(const Answers& answers, const BookingRules& rules) {
  if (answers.age_band.empty()) return "required";
  const std::optional<AgeSpan> band = BandOf(answers, rules);
  if (!band.has_value()) return "invalid";
  return IsTooYoungAlone(answers, rules, *band) ? kTooYoungAlone : "";
}

std::string NamesError(const Answers& answers) {
  if (answers.attendee_names.empty()) return "required";
  const std::vector<std::string> names = NamesOf(answers);
  for (const std::string& name : names) {
    std::string reason = ReasonAgainst(name, {.min = 1, .max = kMaxName});
    if (!reason.empty()) return reason;
  }
  const bool one_each = static_cast<int>(names.size()) == PlacesOf(answers);
  return one_each ? "" : "not_one_each";
}

std::string ContactEmailError(const Answers& answers,
                              const BookingRules& rules) {
  const bool none = rules.for_somebody && answers.contact_email.empty();
  return none ? "" : EmailError(answers.contact_email);
}

std::string PhoneError(const Answers& answers, const BookingRules& rules) {
  if (answers.contact_phone.empty()) {
    const bool needed = rules.for_somebody && answers.contact_email.empty();
    return needed ? "required" : "";
  }
  std::string reason = ReasonAgainst(answers.contact_phone, {.max = kMaxPhone});
  if (reason.empty() && !LooksLikePhone(answers.contact_phone)) {
    reason = "invalid";
  }
  return reason;
}

std::string NeedsError(const Answers& answers) {
  const bool known =
      std::all_of(answers.access_needs.begin(), answers.access_needs.end(),
                  [](const std::string& need) { return IsIn(kNeeds, need); });
  return known ? "" : "invalid";
}

std::string NameError(const Answers& answers) {
  const std::vector<std::string>& said = answers.name_workshop;
  return said.empty() || said == std::vector<std::string>{"yes"} ? ""
                                                                 : "invalid";
}

std::string DatesError(const Answers& answers, const BookingRules& rules) {
  if (answers.dates.empty()) return "required";
  if (SessionsOf(answers).size() > kMaxDates) return "too_many";
  for (const std::string& date : answers.dates) {
    const bool offered =
        date == kAnyDate || std::any_of(rules.dates.begin(), rules.dates.end(),
                                        [&](const DateChoice& choice) {
                                          return choice.session_id == date;
                                        });
    if (!offered) return "invalid";
  }
  return "";
}

}  // namespace

std::string EmailError(absl::string_view email) {
  std::string reason =
      ReasonAgainst(email, {.min = 1, .max = kMaxEmailAddress});
  if (reason.empty() && !IsEmailAddress(email)) reason = "invalid";
  return reason;
}

std::vector<FieldError> CheckAnswers(const Answers& answers,
                                     const BookingRules& rules) {
  const std::array<FieldError, 14> checked = {{
      {"who_for", ChoiceError(answers.who_for, kWhoFor)},
      {"places", PlacesError(answers, rules)},
      {"dates", DatesError(answers, rules)},
      {"least_places", NumberError(answers.least_places, 1, PlacesOf(answers))},
      {"young_people", NumberError(answers.young_people, 0, PlacesOf(answers))},
      {"age_band", BandError(answers, rules)},
      {"in_area", ChoiceError(answers.in_area, kInArea)},
      {"attendee_names", NamesError(answers)},
      {"contact_name",
       ReasonAgainst(answers.contact_name, {.min = 1, .max = kMaxName})},
      {"contact_email", ContactEmailError(answers, rules)},
      {"contact_phone", PhoneError(answers, rules)},
      {"name_workshop", NameError(answers)},
      {"access_needs", NeedsError(answers)},
      {"access_other",
       ReasonAgainst(answers.access_other, {.max = kMaxOther, .lines = true})},
  }};
  std::vector<FieldError> errors;
  for (const FieldError& error : checked) {
    const bool counts =
        !error.reason.empty() && IsAsked(error.field, answers, rules);
    if (counts) errors.push_back(error);
  }
  return errors;
}

Unfit FindUnfit(const Answers& answers, const BookingRules& rules) {
  Unfit unfit = {.out_of_area = IsAsked("in_area", answers, rules) &&
                                answers.in_area == "no"};
  const std::optional<AgeSpan> band = BandOf(answers, rules);
  if (band.has_value()) {
    unfit.too_young = band->max < rules.ages.min;
    unfit.too_old = band->min > rules.ages.max;
    unfit.too_young_alone = IsTooYoungAlone(answers, rules, *band);
  }
  return unfit;
}

}  // namespace cwp::web
