#ifndef CWP_SERVICES_CWPCTL_PARTNER_CLIENT_H_
#define CWP_SERVICES_CWPCTL_PARTNER_CLIENT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "cwp/gateway/v1/gateway_service.pb.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Calls cwp.gateway.v1.GatewayService in the operator's name; errors are those
// of the proto file and of Connections.
class PartnerClient {
 public:
  // `connections` outlives the client.
  explicit PartnerClient(Connections& connections)
      : connections_(connections) {}

  absl::StatusOr<gateway::v1::CreatePartnerResponse> CreatePartner(
      const gateway::v1::CreatePartnerRequest& request);
  absl::StatusOr<gateway::v1::ListPartnersResponse> ListPartners();
  absl::StatusOr<gateway::v1::Partner> RevokePartner(int64_t id);

 private:
  Connections& connections_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_PARTNER_CLIENT_H_
