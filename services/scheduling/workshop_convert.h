#ifndef CWP_SERVICES_SCHEDULING_WORKSHOP_CONVERT_H_
#define CWP_SERVICES_SCHEDULING_WORKSHOP_CONVERT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/workshop_store.h"

namespace cwp::scheduling {

// Requests about workshops, checked. Fails with INVALID_ARGUMENT as
// scheduling_service.proto says.

absl::StatusOr<WorkshopContent> ReadCreateWorkshop(
    const v1::CreateWorkshopRequest& request);

// A workshop to change, and how.
struct WorkshopUpdate {
  int64_t id = 0;
  WorkshopPatch patch;
};
absl::StatusOr<WorkshopUpdate> ReadUpdateWorkshop(
    const v1::UpdateWorkshopRequest& request);

// A workshop to copy, and the copy's slug.
struct WorkshopClone {
  int64_t id = 0;
  std::string slug;
};
absl::StatusOr<WorkshopClone> ReadCloneWorkshop(
    const v1::CloneWorkshopRequest& request);

// An id or a slug.
using WorkshopKey = std::variant<int64_t, std::string>;
absl::StatusOr<WorkshopKey> ReadGetWorkshop(
    const v1::GetWorkshopRequest& request);

v1::Workshop WriteWorkshop(const Workshop& workshop);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_WORKSHOP_CONVERT_H_
