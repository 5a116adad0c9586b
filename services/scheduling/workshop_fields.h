#ifndef CWP_SERVICES_SCHEDULING_WORKSHOP_FIELDS_H_
#define CWP_SERVICES_SCHEDULING_WORKSHOP_FIELDS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// One field of a workshop that staff write.
struct WorkshopFieldRow {
  // What a field mask calls it.
  absl::string_view path;
  WorkshopField field;
  bool (*has_value)(const v1::Workshop&);
  // Reads it into the content, checked. Fails with INVALID_ARGUMENT as
  // scheduling_service.proto says.
  absl::Status (*read)(const v1::Workshop&, WorkshopContent&);
};

// All of them.
absl::Span<const WorkshopFieldRow> WorkshopFields();

absl::StatusOr<std::string> ReadSlug(absl::string_view slug);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_WORKSHOP_FIELDS_H_
