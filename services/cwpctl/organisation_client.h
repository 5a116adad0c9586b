#ifndef CWP_SERVICES_CWPCTL_ORGANISATION_CLIENT_H_
#define CWP_SERVICES_CWPCTL_ORGANISATION_CLIENT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Calls cwp.scheduling.v1.OrganisationService in the operator's name; errors
// are those of the proto file and of Connections.
class OrganisationClient {
 public:
  // `connections` outlives the client.
  explicit OrganisationClient(Connections& connections)
      : connections_(connections) {}

  absl::StatusOr<scheduling::v1::Organisation> Get();
  // The newest first.
  absl::StatusOr<scheduling::v1::ListOrganisationVersionsResponse> ListVersions(
      scheduling::v1::OrganisationPart::Part part);
  absl::StatusOr<scheduling::v1::OrganisationPart> Restore(
      scheduling::v1::OrganisationPart::Part part, int64_t version);

 private:
  Connections& connections_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_ORGANISATION_CLIENT_H_
