#include "services/registration/eligibility.h"

#include "common/base/error.h"

namespace cwp::registration {

absl::Status CheckEligible(const Answers& answers) {
  if (answers.professionals) return absl::OkStatus();
  if (answers.in_area != Answer::kNo && answers.of_age != Answer::kNo) {
    return absl::OkStatus();
  }
  return FailedPrecondition(
      "NOT_ELIGIBLE", "this service is not for the child or young person named",
      {{"question", answers.in_area == Answer::kNo ? "in_area" : "of_age"}});
}

}  // namespace cwp::registration
