#ifndef CWP_SERVICES_REGISTRATION_ELIGIBILITY_H_
#define CWP_SERVICES_REGISTRATION_ELIGIBILITY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace cwp::registration {

// An answer to an eligibility question; as Eligibility.Answer in the proto.
enum class Answer { kNone = 0, kYes = 1, kNo = 2, kNotSure = 3 };

// What the contact said about who may take part.
struct Answers {
  Answer in_area = Answer::kNone;
  Answer of_age = Answer::kNone;
};

// Nobody is older.
inline constexpr int64_t kOldest = 120;

// Ages in whole years, both ends included.
struct AgeRange {
  int64_t min_years = 0;
  int64_t max_years = kOldest;

  bool operator==(const AgeRange&) const = default;
};

// A person who takes a place; as Attendee in the proto, with its numbers.
struct Attendee {
  int64_t role = 0;
  // Nothing when it was not said.
  std::optional<AgeRange> ages;
  int64_t attendance = 0;
  // Sealed; empty when it is not kept.
  std::string name;
};

// What the organisation asks about who may take part.
struct EligibilityRules {
  bool ask_area = true;
  bool ask_age = true;
  // Whom the service is for.
  AgeRange ages = {.min_years = 5, .max_years = 19};
  // From this age young people book for themselves.
  int64_t own_booking_age = 13;
};

// What is kept of the answers, and decided by: nothing that is not asked, and
// nothing of professionals, who are asked nothing. Ages of young people, and of
// the children of parents and carers, answer for themselves: one outside the
// service's is a no. But whoever says yes and brings a parent or carer is taken
// at that word, as the age may be the parent's own.
Answers KeptAnswers(const Answers& said, bool professionals,
                    const std::vector<Attendee>& attendees,
                    const EligibilityRules& rules);

// The bands that ages fall into, as one. Bands are cut at 5, 12, 16, 18 and 20,
// at the age of booking for oneself, and at the ends of the service's ages and
// of the workshop's.
AgeRange BandOf(const AgeRange& said, const EligibilityRules& rules,
                const AgeRange& workshop);

// What a workshop says of those who take part.
struct AttendeeRules {
  // The ages that it is about.
  AgeRange ages;
  bool names_needed = false;

  bool operator==(const AttendeeRules&) const = default;
};

// What is kept of attendees: bands in place of ages, no ages at all where they
// are not asked, and no names where they are not needed. Fails with
// INVALID_ARGUMENT `FIELD_REQUIRED` when a name is needed that is not there.
absl::StatusOr<std::vector<Attendee>> KeptAttendees(
    std::vector<Attendee> attendees, const EligibilityRules& rules,
    const AttendeeRules& workshop);

// FAILED_PRECONDITION `NOT_ELIGIBLE` (metadata `question`) when a question was
// answered with no; anything else passes.
absl::Status CheckEligible(const Answers& answers);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_ELIGIBILITY_H_
