#include "services/web/staff_convert.h"

#include <string>

#include "absl/strings/ascii.h"
#include "common/base/email.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/time/proto_time.h"

namespace cwp::web {
namespace {

absl::Status Missing(absl::string_view field) {
  return InvalidArgument("FIELD_REQUIRED", "the field is required",
                         {{"field", std::string(field)}});
}

absl::Status Wrong(absl::string_view field, absl::string_view why) {
  return InvalidArgument("FIELD_INVALID", why, {{"field", std::string(field)}});
}

// The role, and whose sessions a facilitator leads.
absl::Status CheckRole(const v1::Staff& staff) {
  if (staff.role() == v1::Staff::ROLE_UNSPECIFIED) return Missing("role");
  if (!v1::Staff::Role_IsValid(staff.role())) {
    return Wrong("role", "there is no such role");
  }
  const bool leads = staff.role() == v1::Staff::FACILITATOR;
  if (leads && staff.facilitator_id() == 0) return Missing("facilitator_id");
  if (staff.facilitator_id() < 0 || (!leads && staff.facilitator_id() != 0)) {
    return Wrong("facilitator_id", "it belongs to the role facilitator alone");
  }
  return absl::OkStatus();
}

}  // namespace

v1::Staff ToProto(const Staff& staff) {
  v1::Staff proto;
  proto.set_id(staff.id);
  proto.set_email(staff.email);
  proto.set_name(staff.name);
  proto.set_role(static_cast<v1::Staff::Role>(staff.role));
  proto.set_facilitator_id(staff.facilitator_id);
  proto.set_disabled(staff.disabled);
  proto.set_set_up(staff.set_up);
  proto.set_has_code(staff.has_code);
  proto.set_linked(staff.linked);
  proto.set_etag(EtagOf(staff));
  *proto.mutable_create_time() = ToTimestamp(staff.create_time);
  if (staff.sign_in_time.has_value()) {
    *proto.mutable_sign_in_time() = ToTimestamp(*staff.sign_in_time);
  }
  return proto;
}

absl::StatusOr<Staff> ToNewStaff(const v1::Staff& proto) {
  Staff staff = {
      .email = std::string(absl::StripAsciiWhitespace(proto.email())),
      .name = std::string(absl::StripAsciiWhitespace(proto.name())),
      .role = static_cast<Role>(proto.role()),
      .facilitator_id = proto.facilitator_id()};
  RETURN_IF_ERROR(
      CheckText("email", staff.email, {.min = 1, .max = kMaxEmailAddress}));
  if (!IsEmailAddress(staff.email)) {
    return Wrong("email", "it is not an e-mail address");
  }
  RETURN_IF_ERROR(
      CheckText("name", staff.name, {.min = 1, .max = kMaxStaffName}));
  RETURN_IF_ERROR(CheckRole(proto));
  return staff;
}

absl::StatusOr<ChangeStaff> ToChange(const v1::Staff& proto) {
  if (proto.id() == 0) return Missing("id");
  if (proto.id() < 0) return Wrong("id", "id must be an account's");
  RETURN_IF_ERROR(CheckRole(proto));
  return ChangeStaff{.staff_id = proto.id(),
                     .role = static_cast<Role>(proto.role()),
                     .facilitator_id = proto.facilitator_id(),
                     .disabled = proto.disabled(),
                     .etag = proto.etag()};
}

}  // namespace cwp::web
