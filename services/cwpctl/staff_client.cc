#include "services/cwpctl/staff_client.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "cwp/web/v1/staff_service.grpc.pb.h"
#include "services/cwpctl/call.h"

namespace cwp::ctl {
namespace {

namespace v1 = web::v1;
using Stub = v1::StaffService::Stub;

constexpr absl::string_view kService = "web";

}  // namespace

absl::StatusOr<v1::Invitation> StaffClient::InviteStaff(
    const v1::InviteStaffRequest& request) {
  return Call(connections_, kService, &Stub::InviteStaff, request);
}

absl::StatusOr<v1::Invitation> StaffClient::InviteStaffAgain(int64_t id) {
  v1::InviteStaffAgainRequest request;
  request.set_id(id);
  return Call(connections_, kService, &Stub::InviteStaffAgain, request);
}

absl::StatusOr<v1::ListStaffResponse> StaffClient::ListStaff() {
  return ListAll(connections_, kService, &Stub::ListStaff,
                 v1::ListStaffRequest(), &v1::ListStaffResponse::mutable_staff);
}

absl::StatusOr<v1::Staff> StaffClient::GetStaff(int64_t id) {
  ASSIGN_OR_RETURN(const v1::ListStaffResponse all, ListStaff());
  for (const v1::Staff& staff : all.staff()) {
    if (staff.id() == id) return staff;
  }
  return NotFound("STAFF_NOT_FOUND", "there is no such account",
                  {{"staff", absl::StrCat(id)}});
}

absl::StatusOr<v1::Staff> StaffClient::ChangeStaff(const v1::Staff& staff) {
  v1::ChangeStaffRequest request;
  *request.mutable_staff() = staff;
  return Call(connections_, kService, &Stub::ChangeStaff, request);
}

absl::StatusOr<v1::Staff> StaffClient::SignOutStaff(int64_t id) {
  v1::SignOutStaffRequest request;
  request.set_id(id);
  return Call(connections_, kService, &Stub::SignOutStaff, request);
}

}  // namespace cwp::ctl
