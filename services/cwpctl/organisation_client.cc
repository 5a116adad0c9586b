#include "services/cwpctl/organisation_client.h"

#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "services/cwpctl/call.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;
using Stub = v1::OrganisationService::Stub;

constexpr absl::string_view kService = "scheduling";
constexpr int kMostVersions = 200;

}  // namespace

absl::StatusOr<v1::Organisation> OrganisationClient::Get() {
  return Call(connections_, kService, &Stub::GetOrganisation,
              v1::GetOrganisationRequest());
}

absl::StatusOr<v1::ListOrganisationVersionsResponse>
OrganisationClient::ListVersions(v1::OrganisationPart::Part part) {
  v1::ListOrganisationVersionsRequest request;
  request.set_part(part);
  request.set_page_size(kMostVersions);
  return Call(connections_, kService, &Stub::ListOrganisationVersions, request);
}

absl::StatusOr<v1::OrganisationPart> OrganisationClient::Restore(
    v1::OrganisationPart::Part part, int64_t version) {
  v1::RestoreOrganisationPartRequest request;
  request.set_part(part);
  request.set_version(version);
  return Write(connections_, kService, &Stub::RestoreOrganisationPart, request);
}

}  // namespace cwp::ctl
