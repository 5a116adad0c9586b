#ifndef CWP_SERVICES_REGISTRATION_ELIGIBILITY_H_
#define CWP_SERVICES_REGISTRATION_ELIGIBILITY_H_

#include "absl/status/status.h"

namespace cwp::registration {

// An answer to an eligibility question; as Eligibility.Answer in the proto.
enum class Answer { kNone = 0, kYes = 1, kNo = 2, kNotSure = 3 };

// What the contact said about who may take part.
struct Answers {
  Answer in_area = Answer::kNone;
  Answer of_age = Answer::kNone;
};

// What the organisation asks about who may take part.
struct EligibilityRules {
  bool ask_area = true;
  bool ask_age = true;
};

// What is kept of the answers, and decided by: nothing that is not asked, and
// nothing of professionals, who are asked nothing.
Answers KeptAnswers(const Answers& said, bool professionals,
                    const EligibilityRules& rules);

// FAILED_PRECONDITION `NOT_ELIGIBLE` (metadata `question`) when a question was
// answered with no; anything else passes.
absl::Status CheckEligible(const Answers& answers);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_ELIGIBILITY_H_
