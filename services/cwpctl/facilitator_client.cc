#include "services/cwpctl/facilitator_client.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/id.h"
#include "common/base/status_macros.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "services/cwpctl/call.h"
#include "services/cwpctl/failure.h"

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
  std::vector<int64_t> found;
  for (const v1::Facilitator& facilitator : list.facilitators()) {
    if (absl::EqualsIgnoreCase(facilitator.display_name(), name_or_id)) {
      found.push_back(facilitator.id());
    }
  }
  if (found.size() == 1) return found.front();
  // What was typed is not repeated: it may be logged.
  if (found.empty()) return UsageError("there is no facilitator of that name");
  return UsageError(
      absl::StrCat("several facilitators have that name: give the id, one of ",
                   absl::StrJoin(found, ", ")));
}

absl::StatusOr<std::vector<int64_t>> FacilitatorClient::FindAll(
    const std::vector<std::string>& names_or_ids) {
  std::vector<int64_t> ids;
  if (names_or_ids == std::vector<std::string>{"none"}) return ids;
  for (const std::string& name_or_id : names_or_ids) {
    ASSIGN_OR_RETURN(const int64_t id, Find(name_or_id));
    ids.push_back(id);
  }
  return ids;
}

absl::StatusOr<std::map<int64_t, std::string>> FacilitatorClient::Names() {
  ASSIGN_OR_RETURN(const v1::ListFacilitatorsResponse all, List(true));
  ASSIGN_OR_RETURN(const v1::ListFacilitatorsResponse active, List(false));
  std::map<std::string, int> bearers;
  for (const v1::Facilitator& one : active.facilitators()) {
    ++bearers[absl::AsciiStrToLower(one.display_name())];
  }
  std::map<int64_t, std::string> names;
  for (const v1::Facilitator& one : all.facilitators()) {
    names[one.id()] = absl::StrCat(one.id());
  }
  for (const v1::Facilitator& one : active.facilitators()) {
    if (bearers[absl::AsciiStrToLower(one.display_name())] == 1) {
      names[one.id()] = one.display_name();
    }
  }
  return names;
}

}  // namespace cwp::ctl
