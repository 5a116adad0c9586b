#include "services/registration/eligibility.h"

#include <algorithm>

#include "common/base/error.h"

namespace cwp::registration {
namespace {

// As in the proto.
constexpr int64_t kYoungPerson = 2;
constexpr int64_t kProfessional = 3;

bool IsOutside(const AgeRange& ages, const AgeRange& service) {
  return ages.max_years < service.min_years ||
         ages.min_years > service.max_years;
}

}  // namespace

Answers KeptAnswers(const Answers& said, bool professionals,
                    const std::vector<Attendee>& attendees,
                    const EligibilityRules& rules) {
  Answers kept;
  if (professionals) return kept;
  if (rules.ask_area) kept.in_area = said.in_area;
  if (!rules.ask_age) return kept;
  kept.of_age = said.of_age;
  for (const Attendee& attendee : attendees) {
    if (!attendee.ages.has_value() || attendee.role == kProfessional) continue;
    if (IsOutside(*attendee.ages, rules.ages)) {
      // Maybe the parent's own.
      const bool vouched =
          said.of_age == Answer::kYes && attendee.role != kYoungPerson;
      if (vouched) continue;
      kept.of_age = Answer::kNo;
      break;
    }
    if (said.of_age == Answer::kNone) kept.of_age = Answer::kYes;
  }
  return kept;
}

AgeRange BandOf(const AgeRange& said, const EligibilityRules& rules,
                const AgeRange& workshop) {
  AgeRange band;
  for (const int64_t cut :
       {int64_t{5}, int64_t{12}, int64_t{16}, int64_t{18}, int64_t{20},
        rules.own_booking_age, rules.ages.min_years, rules.ages.max_years + 1,
        workshop.min_years, workshop.max_years + 1}) {
    if (cut <= said.min_years) {
      band.min_years = std::max(band.min_years, cut);
    } else if (cut > said.max_years) {
      band.max_years = std::min(band.max_years, cut - 1);
    }
  }
  return band;
}

absl::StatusOr<std::vector<Attendee>> KeptAttendees(
    std::vector<Attendee> attendees, const EligibilityRules& rules,
    const AttendeeRules& workshop) {
  for (Attendee& attendee : attendees) {
    if (!rules.ask_age) attendee.ages.reset();
    if (attendee.ages.has_value()) {
      attendee.ages = BandOf(*attendee.ages, rules, workshop.ages);
    }
    if (!workshop.names_needed) {
      attendee.name.clear();
    } else if (attendee.name.empty()) {
      return InvalidArgument("FIELD_REQUIRED",
                             "this workshop needs the names of all who come",
                             {{"field", "attendees.name"}});
    }
  }
  return attendees;
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
