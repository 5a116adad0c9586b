#ifndef CWP_SERVICES_SCHEDULING_ORGANISATION_CONVERT_H_
#define CWP_SERVICES_SCHEDULING_ORGANISATION_CONVERT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "services/scheduling/organisation_commands.h"
#include "services/scheduling/organisation_store.h"

namespace cwp::scheduling {

// Requests about what the organisation says, checked, and answers. Fails with
// INVALID_ARGUMENT as organisation_service.proto says.

// `today` is what urgent help is signed for.
absl::StatusOr<UpdateOrganisationPart> ReadUpdateOrganisationPart(
    const v1::UpdateOrganisationPartRequest& request, absl::CivilDay today);

absl::StatusOr<RestoreOrganisationPart> ReadRestoreOrganisationPart(
    const v1::RestoreOrganisationPartRequest& request);

// A page of versions.
struct OrganisationVersionList {
  int part = 0;
  int64_t before = 0;
  int limit = 0;
};
absl::StatusOr<OrganisationVersionList> ReadListOrganisationVersions(
    const v1::ListOrganisationVersionsRequest& request);

v1::OrganisationPart WriteOrganisationPart(const OrganisationVersion& version);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_ORGANISATION_CONVERT_H_
