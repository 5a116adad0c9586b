#ifndef CWP_SERVICES_SCHEDULING_ORGANISATION_QUERIES_H_
#define CWP_SERVICES_SCHEDULING_ORGANISATION_QUERIES_H_

#include "absl/status/status.h"
#include "common/db/database.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "services/scheduling/organisation_convert.h"

namespace cwp::scheduling {

// What the reading methods of OrganisationService answer, each from one read
// transaction. Errors are the database's.

absl::Status ReadOrganisation(db::Transaction& tx, v1::Organisation& response);

absl::Status ReadOrganisationVersions(
    db::Transaction& tx, const OrganisationVersionList& list,
    v1::ListOrganisationVersionsResponse& response);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_ORGANISATION_QUERIES_H_
