#ifndef CWP_SERVICES_WEB_BOOKING_STEPS_H_
#define CWP_SERVICES_WEB_BOOKING_STEPS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "services/web/booking_form.h"

namespace cwp::web {

// The pages of the form, in order, each with its question. After the last one
// comes the last look at all answers.
struct Step {
  // In its path, and in the words of book.json.
  const char* name = "";
  // Of the form, in its order. A step without fields only tells something.
  std::vector<absl::string_view> fields;
};

const std::vector<Step>& BookingSteps();

// Null when there is none.
const Step* FindStep(absl::string_view name);

// The step that asks a field; null when none does.
const Step* StepOf(absl::string_view field);

// Whether a field, or a step, is asked of whoever gave these answers.
bool IsAsked(absl::string_view field, const Answers& answers,
             const BookingRules& rules);
bool IsAsked(const Step& step, const Answers& answers,
             const BookingRules& rules);

// The next step that is asked; null when the last look comes next.
const Step* StepAfter(const Step& step, const Answers& answers,
                      const BookingRules& rules);

// The step before, or the last one of all for null; null before the first.
const Step* StepBefore(const Step* step, const Answers& answers,
                       const BookingRules& rules);

// The first step, from the beginning to `last`, whose answers are not what they
// must be; all are looked at for null. Null when there is none.
const Step* FirstWrongStep(const Step* last, const Answers& answers,
                           const BookingRules& rules);

// The fields that say who comes, for those who have places already or are
// offered some, and what is wrong with them.
const std::vector<absl::string_view>& WhoComesFields();
std::vector<FieldError> CheckWhoComes(const Answers& answers,
                                      const BookingRules& rules);

// The same for what a booking says of its contact: all but the e-mail address.
const std::vector<absl::string_view>& DetailsFields();
std::vector<FieldError> CheckDetails(const Answers& answers,
                                     const BookingRules& rules);

// What is wrong with the answers of a step.
std::vector<FieldError> CheckStep(const Step& step, const Answers& answers,
                                  const BookingRules& rules);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_BOOKING_STEPS_H_
