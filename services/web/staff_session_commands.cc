#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/web/staff_apply.h"

namespace cwp::web {
namespace {

// Takes the proof of the second factor of an account that has one.
absl::Status TakeProof(db::Transaction& tx, AuditAppender& audit,
                       const CodeProof& proof, const std::string& request_id,
                       SealedStaff& staff) {
  if (proof.totp_step.has_value()) {
    if (*proof.totp_step <= staff.secrets.totp_step) {
      return SignInRefused("CODE_USED");
    }
    staff.secrets.totp_step = *proof.totp_step;
    return absl::OkStatus();
  }
  if (!proof.recovery_hash.has_value()) return SignInRefused("CODE_WRONG");
  ASSIGN_OR_RETURN(const bool had,
                   TakeRecoveryCode(tx, staff.staff.id, *proof.recovery_hash));
  if (!had) return SignInRefused("CODE_USED");
  return audit
      .Add(NoteOfOwn(AuditAct::kRecoveryCodeUsed, staff.staff.id, request_id))
      .status();
}

// Connects the authenticator that came with the sign-in.
absl::Status TakeAuthenticator(db::Transaction& tx,
                               const StartProviderSession& command,
                               SealedStaff& staff) {
  if (command.totp_secret.empty()) return SignInRefused("STAFF_NOT_SET_UP");
  staff.secrets.totp_secret = command.totp_secret;
  staff.secrets.totp_step = command.totp_step;
  staff.staff.has_code = true;
  return SaveRecoveryCodes(tx, staff.staff.id, command.recovery_hashes);
}

// Begins the session of an account that has proved what it has to.
absl::Status Begin(db::Transaction& tx, const std::string& token_hash,
                   const std::string& old_token_hash, absl::Time now,
                   SealedStaff& staff) {
  staff.staff.sign_in_time = now;
  RETURN_IF_ERROR(UpdateStaff(tx, staff));
  RETURN_IF_ERROR(DeleteSession(tx, old_token_hash).status());
  return InsertSession(tx, token_hash, staff.staff.id, now);
}

// Whether the account is, or may be linked to be, whose the provider says.
absl::Status CheckIdentity(db::Transaction& tx,
                           const StartProviderSession& command,
                           const SealedStaff& staff) {
  if (staff.identity_key == command.identity_key) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<SealedStaff> other,
                   FindStaffByIdentity(tx, command.identity_key));
  if (staff.staff.linked || other.has_value()) {
    return SignInRefused("LINKED_OTHERWISE");
  }
  return command.email_key == staff.email_key
             ? absl::OkStatus()
             : SignInRefused("IDENTITY_UNKNOWN");
}

absl::Status Link(db::Transaction& tx, AuditAppender& audit,
                  const StartProviderSession& command, absl::Time now,
                  SealedStaff& staff) {
  RETURN_IF_ERROR(InsertLink(tx, staff.staff.id, command.identity_key, now));
  if (!staff.staff.set_up) {
    // Whoever else has the invitation gets nothing by it any more.
    staff.invitation_hash.clear();
    staff.invitation_expire_time.reset();
  }
  staff.identity_key = command.identity_key;
  staff.staff.linked = true;
  staff.staff.set_up = true;
  return audit
      .Add(NoteOfOwn(AuditAct::kAccountLinked, staff.staff.id,
                     command.request_id))
      .status();
}

}  // namespace

StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const StartSession& command, absl::Time now) {
  ASSIGN_OR_RETURN(SealedStaff staff, NeedStaff(tx, command.staff_id));
  if (staff.staff.disabled) return SignInRefused("STAFF_DISABLED");
  if (!staff.staff.has_password ||
      command.password_hash != staff.secrets.password_hash) {
    return SignInRefused("PASSWORD_WRONG");
  }
  if (staff.staff.has_code) {
    RETURN_IF_ERROR(
        TakeProof(tx, audit, command.proof, command.request_id, staff));
  } else if (NeedsCode(staff.staff.role)) {
    return SignInRefused("STAFF_NOT_SET_UP");
  }
  RETURN_IF_ERROR(
      Begin(tx, command.token_hash, command.old_token_hash, now, staff));
  RETURN_IF_ERROR(audit
                      .Add(NoteOfOwn(AuditAct::kSignedIn, staff.staff.id,
                                     command.request_id))
                      .status());
  return staff;
}

StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const StartProviderSession& command, absl::Time now) {
  ASSIGN_OR_RETURN(SealedStaff staff, NeedStaff(tx, command.staff_id));
  if (staff.staff.disabled) return SignInRefused("STAFF_DISABLED");
  // What can be refused goes before what is written.
  RETURN_IF_ERROR(CheckIdentity(tx, command, staff));
  if (!command.proves_factor) {
    if (staff.staff.has_code) {
      RETURN_IF_ERROR(
          TakeProof(tx, audit, command.proof, command.request_id, staff));
    } else if (NeedsCode(staff.staff.role)) {
      RETURN_IF_ERROR(TakeAuthenticator(tx, command, staff));
    }
  }
  if (!staff.staff.linked) {
    RETURN_IF_ERROR(Link(tx, audit, command, now, staff));
  }
  RETURN_IF_ERROR(
      Begin(tx, command.token_hash, command.old_token_hash, now, staff));
  RETURN_IF_ERROR(audit
                      .Add(NoteOfOwn(AuditAct::kSignedInWithProvider,
                                     staff.staff.id, command.request_id))
                      .status());
  return staff;
}

StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender&,
                     const SeeSession& command, absl::Time now) {
  RETURN_IF_ERROR(SaveSeen(tx, command.token_hash, now));
  return SealedStaff();
}

StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const EndSession& command, absl::Time) {
  ASSIGN_OR_RETURN(const int64_t staff_id,
                   DeleteSession(tx, command.token_hash));
  if (staff_id == 0) return SealedStaff();
  RETURN_IF_ERROR(
      audit.Add(NoteOfOwn(AuditAct::kSignedOut, staff_id, command.request_id))
          .status());
  return SealedStaff();
}

}  // namespace cwp::web
