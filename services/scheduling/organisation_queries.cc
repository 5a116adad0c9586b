#include "services/scheduling/organisation_queries.h"

#include <vector>

#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "services/scheduling/organisation_store.h"

namespace cwp::scheduling {

absl::Status ReadOrganisation(db::Transaction& tx, v1::Organisation& response) {
  ASSIGN_OR_RETURN(const feed::Position head, feed::ReadHead(tx));
  response.set_revision(head.revision);
  for (int part = v1::OrganisationPart::Part_MIN + 1;
       part <= v1::OrganisationPart::Part_MAX; ++part) {
    ASSIGN_OR_RETURN(const OrganisationVersion last,
                     LoadOrganisation(tx, part));
    *response.add_parts() = WriteOrganisationPart(last);
  }
  return absl::OkStatus();
}

absl::Status ReadOrganisationVersions(
    db::Transaction& tx, const OrganisationVersionList& list,
    v1::ListOrganisationVersionsResponse& response) {
  ASSIGN_OR_RETURN(
      const std::vector<OrganisationVersion> versions,
      ListOrganisationVersions(tx, list.part, list.before, list.limit));
  for (const OrganisationVersion& version : versions) {
    *response.add_versions() = WriteOrganisationPart(version);
  }
  return absl::OkStatus();
}

}  // namespace cwp::scheduling
