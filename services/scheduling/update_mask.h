#ifndef CWP_SERVICES_SCHEDULING_UPDATE_MASK_H_
#define CWP_SERVICES_SCHEDULING_UPDATE_MASK_H_

#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/scheduling/convert.h"

namespace cwp::scheduling {

// The fields that an update is to change: those that the request's mask names
// or, without one, those that have a value in `from`. A row is one field: its
// `path` is what the mask calls it, `has_value(from)` whether it has a value.
// Fails with INVALID_ARGUMENT `FIELD_INVALID` when the mask names another.
template <class Row, class Request, class From>
absl::StatusOr<std::vector<const Row*>> ReadMask(absl::Span<const Row> rows,
                                                 const Request& request,
                                                 const From& from) {
  std::vector<const Row*> named;
  if (!request.has_update_mask()) {
    for (const Row& row : rows) {
      if (row.has_value(from)) named.push_back(&row);
    }
    return named;
  }
  for (const std::string& path : request.update_mask().paths()) {
    const auto row = absl::c_find_if(
        rows, [&](const Row& each) { return each.path == path; });
    if (row == rows.end()) {
      return FieldInvalid("update_mask", "names what cannot be updated");
    }
    named.push_back(&*row);
  }
  return named;
}

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_UPDATE_MASK_H_
