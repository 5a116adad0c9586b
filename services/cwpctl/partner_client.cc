#include "services/cwpctl/partner_client.h"

#include "cwp/gateway/v1/gateway_service.grpc.pb.h"
#include "services/cwpctl/call.h"

namespace cwp::ctl {
namespace {

namespace v1 = gateway::v1;
using Stub = v1::GatewayService::Stub;

constexpr absl::string_view kService = "gateway";

}  // namespace

absl::StatusOr<v1::CreatePartnerResponse> PartnerClient::CreatePartner(
    const v1::CreatePartnerRequest& request) {
  return Write(connections_, kService, &Stub::CreatePartner, request);
}

absl::StatusOr<v1::ListPartnersResponse> PartnerClient::ListPartners() {
  return ListAll(connections_, kService, &Stub::ListPartners,
                 v1::ListPartnersRequest(),
                 &v1::ListPartnersResponse::mutable_partners);
}

absl::StatusOr<v1::Partner> PartnerClient::RevokePartner(int64_t id) {
  v1::RevokePartnerRequest request;
  request.set_id(id);
  return Call(connections_, kService, &Stub::RevokePartner, request);
}

}  // namespace cwp::ctl
