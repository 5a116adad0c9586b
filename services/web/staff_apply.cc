#include "services/web/staff_apply.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::web {

AuditNote NoteOf(AuditAct act, int64_t staff_id, const AuditActor& by) {
  return {.actor = by,
          .act = act,
          .subject = AuditSubject::kStaff,
          .subject_id = staff_id};
}

AuditNote NoteOfOwn(AuditAct act, int64_t staff_id,
                    const std::string& request_id) {
  return NoteOf(act, staff_id,
                {.kind = AuditActor::Kind::kStaff,
                 .staff_id = staff_id,
                 .request_id = request_id});
}

absl::StatusOr<SealedStaff> NeedStaff(db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(std::optional<SealedStaff> found, FindStaff(tx, id));
  if (!found.has_value()) {
    return NotFound("STAFF_NOT_FOUND", "there is no such account",
                    {{"staff", absl::StrCat(id)}});
  }
  return *std::move(found);
}

absl::Status SignInRefused(absl::string_view at) {
  return MakeError(absl::StatusCode::kPermissionDenied, "SIGN_IN_REFUSED",
                   "e-mail address, password or code are not right",
                   {{"at", std::string(at)}});
}

absl::Status InvitationNotValid() {
  return NotFound("INVITATION_NOT_VALID",
                  "the invitation was used, replaced, or is over");
}

absl::Status PasswordWrong() {
  return InvalidArgument("PASSWORD_WRONG", "the password is not the account's",
                         {{"field", "password"}});
}

absl::Status CodeWrong() {
  return InvalidArgument("CODE_WRONG", "the code is not the app's",
                         {{"field", "code"}});
}

}  // namespace cwp::web
