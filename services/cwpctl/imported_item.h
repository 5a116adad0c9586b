#ifndef CWP_SERVICES_CWPCTL_IMPORTED_ITEM_H_
#define CWP_SERVICES_CWPCTL_IMPORTED_ITEM_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/programme/file_node.h"
#include "common/programme/nodes.h"
#include "services/cwpctl/failure.h"

namespace cwp::ctl {

// What becomes of one thing in a programme.
struct ImportedItem {
  // `workshop`, `session`, `booking`, `webinar`.
  std::string kind;
  std::string name;
  // `created`, `changed`, `unchanged`, or `not in the file` for a session to
  // come of a workshop that is.
  std::string outcome;
  std::vector<programme::FieldChange> changes;
  // Sentences, each on a line: whom it concerns, and what else is to be known.
  std::string notes;
};

// An error with the place in the file in front that it comes from. The
// innermost place, which is the nearest to the mistake, stays.
inline absl::Status At(const std::string& file,
                       const programme::FilePlace& place,
                       const absl::Status& status) {
  if (status.ok() || absl::StartsWith(status.message(), file)) return status;
  return Explain(status,
                 absl::StrCat(file, ":", place.line, ":", place.column));
}

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_IMPORTED_ITEM_H_
