#ifndef CWP_SERVICES_SCHEDULING_FACILITATOR_DOMAIN_H_
#define CWP_SERVICES_SCHEDULING_FACILITATOR_DOMAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cwp::scheduling {

// The rules of facilitators: pure functions, as in domain.h. The reasons of
// refusals are documented in facilitator_service.proto.

enum class FacilitatorRole { kTrainee = 1, kPractitioner = 2, kSupervisor = 3 };

// What staff write about one of them.
struct FacilitatorContent {
  // Sealed: no rule looks at it. Empty once it was erased.
  std::string sealed_name;
  // The same; empty for none.
  std::string sealed_email;
  FacilitatorRole role = FacilitatorRole::kTrainee;
  // 0 for nobody.
  int64_t supervisor_id = 0;

  bool operator==(const FacilitatorContent&) const = default;
};

// One of the team who leads sessions.
struct Facilitator {
  int64_t id = 0;
  FacilitatorContent content;
  absl::Time create_time;
  absl::Time update_time;
  // Nothing while it leads new sessions.
  std::optional<absl::Time> retire_time;
  // Nothing while it has a name.
  std::optional<absl::Time> erase_time;
  // The feed revision of its last change; 0 before it was ever saved.
  int64_t revision = 0;

  bool operator==(const Facilitator&) const = default;
};

// The parts that can be changed one by one.
enum class FacilitatorField { kDisplayName, kRole, kSupervisor, kEmail };

// A change to some parts of a facilitator.
struct FacilitatorPatch {
  // Which parts; the others in `content` mean nothing.
  std::vector<FacilitatorField> fields;
  FacilitatorContent content;
  // Change only the version with this revision.
  std::optional<int64_t> if_revision;
};

// Makes one that is not retired. Fails with INVALID_ARGUMENT `FIELD_INVALID`: a
// supervisor has none itself.
absl::StatusOr<Facilitator> MakeFacilitator(int64_t id,
                                            FacilitatorContent content,
                                            absl::Time now);

// The facilitator with the patch applied; equal to `facilitator` when that
// changes nothing. Fails as MakeFacilitator() does, with ABORTED
// `ETAG_MISMATCH`, and with FAILED_PRECONDITION `FACILITATOR_ERASED`.
absl::StatusOr<Facilitator> Revise(const Facilitator& facilitator,
                                   const FacilitatorPatch& patch,
                                   absl::Time now);

// The facilitator as retired; equal to `facilitator` when it is.
Facilitator Retire(const Facilitator& facilitator, absl::Time now);

// The facilitator as retired, without name and e-mail address; equal to
// `facilitator` when it is so. `led` is the first of its sessions that is not
// over, if any. Fails with FAILED_PRECONDITION `FACILITATOR_LEADS_SESSIONS`.
absl::StatusOr<Facilitator> Erase(const Facilitator& facilitator,
                                  std::optional<int64_t> led, absl::Time now);

// Checks that somebody may lead a session that it did not lead before. Fails
// with FAILED_PRECONDITION `FACILITATOR_RETIRED`.
absl::Status CheckActive(const Facilitator& facilitator);

// Checks that somebody can become the supervisor of another. Fails with
// FAILED_PRECONDITION `NOT_A_SUPERVISOR` or `FACILITATOR_RETIRED`.
absl::Status CheckSupervisor(const Facilitator& supervisor);

// Checks that a facilitator may become what it is `after` a change:
// `supervised` is the first who is not retired and has it as supervisor, if
// any. Fails with FAILED_PRECONDITION `SUPERVISES_OTHERS`.
absl::Status CheckSupervised(const Facilitator& after,
                             std::optional<int64_t> supervised);

// Whether trainees alone lead what these lead, who are all that do: so not what
// nobody leads.
bool IsTraineeAlone(const std::vector<Facilitator>& leaders);

// Checks those who lead a session of a workshop that wants a supervised pair.
// Fails with FAILED_PRECONDITION `TRAINEE_ALONE`.
absl::Status CheckPair(const std::vector<Facilitator>& leaders,
                       bool acknowledged);

// NOT_FOUND `FACILITATOR_NOT_FOUND`.
absl::Status FacilitatorNotFound(int64_t id);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_FACILITATOR_DOMAIN_H_
