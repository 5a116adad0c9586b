#include "services/scheduling/facilitator_domain.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {
namespace {

void ApplyField(FacilitatorField field, const FacilitatorContent& from,
                FacilitatorContent& to) {
  switch (field) {
    case FacilitatorField::kDisplayName:
      to.sealed_name = from.sealed_name;
      break;
    case FacilitatorField::kRole:
      to.role = from.role;
      break;
    case FacilitatorField::kSupervisor:
      to.supervisor_id = from.supervisor_id;
      break;
    case FacilitatorField::kEmail:
      to.sealed_email = from.sealed_email;
      break;
  }
}

absl::Status CheckContent(const FacilitatorContent& content) {
  if (content.role != FacilitatorRole::kSupervisor ||
      content.supervisor_id == 0) {
    return absl::OkStatus();
  }
  return InvalidArgument("FIELD_INVALID",
                         "supervisor_id is not for a supervisor",
                         {{"field", "supervisor_id"}});
}

ErrorMetadata About(int64_t id) { return {{"facilitator", absl::StrCat(id)}}; }

}  // namespace

absl::StatusOr<Facilitator> MakeFacilitator(int64_t id,
                                            FacilitatorContent content,
                                            absl::Time now) {
  RETURN_IF_ERROR(CheckContent(content));
  return Facilitator{.id = id,
                     .content = std::move(content),
                     .create_time = now,
                     .update_time = now};
}

absl::StatusOr<Facilitator> Revise(const Facilitator& facilitator,
                                   const FacilitatorPatch& patch,
                                   absl::Time now) {
  RETURN_IF_ERROR(CheckRevision(facilitator.revision, patch.if_revision));
  if (facilitator.erase_time.has_value()) {
    return FailedPrecondition(
        "FACILITATOR_ERASED",
        absl::StrCat("facilitator ", facilitator.id, " was erased"),
        About(facilitator.id));
  }
  Facilitator revised = facilitator;
  for (const FacilitatorField field : patch.fields) {
    ApplyField(field, patch.content, revised.content);
  }
  RETURN_IF_ERROR(CheckContent(revised.content));
  if (revised != facilitator) revised.update_time = now;
  return revised;
}

Facilitator Retire(const Facilitator& facilitator, absl::Time now) {
  if (facilitator.retire_time.has_value()) return facilitator;
  Facilitator retired = facilitator;
  retired.retire_time = now;
  retired.update_time = now;
  return retired;
}

absl::StatusOr<Facilitator> Erase(const Facilitator& facilitator,
                                  std::optional<int64_t> led, absl::Time now) {
  if (facilitator.erase_time.has_value()) return facilitator;
  if (led.has_value()) {
    ErrorMetadata metadata = About(facilitator.id);
    metadata["session"] = absl::StrCat(*led);
    return FailedPrecondition(
        "FACILITATOR_LEADS_SESSIONS",
        absl::StrCat("facilitator ", facilitator.id, " leads session ", *led,
                     ": give it to others first"),
        std::move(metadata));
  }
  Facilitator erased = Retire(facilitator, now);
  erased.content.sealed_name.clear();
  erased.content.sealed_email.clear();
  erased.erase_time = now;
  erased.update_time = now;
  return erased;
}

absl::Status CheckActive(const Facilitator& facilitator) {
  if (!facilitator.retire_time.has_value()) return absl::OkStatus();
  return FailedPrecondition(
      "FACILITATOR_RETIRED",
      absl::StrCat("facilitator ", facilitator.id, " is retired"),
      About(facilitator.id));
}

absl::Status CheckSupervisor(const Facilitator& supervisor) {
  if (supervisor.content.role != FacilitatorRole::kSupervisor) {
    return FailedPrecondition(
        "NOT_A_SUPERVISOR",
        absl::StrCat("facilitator ", supervisor.id, " is no supervisor"),
        About(supervisor.id));
  }
  return CheckActive(supervisor);
}

absl::Status CheckSupervised(const Facilitator& after,
                             std::optional<int64_t> supervised) {
  const bool supervises = after.content.role == FacilitatorRole::kSupervisor &&
                          !after.retire_time.has_value();
  if (supervises || !supervised.has_value()) return absl::OkStatus();
  return FailedPrecondition(
      "SUPERVISES_OTHERS",
      absl::StrCat("facilitator ", *supervised,
                   " has this one as supervisor: give it another first"),
      About(*supervised));
}

bool IsTraineeAlone(const std::vector<Facilitator>& leaders) {
  return !leaders.empty() &&
         std::all_of(leaders.begin(), leaders.end(),
                     [](const Facilitator& leader) {
                       return leader.content.role == FacilitatorRole::kTrainee;
                     });
}

absl::Status CheckPair(const std::vector<Facilitator>& leaders,
                       bool acknowledged) {
  if (acknowledged || !IsTraineeAlone(leaders)) return absl::OkStatus();
  return FailedPrecondition(
      "TRAINEE_ALONE",
      "the workshop wants a supervised pair, and trainees alone lead this: add "
      "a practitioner or supervisor, or acknowledge it",
      About(leaders.front().id));
}

absl::Status FacilitatorNotFound(int64_t id) {
  return NotFound("FACILITATOR_NOT_FOUND",
                  absl::StrCat("there is no facilitator ", id), About(id));
}

}  // namespace cwp::scheduling
