#include "services/cwpctl/facilitator_client.h"

#include <optional>

#include "common/base/id.h"
#include "common/base/status_macros.h"
#include "common/programme/leaders.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "services/cwpctl/call.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;
using Stub = v1::FacilitatorService::Stub;

constexpr absl::string_view kService = "scheduling";

}  // namespace

absl::StatusOr<v1::Facilitator> FacilitatorClient::Create(
    const v1::Facilitator& facilitator) {
  v1::CreateFacilitatorRequest request;
  *request.mutable_facilitator() = facilitator;
  return Write(connections_, kService, &Stub::CreateFacilitator, request);
}

absl::StatusOr<v1::Facilitator> FacilitatorClient::Get(int64_t id) {
  v1::GetFacilitatorRequest request;
  request.set_id(id);
  return Call(connections_, kService, &Stub::GetFacilitator, request);
}

absl::StatusOr<v1::ListFacilitatorsResponse> FacilitatorClient::List(
    bool include_retired) {
  v1::ListFacilitatorsRequest request;
  request.set_include_retired(include_retired);
  return ListAll(connections_, kService, &Stub::ListFacilitators, request,
                 &v1::ListFacilitatorsResponse::mutable_facilitators);
}

absl::StatusOr<v1::Facilitator> FacilitatorClient::Update(
    const v1::UpdateFacilitatorRequest& request) {
  return Write(connections_, kService, &Stub::UpdateFacilitator, request);
}

absl::StatusOr<v1::Facilitator> FacilitatorClient::Retire(int64_t id) {
  v1::RetireFacilitatorRequest request;
  request.set_id(id);
  return Write(connections_, kService, &Stub::RetireFacilitator, request);
}

absl::StatusOr<v1::Facilitator> FacilitatorClient::Erase(int64_t id) {
  v1::EraseFacilitatorRequest request;
  request.set_id(id);
  return Write(connections_, kService, &Stub::EraseFacilitator, request);
}

absl::StatusOr<int64_t> FacilitatorClient::Find(const std::string& name_or_id) {
  const std::optional<int64_t> id = ParseId(name_or_id);
  if (id.has_value()) return *id;
  ASSIGN_OR_RETURN(const v1::ListFacilitatorsResponse list, List(false));
  return programme::FindLeader(
      {list.facilitators().begin(), list.facilitators().end()}, name_or_id);
}

absl::StatusOr<std::vector<int64_t>> FacilitatorClient::FindAll(
    const std::vector<std::string>& names_or_ids) {
  if (names_or_ids.empty()) return std::vector<int64_t>();
  ASSIGN_OR_RETURN(const v1::ListFacilitatorsResponse list, List(false));
  return programme::FindLeaders(
      {list.facilitators().begin(), list.facilitators().end()}, names_or_ids);
}

absl::StatusOr<programme::FacilitatorNames> FacilitatorClient::Names() {
  ASSIGN_OR_RETURN(const v1::ListFacilitatorsResponse all, List(true));
  return programme::NamesOf(
      {all.facilitators().begin(), all.facilitators().end()});
}

}  // namespace cwp::ctl
