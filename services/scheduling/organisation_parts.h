#ifndef CWP_SERVICES_SCHEDULING_ORGANISATION_PARTS_H_
#define CWP_SERVICES_SCHEDULING_ORGANISATION_PARTS_H_

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"

namespace cwp::scheduling {

// What a request wants said, as it is kept: `part` and `content` alone. `today`
// is what urgent help is signed for. Fails with INVALID_ARGUMENT as
// organisation_service.proto says.
absl::StatusOr<v1::OrganisationPart> ReadOrganisationContent(
    const v1::UpdateOrganisationPartRequest& request, absl::CivilDay today);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_ORGANISATION_PARTS_H_
