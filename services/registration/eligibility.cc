#include "services/registration/eligibility.h"

#include "common/base/error.h"

namespace cwp::registration {

Answers KeptAnswers(const Answers& said, bool professionals,
                    const EligibilityRules& rules) {
  Answers kept;
  if (professionals) return kept;
  if (rules.ask_area) kept.in_area = said.in_area;
  if (rules.ask_age) kept.of_age = said.of_age;
  return kept;
}

absl::Status CheckEligible(const Answers& answers) {
  if (answers.in_area != Answer::kNo && answers.of_age != Answer::kNo) {
    return absl::OkStatus();
  }
  return FailedPrecondition(
      "NOT_ELIGIBLE", "this service is not for the child or young person named",
      {{"question", answers.in_area == Answer::kNo ? "in_area" : "of_age"}});
}

}  // namespace cwp::registration
