#include "services/scheduling/organisation_service.h"

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/db/database.h"
#include "common/time/local_time.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "services/scheduling/organisation_convert.h"
#include "services/scheduling/organisation_queries.h"
#include "services/scheduling/service.h"
#include "services/scheduling/submit.h"

namespace cwp::scheduling {
namespace {

class OrganisationServiceImpl final
    : public v1::OrganisationService::CallbackService {
 public:
  explicit OrganisationServiceImpl(OrganisationServiceOptions options)
      : host_(*options.host),
        gate_(host_.AddGate(kOrganisationProtoService, OrganisationAccess())),
        writer_(*options.writer),
        vault_(std::move(options.vault)) {}

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* GetOrganisation(Context* context, const v1::GetOrganisationRequest*,
                           v1::Organisation* response) override {
    return gate_.Serve(*context, "GetOrganisation", [&](rpc::CallPtr call) {
      SubmitRead(host_.readers(), std::move(call),
                 [response](db::Transaction& tx) {
                   return ReadOrganisation(tx, *response);
                 });
    });
  }

  Reactor* UpdateOrganisationPart(
      Context* context, const v1::UpdateOrganisationPartRequest* request,
      v1::OrganisationPart* response) override {
    return gate_.Serve(
        *context, "UpdateOrganisationPart", [&](rpc::CallPtr call) {
          const absl::CivilDay today =
              absl::ToCivilDay(host_.clock().Now(), civil::London());
          SubmitWrite(writer_, *vault_, std::move(call),
                      "UpdateOrganisationPart", *request,
                      ReadUpdateOrganisationPart(*request, today), response);
        });
  }

  Reactor* RestoreOrganisationPart(
      Context* context, const v1::RestoreOrganisationPartRequest* request,
      v1::OrganisationPart* response) override {
    return gate_.Serve(
        *context, "RestoreOrganisationPart", [&](rpc::CallPtr call) {
          SubmitWrite(writer_, *vault_, std::move(call),
                      "RestoreOrganisationPart", *request,
                      ReadRestoreOrganisationPart(*request), response);
        });
  }

  Reactor* ListOrganisationVersions(
      Context* context, const v1::ListOrganisationVersionsRequest* request,
      v1::ListOrganisationVersionsResponse* response) override {
    return gate_.Serve(
        *context, "ListOrganisationVersions", [&](rpc::CallPtr call) {
          const absl::StatusOr<OrganisationVersionList> list =
              ReadListOrganisationVersions(*request);
          if (!list.ok()) return call->Finish(list.status());
          SubmitRead(host_.readers(), std::move(call),
                     [list = *list, response](db::Transaction& tx) {
                       return ReadOrganisationVersions(tx, list, *response);
                     });
        });
  }

 private:
  host::Host& host_;
  rpc::Gate& gate_;
  SchedulingWriter& writer_;
  const std::shared_ptr<const Vault> vault_;
};

}  // namespace

rpc::AccessTable OrganisationAccess() {
  const rpc::MethodAccess::Allowed operators = {"cwpctl",
                                                rpc::CallerKind::kOperator};
  const rpc::MethodAccess::Allowed administrators = {
      "web", rpc::CallerKind::kStaff, {"administrator"}};
  // What was said before is read by those who may say it again.
  const std::vector<rpc::MethodAccess::Allowed> write = {operators,
                                                         administrators};
  return {{.method = "GetOrganisation",
           .allowed = {operators,
                       Planners(),
                       {"web", rpc::CallerKind::kService},
                       {"notifications", rpc::CallerKind::kService},
                       {"registration", rpc::CallerKind::kService},
                       {"gateway", rpc::CallerKind::kService}}},
          {.method = "UpdateOrganisationPart", .allowed = write},
          {.method = "RestoreOrganisationPart", .allowed = write},
          {.method = "ListOrganisationVersions", .allowed = write}};
}

std::unique_ptr<grpc::Service> MakeOrganisationService(
    OrganisationServiceOptions options) {
  return std::make_unique<OrganisationServiceImpl>(std::move(options));
}

}  // namespace cwp::scheduling
