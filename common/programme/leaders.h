#ifndef CWP_COMMON_PROGRAMME_LEADERS_H_
#define CWP_COMMON_PROGRAMME_LEADERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/programme/nodes.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"

namespace cwp::programme {

// How files name facilitators: `all` of whom include those who are retired.
// Names that several bear, and those who are retired, are their ids.
FacilitatorNames NamesOf(const std::vector<scheduling::v1::Facilitator>& all);

// The id of whom somebody means by a name or an id; a name of somebody who is
// retired means nobody. Fails with INVALID_ARGUMENT `USAGE_INVALID`.
absl::StatusOr<int64_t> FindLeader(
    const std::vector<scheduling::v1::Facilitator>& all,
    const std::string& name_or_id);

// Of several; just "none" means nobody.
absl::StatusOr<std::vector<int64_t>> FindLeaders(
    const std::vector<scheduling::v1::Facilitator>& all,
    const std::vector<std::string>& names_or_ids);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_LEADERS_H_
