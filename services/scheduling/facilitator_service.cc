#include "services/scheduling/facilitator_service.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/facilitator_convert.h"
#include "services/scheduling/facilitator_queries.h"
#include "services/scheduling/service.h"
#include "services/scheduling/submit.h"

namespace cwp::scheduling {
namespace {

class FacilitatorServiceImpl final
    : public v1::FacilitatorService::CallbackService {
 public:
  explicit FacilitatorServiceImpl(FacilitatorServiceOptions options)
      : host_(*options.host),
        gate_(host_.AddGate(kFacilitatorProtoService, FacilitatorAccess())),
        writer_(*options.writer),
        vault_(std::move(options.vault)) {}

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* CreateFacilitator(Context* context,
                             const v1::CreateFacilitatorRequest* request,
                             v1::Facilitator* response) override {
    return gate_.Serve(*context, "CreateFacilitator", [&](rpc::CallPtr call) {
      SubmitWrite(writer_, *vault_, std::move(call), "CreateFacilitator",
                  *request,
                  ReadCreateFacilitator(*request, host_.ids().Next(), *vault_),
                  response);
    });
  }

  Reactor* GetFacilitator(Context* context,
                          const v1::GetFacilitatorRequest* request,
                          v1::Facilitator* response) override {
    return gate_.Serve(*context, "GetFacilitator", [&](rpc::CallPtr call) {
      const absl::StatusOr<int64_t> id = ReadId("id", request->id());
      if (!id.ok()) return call->Finish(id.status());
      Read(std::move(call),
           [id = *id, vault = vault_, response](db::Transaction& tx) {
             return ReadFacilitatorOf(tx, id, *vault, *response);
           });
    });
  }

  Reactor* ListFacilitators(Context* context,
                            const v1::ListFacilitatorsRequest* request,
                            v1::ListFacilitatorsResponse* response) override {
    return gate_.Serve(*context, "ListFacilitators", [&](rpc::CallPtr call) {
      const absl::StatusOr<FacilitatorFilter> filter =
          ReadListFacilitators(*request);
      if (!filter.ok()) return call->Finish(filter.status());
      Read(std::move(call),
           [filter = *filter, vault = vault_, response](db::Transaction& tx) {
             return ReadFacilitatorPage(tx, filter, *vault, *response);
           });
    });
  }

  Reactor* UpdateFacilitator(Context* context,
                             const v1::UpdateFacilitatorRequest* request,
                             v1::Facilitator* response) override {
    return gate_.Serve(*context, "UpdateFacilitator", [&](rpc::CallPtr call) {
      SubmitWrite(writer_, *vault_, std::move(call), "UpdateFacilitator",
                  *request, ReadUpdateFacilitator(*request, *vault_), response);
    });
  }

  Reactor* RetireFacilitator(Context* context,
                             const v1::RetireFacilitatorRequest* request,
                             v1::Facilitator* response) override {
    return gate_.Serve(*context, "RetireFacilitator", [&](rpc::CallPtr call) {
      SubmitWrite(writer_, *vault_, std::move(call), "RetireFacilitator",
                  *request, ReadRetireFacilitator(*request), response);
    });
  }

  Reactor* EraseFacilitator(Context* context,
                            const v1::EraseFacilitatorRequest* request,
                            v1::Facilitator* response) override {
    return gate_.Serve(*context, "EraseFacilitator", [&](rpc::CallPtr call) {
      SubmitWrite(writer_, *vault_, std::move(call), "EraseFacilitator",
                  *request, ReadEraseFacilitator(*request), response);
    });
  }

  Reactor* GetSessionLeaders(Context* context,
                             const v1::GetSessionLeadersRequest* request,
                             v1::SessionLeaders* response) override {
    return gate_.Serve(*context, "GetSessionLeaders", [&](rpc::CallPtr call) {
      const absl::StatusOr<int64_t> id =
          ReadId("session_id", request->session_id());
      if (!id.ok()) return call->Finish(id.status());
      Read(std::move(call),
           [id = *id, vault = vault_, response](db::Transaction& tx) {
             return ReadSessionLeaders(tx, id, *vault, *response);
           });
    });
  }

 private:
  void Read(rpc::CallPtr call, db::Readers::Body body) {
    SubmitRead(host_.readers(), std::move(call), std::move(body));
  }

  host::Host& host_;
  rpc::Gate& gate_;
  SchedulingWriter& writer_;
  // Shared with reads that the host still holds when this is gone.
  const std::shared_ptr<const Vault> vault_;
};

}  // namespace

rpc::AccessTable FacilitatorAccess() {
  const std::vector<rpc::MethodAccess::Allowed> staff = {
      {"cwpctl", rpc::CallerKind::kOperator}, Planners()};
  return {{.method = "CreateFacilitator", .allowed = staff},
          {.method = "GetFacilitator", .allowed = staff},
          {.method = "ListFacilitators", .allowed = staff},
          {.method = "UpdateFacilitator", .allowed = staff},
          {.method = "RetireFacilitator", .allowed = staff},
          {.method = "EraseFacilitator", .allowed = staff},
          {.method = "GetSessionLeaders",
           .allowed = {{"notifications", rpc::CallerKind::kService}}}};
}

std::unique_ptr<grpc::Service> MakeFacilitatorService(
    FacilitatorServiceOptions options) {
  return std::make_unique<FacilitatorServiceImpl>(std::move(options));
}

}  // namespace cwp::scheduling
