#include "services/gateway/service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/db/database.h"
#include "common/rpc/page_token.h"
#include "cwp/gateway/v1/gateway_service.grpc.pb.h"
#include "services/gateway/convert.h"
#include "services/gateway/partner_store.h"

namespace cwp::gateway {
namespace {

using rpc::CallPtr;
using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

constexpr absl::string_view kPartnerList = "ListPartners";

absl::Status ListPage(db::Transaction& tx, int64_t after, int size,
                      v1::ListPartnersResponse& response) {
  ASSIGN_OR_RETURN(std::vector<Partner> partners,
                   ListPartners(tx, after, size + 1));
  const bool more = static_cast<int>(partners.size()) > size;
  if (more) partners.pop_back();
  for (const Partner& partner : partners) {
    *response.add_partners() = ToProto(partner);
  }
  if (more) {
    response.set_next_page_token(
        rpc::MakePageToken(kPartnerList, {partners.back().id}));
  }
  return absl::OkStatus();
}

class Service final : public v1::GatewayService::CallbackService {
 public:
  explicit Service(const ServiceParts& parts) : use_(parts) {}

  Reactor* CreatePartner(Context* context,
                         const v1::CreatePartnerRequest* request,
                         v1::CreatePartnerResponse* response) override {
    return use_.gate->Serve(*context, "CreatePartner", [&](CallPtr call) {
      absl::StatusOr<Partner> partner =
          ToNewPartner(*request, use_.clock->Now());
      if (!partner.ok()) return call->Finish(partner.status());
      partner->id = use_.ids->Next();
      std::string token = crypto::RandomToken();
      v1::CreatePartnerRequest content = *request;
      content.clear_request_id();
      gateway::CreatePartner command = {
          .partner = *std::move(partner),
          .token_hash = crypto::Hash(token),
          .request = use_.request_keys->Make(call->caller(), "CreatePartner",
                                             request->request_id(), content)};
      const absl::Time deadline = call->deadline();
      use_.writer->Submit(std::move(command), deadline,
                          [call, response, token = std::move(token)](
                              absl::StatusOr<WriteAnswer> made) {
                            if (made.ok()) {
                              *response->mutable_partner() =
                                  ToProto(made->partner);
                              response->set_token(token);
                            }
                            call->Finish(made.status());
                          });
    });
  }

  Reactor* ListPartners(Context* context,
                        const v1::ListPartnersRequest* request,
                        v1::ListPartnersResponse* response) override {
    return use_.gate->Serve(*context, "ListPartners", [&](CallPtr call) {
      absl::StatusOr<int> size = rpc::ReadPageSize(request->page_size());
      if (!size.ok()) return call->Finish(size.status());
      const absl::StatusOr<std::vector<int64_t>> key =
          rpc::ReadPageToken(kPartnerList, request->page_token(), 1);
      if (!key.ok()) return call->Finish(key.status());
      const int64_t after = key->empty() ? 0 : key->front();
      const absl::Time deadline = call->deadline();
      use_.readers->Submit(
          deadline,
          [after, size = *size, response](db::Transaction& tx) {
            return ListPage(tx, after, size, *response);
          },
          [call](const absl::Status& status) { call->Finish(status); });
    });
  }

  Reactor* RevokePartner(Context* context,
                         const v1::RevokePartnerRequest* request,
                         v1::Partner* response) override {
    return use_.gate->Serve(*context, "RevokePartner", [&](CallPtr call) {
      if (request->id() <= 0) {
        return call->Finish(InvalidArgument(
            request->id() == 0 ? "FIELD_REQUIRED" : "FIELD_INVALID",
            "id must be a partner's", {{"field", "id"}}));
      }
      const absl::Time deadline = call->deadline();
      use_.writer->Submit(
          gateway::RevokePartner{.id = request->id()}, deadline,
          [call, response](absl::StatusOr<WriteAnswer> revoked) {
            if (revoked.ok()) {
              *response = ToProto(revoked->partner);
            }
            call->Finish(revoked.status());
          });
    });
  }

 private:
  const ServiceParts use_;
};

}  // namespace

// Partners are the business of administrators and the operator.
rpc::AccessTable GatewayAccess() {
  const rpc::MethodAccess::Allowed admin = {
      "web", rpc::CallerKind::kStaff, {"administrator"}};
  const rpc::MethodAccess::Allowed op = {"cwpctl", rpc::CallerKind::kOperator};
  return {
      {"CreatePartner", {admin, op}},
      {"ListPartners", {admin, op}},
      {"RevokePartner", {admin, op}},
  };
}

std::unique_ptr<grpc::Service> MakeService(const ServiceParts& parts) {
  return std::make_unique<Service>(parts);
}

}  // namespace cwp::gateway
