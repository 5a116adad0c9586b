#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/web/staff_apply.h"

namespace cwp::web {
namespace {

// The account, if it can sign in and its password is the one that was held
// against.
StaffAnswer NeedProved(db::Transaction& tx, int64_t staff_id,
                       const std::string& password_hash) {
  ASSIGN_OR_RETURN(SealedStaff staff, NeedStaff(tx, staff_id));
  if (staff.staff.disabled || staff.secrets.password_hash != password_hash) {
    return PasswordWrong();
  }
  return staff;
}

absl::Status AddNote(AuditAppender& audit, AuditAct act, int64_t staff_id,
                     const std::string& request_id) {
  return audit.Add(NoteOfOwn(act, staff_id, request_id)).status();
}

}  // namespace

StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const ChangePassword& command, absl::Time) {
  ASSIGN_OR_RETURN(SealedStaff staff,
                   NeedProved(tx, command.staff_id, command.password_hash));
  staff.secrets.password_hash = command.new_password_hash;
  RETURN_IF_ERROR(UpdateStaff(tx, staff));
  RETURN_IF_ERROR(
      DeleteOtherSessionsOf(tx, command.staff_id, command.token_hash));
  RETURN_IF_ERROR(AddNote(audit, AuditAct::kPasswordChanged, command.staff_id,
                          command.request_id));
  return staff;
}

StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const RenewAuthenticator& command, absl::Time) {
  ASSIGN_OR_RETURN(SealedStaff staff,
                   NeedProved(tx, command.staff_id, command.password_hash));
  staff.secrets.totp_secret = command.totp_secret;
  staff.secrets.totp_step = command.totp_step;
  staff.staff.has_code = true;
  RETURN_IF_ERROR(UpdateStaff(tx, staff));
  RETURN_IF_ERROR(
      SaveRecoveryCodes(tx, command.staff_id, command.recovery_hashes));
  RETURN_IF_ERROR(
      DeleteOtherSessionsOf(tx, command.staff_id, command.token_hash));
  RETURN_IF_ERROR(AddNote(audit, AuditAct::kAuthenticatorRenewed,
                          command.staff_id, command.request_id));
  return staff;
}

StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const RenewRecoveryCodes& command, absl::Time) {
  ASSIGN_OR_RETURN(SealedStaff staff,
                   NeedProved(tx, command.staff_id, command.password_hash));
  if (!staff.staff.has_code) {
    return FailedPrecondition("NO_AUTHENTICATOR",
                              "the account has no authenticator");
  }
  RETURN_IF_ERROR(
      SaveRecoveryCodes(tx, command.staff_id, command.recovery_hashes));
  RETURN_IF_ERROR(AddNote(audit, AuditAct::kRecoveryCodesRenewed,
                          command.staff_id, command.request_id));
  return staff;
}

}  // namespace cwp::web
