#include "services/web/staff_commands.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/web/audit_appender.h"

namespace cwp::web {
namespace {

constexpr absl::Duration kPruneInterval = absl::Hours(1);
// For how long after its end a session says whose form was sent too late.
constexpr absl::Duration kFormsKept = absl::Hours(24);

using Answer = absl::StatusOr<SealedStaff>;

// An entry about an account; `by` did it.
AuditNote NoteOf(AuditAct act, int64_t staff_id, const AuditActor& by) {
  return {.actor = by,
          .act = act,
          .subject = AuditSubject::kStaff,
          .subject_id = staff_id};
}

// The account itself acts.
AuditNote NoteOfOwn(AuditAct act, int64_t staff_id,
                    const std::string& request_id) {
  return NoteOf(act, staff_id,
                {.kind = AuditActor::Kind::kStaff,
                 .staff_id = staff_id,
                 .request_id = request_id});
}

absl::StatusOr<SealedStaff> Need(db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(std::optional<SealedStaff> found, FindStaff(tx, id));
  if (!found.has_value()) {
    return NotFound("STAFF_NOT_FOUND", "there is no such account",
                    {{"staff", absl::StrCat(id)}});
  }
  return *std::move(found);
}

Answer Apply(db::Transaction& tx, AuditAppender& audit,
             const CreateStaff& command, absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<SealedStaff> other,
                   FindStaffByEmail(tx, command.staff.email_key));
  if (other.has_value()) {
    return MakeError(absl::StatusCode::kAlreadyExists, "STAFF_EXISTS",
                     absl::StrCat("account ", other->staff.id,
                                  " has this e-mail address; invite it again, "
                                  "or change its role"),
                     {{"staff", absl::StrCat(other->staff.id)}});
  }
  SealedStaff staff = command.staff;
  staff.staff.create_time = now;
  staff.invitation_expire_time = now + kInvitationTime;
  RETURN_IF_ERROR(InsertStaff(tx, staff));
  AuditNote note = NoteOf(AuditAct::kStaffInvited, staff.staff.id, command.by);
  note.new_role = staff.staff.role;
  RETURN_IF_ERROR(audit.Add(note).status());
  return staff;
}

Answer Apply(db::Transaction& tx, AuditAppender& audit,
             const InviteAgain& command, absl::Time now) {
  ASSIGN_OR_RETURN(SealedStaff staff, Need(tx, command.staff_id));
  if (staff.staff.disabled) {
    return FailedPrecondition("STAFF_DISABLED",
                              "the account is disabled; enable it first",
                              {{"staff", absl::StrCat(command.staff_id)}});
  }
  staff.invitation_hash = command.invitation_hash;
  staff.invitation_expire_time = now + kInvitationTime;
  RETURN_IF_ERROR(UpdateStaff(tx, staff));
  RETURN_IF_ERROR(audit
                      .Add(NoteOf(AuditAct::kStaffInvitedAgain,
                                  command.staff_id, command.by))
                      .status());
  return staff;
}

Answer Apply(db::Transaction& tx, AuditAppender& audit,
             const AcceptInvitation& command, absl::Time now) {
  ASSIGN_OR_RETURN(std::optional<SealedStaff> found,
                   FindStaffByInvitation(tx, command.invitation_hash));
  if (!found.has_value() || found->staff.disabled ||
      !(now < found->invitation_expire_time)) {
    return InvitationNotValid();
  }
  SealedStaff staff = *std::move(found);
  if (command.totp_secret.empty() && NeedsCode(staff.staff.role)) {
    return InvalidArgument("CODE_REQUIRED", "the role needs an authenticator",
                           {{"field", "code"}});
  }
  staff.secrets = {.password_hash = command.password_hash,
                   .totp_secret = command.totp_secret,
                   .totp_step = command.totp_step};
  staff.invitation_hash.clear();
  staff.invitation_expire_time.reset();
  staff.staff.set_up = true;
  staff.staff.has_code = !command.totp_secret.empty();
  staff.staff.sign_in_time = now;
  RETURN_IF_ERROR(UpdateStaff(tx, staff));
  RETURN_IF_ERROR(
      SaveRecoveryCodes(tx, staff.staff.id, command.recovery_hashes));
  RETURN_IF_ERROR(DeleteSessionsOf(tx, staff.staff.id));
  RETURN_IF_ERROR(InsertSession(tx, command.token_hash, staff.staff.id, now));
  RETURN_IF_ERROR(audit
                      .Add(NoteOfOwn(AuditAct::kAccountSetUp, staff.staff.id,
                                     command.request_id))
                      .status());
  return staff;
}

// Takes the proof of the second factor, which then works no more.
absl::Status TakeProof(db::Transaction& tx, AuditAppender& audit,
                       const StartSession& command, SealedStaff& staff) {
  if (!staff.staff.has_code) {
    return NeedsCode(staff.staff.role) ? SignInRefused("STAFF_NOT_SET_UP")
                                       : absl::OkStatus();
  }
  if (command.totp_step.has_value()) {
    if (*command.totp_step <= staff.secrets.totp_step) {
      return SignInRefused("CODE_USED");
    }
    staff.secrets.totp_step = *command.totp_step;
    return absl::OkStatus();
  }
  if (!command.recovery_hash.has_value()) return SignInRefused("CODE_WRONG");
  ASSIGN_OR_RETURN(const bool had, TakeRecoveryCode(tx, staff.staff.id,
                                                    *command.recovery_hash));
  if (!had) return SignInRefused("CODE_USED");
  return audit
      .Add(NoteOfOwn(AuditAct::kRecoveryCodeUsed, staff.staff.id,
                     command.request_id))
      .status();
}

Answer Apply(db::Transaction& tx, AuditAppender& audit,
             const StartSession& command, absl::Time now) {
  ASSIGN_OR_RETURN(SealedStaff staff, Need(tx, command.staff_id));
  if (staff.staff.disabled) return SignInRefused("STAFF_DISABLED");
  if (!staff.staff.set_up ||
      command.password_hash != staff.secrets.password_hash) {
    return SignInRefused("PASSWORD_WRONG");
  }
  RETURN_IF_ERROR(TakeProof(tx, audit, command, staff));
  staff.staff.sign_in_time = now;
  RETURN_IF_ERROR(UpdateStaff(tx, staff));
  RETURN_IF_ERROR(DeleteSession(tx, command.old_token_hash).status());
  RETURN_IF_ERROR(InsertSession(tx, command.token_hash, staff.staff.id, now));
  RETURN_IF_ERROR(audit
                      .Add(NoteOfOwn(AuditAct::kSignedIn, staff.staff.id,
                                     command.request_id))
                      .status());
  return staff;
}

Answer Apply(db::Transaction& tx, AuditAppender&, const SeeSession& command,
             absl::Time now) {
  RETURN_IF_ERROR(SaveSeen(tx, command.token_hash, now));
  return SealedStaff();
}

Answer Apply(db::Transaction& tx, AuditAppender& audit,
             const EndSession& command, absl::Time) {
  ASSIGN_OR_RETURN(const int64_t staff_id,
                   DeleteSession(tx, command.token_hash));
  if (staff_id == 0) return SealedStaff();
  RETURN_IF_ERROR(
      audit.Add(NoteOfOwn(AuditAct::kSignedOut, staff_id, command.request_id))
          .status());
  return SealedStaff();
}

Answer Apply(db::Transaction& tx, AuditAppender& audit,
             const EndSessions& command, absl::Time) {
  ASSIGN_OR_RETURN(SealedStaff staff, Need(tx, command.staff_id));
  RETURN_IF_ERROR(DeleteSessionsOf(tx, command.staff_id));
  RETURN_IF_ERROR(audit
                      .Add(NoteOf(AuditAct::kSignedOutEverywhere,
                                  command.staff_id, command.by))
                      .status());
  return staff;
}

absl::Status CheckSomebodyIsLeft(db::Transaction& tx, const Staff& before,
                                 const ChangeStaff& command) {
  const bool was_administrator = before.role == Role::kAdministrator &&
                                 before.set_up && before.has_code &&
                                 !before.disabled;
  if (!was_administrator ||
      (command.role == Role::kAdministrator && !command.disabled)) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const int64_t count, CountActive(tx, Role::kAdministrator));
  if (count < 2) {
    return FailedPrecondition("LAST_ADMINISTRATOR",
                              "nobody else could let others in");
  }
  return absl::OkStatus();
}

// An entry for each thing that is different; signing out everywhere, which
// comes with all of them, when nothing else is.
absl::Status AddChanges(AuditAppender& audit, const Staff& before,
                        const ChangeStaff& command) {
  bool told = false;
  const auto add = [&](AuditAct act, bool with_roles) {
    AuditNote note = NoteOf(act, command.staff_id, command.by);
    if (with_roles) {
      note.old_role = before.role;
      note.new_role = command.role;
    }
    told = true;
    return audit.Add(note).status();
  };
  if (before.role != command.role ||
      before.facilitator_id != command.facilitator_id) {
    RETURN_IF_ERROR(add(AuditAct::kStaffRoleChanged, true));
  }
  if (before.disabled != command.disabled) {
    RETURN_IF_ERROR(add(
        command.disabled ? AuditAct::kStaffDisabled : AuditAct::kStaffEnabled,
        false));
  }
  return told ? absl::OkStatus() : add(AuditAct::kSignedOutEverywhere, false);
}

Answer Apply(db::Transaction& tx, AuditAppender& audit,
             const ChangeStaff& command, absl::Time) {
  ASSIGN_OR_RETURN(SealedStaff staff, Need(tx, command.staff_id));
  RETURN_IF_ERROR(CheckSomebodyIsLeft(tx, staff.staff, command));
  RETURN_IF_ERROR(AddChanges(audit, staff.staff, command));
  staff.staff.role = command.role;
  staff.staff.facilitator_id = command.facilitator_id;
  staff.staff.disabled = command.disabled;
  if (command.disabled) {
    staff.invitation_hash.clear();
    staff.invitation_expire_time.reset();
  }
  RETURN_IF_ERROR(UpdateStaff(tx, staff));
  RETURN_IF_ERROR(DeleteSessionsOf(tx, command.staff_id));
  return staff;
}

}  // namespace

absl::Status SignInRefused(absl::string_view at) {
  return MakeError(absl::StatusCode::kPermissionDenied, "SIGN_IN_REFUSED",
                   "e-mail address, password or code are not right",
                   {{"at", std::string(at)}});
}

absl::Status InvitationNotValid() {
  return NotFound("INVITATION_NOT_VALID",
                  "the invitation was used, replaced, or is over");
}

absl::StatusOr<StaffWriter::Answers> StaffApplier::Apply(
    db::Transaction& tx, absl::Span<const StaffCommand* const> commands) {
  // Whole microseconds, as the database keeps them.
  const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
  AuditAppender audit(tx, now);
  StaffWriter::Answers answers;
  answers.reserve(commands.size());
  for (const StaffCommand* command : commands) {
    // An error of the database ends the transaction, so that it cannot be
    // taken for a refusal: the commit fails with it.
    answers.push_back(std::visit(
        [&](const auto& wanted) { return web::Apply(tx, audit, wanted, now); },
        *command));
  }
  RETURN_IF_ERROR(audit.Flush());
  if (now >= next_prune_) {
    RETURN_IF_ERROR(DeleteSessionsBefore(tx, now - kSessionTime - kFormsKept));
    next_prune_ = now + kPruneInterval;
  }
  return answers;
}

}  // namespace cwp::web
