#include "services/web/booking_steps.h"

#include <algorithm>

namespace cwp::web {
namespace {

bool Has(const Step& step, absl::string_view field) {
  return std::find(step.fields.begin(), step.fields.end(), field) !=
         step.fields.end();
}

}  // namespace

const std::vector<Step>& BookingSteps() {
  static const auto* const kSteps = new std::vector<Step>{
      {"who", {"who_for", "places", "website"}},
      {"dates", {"dates", "least_places"}},
      {"age", {"young_people", "age_band"}},
      {"area", {"in_area"}},
      {"names", {"attendee_names"}},
      {"contact",
       {"contact_name", "contact_email", "contact_phone", "name_workshop"}},
      {"needs", {"access_needs", "access_other"}},
      {"use", {}},
  };
  return *kSteps;
}

const Step* FindStep(absl::string_view name) {
  for (const Step& step : BookingSteps()) {
    if (step.name == name) return &step;
  }
  return nullptr;
}

const Step* StepOf(absl::string_view field) {
  for (const Step& step : BookingSteps()) {
    if (Has(step, field)) return &step;
  }
  return nullptr;
}

bool IsAsked(absl::string_view field, const Answers& answers,
             const BookingRules& rules) {
  if (field == "age_band") return rules.ask_age && !IsProfessional(answers);
  if (field == "in_area") return rules.ask_area && !IsProfessional(answers);
  if (field == "young_people") return answers.who_for == "several";
  if (field == "attendee_names") {
    // Whoever waits is asked once there are places.
    return !rules.names_reason.empty() && !rules.waits;
  }
  if (field == "dates") return rules.waits;
  if (field == "least_places") return rules.waits && PlacesOf(answers) > 1;
  return true;
}

bool IsAsked(const Step& step, const Answers& answers,
             const BookingRules& rules) {
  return step.fields.empty() ||
         std::any_of(step.fields.begin(), step.fields.end(),
                     [&](absl::string_view field) {
                       return IsAsked(field, answers, rules);
                     });
}

const Step* StepAfter(const Step& step, const Answers& answers,
                      const BookingRules& rules) {
  const std::vector<Step>& steps = BookingSteps();
  for (size_t i = static_cast<size_t>(&step - steps.data()) + 1;
       i < steps.size(); ++i) {
    if (IsAsked(steps[i], answers, rules)) return &steps[i];
  }
  return nullptr;
}

const Step* StepBefore(const Step* step, const Answers& answers,
                       const BookingRules& rules) {
  const std::vector<Step>& steps = BookingSteps();
  size_t i =
      step == nullptr ? steps.size() : static_cast<size_t>(step - steps.data());
  while (i > 0) {
    --i;
    if (IsAsked(steps[i], answers, rules)) return &steps[i];
  }
  return nullptr;
}

const Step* FirstWrongStep(const Step* last, const Answers& answers,
                           const BookingRules& rules) {
  for (const Step& step : BookingSteps()) {
    if (!CheckStep(step, answers, rules).empty()) return &step;
    if (&step == last) return nullptr;
  }
  return nullptr;
}

const std::vector<absl::string_view>& WhoComesFields() {
  static const auto* const kFields = new std::vector<absl::string_view>{
      "who_for", "places", "young_people", "age_band", "attendee_names"};
  return *kFields;
}

std::vector<FieldError> CheckWhoComes(const Answers& answers,
                                      const BookingRules& rules) {
  return CheckStep({.fields = WhoComesFields()}, answers, rules);
}

const std::vector<absl::string_view>& DetailsFields() {
  static const auto* const kFields = new std::vector<absl::string_view>{
      "contact_name", "contact_phone", "access_needs", "access_other",
      "name_workshop"};
  return *kFields;
}

std::vector<FieldError> CheckDetails(const Answers& answers,
                                     const BookingRules& rules) {
  return CheckStep({.fields = DetailsFields()}, answers, rules);
}

std::vector<FieldError> CheckStep(const Step& step, const Answers& answers,
                                  const BookingRules& rules) {
  std::vector<FieldError> errors = CheckAnswers(answers, rules);
  errors.erase(std::remove_if(errors.begin(), errors.end(),
                              [&](const FieldError& error) {
                                return !Has(step, error.field);
                              }),
               errors.end());
  return errors;
}

}  // namespace cwp::web
