#include "services/web/staff_service.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/rpc/page_token.h"
#include "cwp/web/v1/staff_service.grpc.pb.h"
#include "services/web/staff_convert.h"
#include "services/web/staff_store.h"

namespace cwp::web {
namespace {

using rpc::CallPtr;
using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

constexpr absl::string_view kStaffList = "ListStaff";

absl::Status CheckId(int64_t id) {
  if (id > 0) return absl::OkStatus();
  return InvalidArgument(id == 0 ? "FIELD_REQUIRED" : "FIELD_INVALID",
                         "id must be an account's", {{"field", "id"}});
}

class Service final : public v1::StaffService::CallbackService {
 public:
  explicit Service(const StaffServiceParts& parts) : use_(parts) {}

  Reactor* InviteStaff(Context* context, const v1::InviteStaffRequest* request,
                       v1::Invitation* response) override {
    return use_.gate->Serve(*context, "InviteStaff", [&](CallPtr call) {
      absl::StatusOr<Staff> staff = ToNewStaff(request->staff());
      if (!staff.ok()) return call->Finish(staff.status());
      staff->id = use_.ids->Next();
      const std::string token = crypto::RandomToken();
      SetInvitation(token, *response);
      CreateStaff create = NewStaff(*use_.vault, *staff, token);
      create.by = OperatorOf(*call);
      Write(call, std::move(create), response->mutable_staff());
    });
  }

  Reactor* InviteStaffAgain(Context* context,
                            const v1::InviteStaffAgainRequest* request,
                            v1::Invitation* response) override {
    return use_.gate->Serve(*context, "InviteStaffAgain", [&](CallPtr call) {
      if (absl::Status status = CheckId(request->id()); !status.ok()) {
        return call->Finish(status);
      }
      const std::string token = crypto::RandomToken();
      SetInvitation(token, *response);
      Write(call,
            InviteAgain{.staff_id = request->id(),
                        .invitation_hash = crypto::Hash(token),
                        .by = OperatorOf(*call)},
            response->mutable_staff());
    });
  }

  Reactor* ListStaff(Context* context, const v1::ListStaffRequest* request,
                     v1::ListStaffResponse* response) override {
    return use_.gate->Serve(*context, "ListStaff", [&](CallPtr call) {
      const absl::StatusOr<int> size = rpc::ReadPageSize(request->page_size());
      if (!size.ok()) return call->Finish(size.status());
      const absl::StatusOr<std::vector<int64_t>> key =
          rpc::ReadPageToken(kStaffList, request->page_token(), 1);
      if (!key.ok()) return call->Finish(key.status());
      const int64_t after = key->empty() ? 0 : key->front();
      // What cannot be recorded is not shown.
      use_.audit->writer().Submit(
          AuditNote{.actor = OperatorOf(*call), .act = AuditAct::kStaffViewed},
          call->deadline(),
          [this, call, after, size = *size,
           response](const absl::StatusOr<int64_t>& recorded) {
            if (!recorded.ok()) return call->Finish(recorded.status());
            ReadPage(call, after, size, response);
          });
    });
  }

  Reactor* ChangeStaff(Context* context, const v1::ChangeStaffRequest* request,
                       v1::Staff* response) override {
    return use_.gate->Serve(*context, "ChangeStaff", [&](CallPtr call) {
      absl::StatusOr<web::ChangeStaff> change = ToChange(request->staff());
      if (!change.ok()) return call->Finish(change.status());
      change->by = OperatorOf(*call);
      Write(call, *std::move(change), response);
    });
  }

  Reactor* SignOutStaff(Context* context,
                        const v1::SignOutStaffRequest* request,
                        v1::Staff* response) override {
    return use_.gate->Serve(*context, "SignOutStaff", [&](CallPtr call) {
      if (absl::Status status = CheckId(request->id()); !status.ok()) {
        return call->Finish(status);
      }
      Write(call,
            EndSessions{.staff_id = request->id(), .by = OperatorOf(*call)},
            response);
    });
  }

 private:
  void SetInvitation(absl::string_view token, v1::Invitation& response) const {
    response.set_invitation_uri(
        absl::StrCat(use_.public_url, kInvitationPath, token));
  }

  // Hands a command to the writer, and answers with the account.
  void Write(const CallPtr& call, StaffCommand command, v1::Staff* response) {
    use_.writer->Submit(
        std::move(command), call->deadline(),
        [this, call, response](const absl::StatusOr<SealedStaff>& saved) {
          if (!saved.ok()) return call->Finish(saved.status());
          const absl::StatusOr<Staff> staff = use_.vault->OpenStaff(*saved);
          if (staff.ok()) *response = ToProto(*staff);
          call->Finish(staff.status());
        });
  }

  void ReadPage(const CallPtr& call, int64_t after, int size,
                v1::ListStaffResponse* response) {
    use_.readers->Submit(
        call->deadline(),
        [this, after, size, response](db::Transaction& tx) {
          return ListPage(tx, after, size, *response);
        },
        [call](const absl::Status& status) { call->Finish(status); });
  }

  absl::Status ListPage(db::Transaction& tx, int64_t after, int size,
                        v1::ListStaffResponse& response) const {
    ASSIGN_OR_RETURN(std::vector<SealedStaff> page,
                     web::ListStaff(tx, after, size + 1));
    const bool more = static_cast<int>(page.size()) > size;
    if (more) page.pop_back();
    for (const SealedStaff& sealed : page) {
      ASSIGN_OR_RETURN(const Staff staff, use_.vault->OpenStaff(sealed));
      *response.add_staff() = ToProto(staff);
    }
    if (more) {
      response.set_next_page_token(
          rpc::MakePageToken(kStaffList, {page.back().staff.id}));
    }
    return absl::OkStatus();
  }

  const StaffServiceParts use_;
};

}  // namespace

AuditActor OperatorOf(const rpc::Call& call) {
  return {.kind = AuditActor::Kind::kOperator,
          .request_id = call.caller().trace};
}

// Staff do the same by pages, within web.
rpc::AccessTable StaffServiceAccess() {
  const rpc::MethodAccess::Allowed op = {"cwpctl", rpc::CallerKind::kOperator};
  return {
      {"InviteStaff", {op}}, {"InviteStaffAgain", {op}}, {"ListStaff", {op}},
      {"ChangeStaff", {op}}, {"SignOutStaff", {op}},
  };
}

std::unique_ptr<grpc::Service> MakeStaffService(
    const StaffServiceParts& parts) {
  return std::make_unique<Service>(parts);
}

}  // namespace cwp::web
