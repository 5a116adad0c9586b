#include "services/web/staff_commands.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/web/audit_appender.h"
#include "services/web/staff_apply.h"

namespace cwp::web {
namespace {

using Answer = StaffAnswer;

constexpr absl::Duration kPruneInterval = absl::Hours(1);
// For how long after its end a session says whose form was sent too late.
constexpr absl::Duration kFormsKept = absl::Hours(24);

Answer ApplyOne(db::Transaction& tx, AuditAppender& audit,
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

Answer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                const InviteAgain& command, absl::Time now) {
  ASSIGN_OR_RETURN(SealedStaff staff, NeedStaff(tx, command.staff_id));
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

Answer ApplyOne(db::Transaction& tx, AuditAppender& audit,
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
  staff.identity_key.clear();
  staff.staff.linked = false;
  staff.staff.has_password = true;
  staff.staff.set_up = true;
  staff.staff.has_code = !command.totp_secret.empty();
  staff.staff.sign_in_time = now;
  RETURN_IF_ERROR(UpdateStaff(tx, staff));
  RETURN_IF_ERROR(
      SaveRecoveryCodes(tx, staff.staff.id, command.recovery_hashes));
  RETURN_IF_ERROR(DeleteLink(tx, staff.staff.id));
  RETURN_IF_ERROR(DeleteSessionsOf(tx, staff.staff.id));
  RETURN_IF_ERROR(InsertSession(tx, command.token_hash, staff.staff.id, now));
  RETURN_IF_ERROR(audit
                      .Add(NoteOfOwn(AuditAct::kAccountSetUp, staff.staff.id,
                                     command.request_id))
                      .status());
  return staff;
}

Answer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                const EndSessions& command, absl::Time) {
  ASSIGN_OR_RETURN(SealedStaff staff, NeedStaff(tx, command.staff_id));
  RETURN_IF_ERROR(DeleteSessionsOf(tx, command.staff_id));
  RETURN_IF_ERROR(audit
                      .Add(NoteOf(AuditAct::kSignedOutEverywhere,
                                  command.staff_id, command.by))
                      .status());
  return staff;
}

absl::Status CheckSomebodyIsLeft(db::Transaction& tx, const Staff& before,
                                 const ChangeStaff& command) {
  const bool can_sign_in =
      before.linked || (before.has_password && before.has_code);
  const bool was_administrator =
      before.role == Role::kAdministrator && can_sign_in && !before.disabled;
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

Answer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                const ChangeStaff& command, absl::Time) {
  ASSIGN_OR_RETURN(SealedStaff staff, NeedStaff(tx, command.staff_id));
  if (!command.etag.empty() && command.etag != EtagOf(staff.staff)) {
    return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                     "the account changed since it was read",
                     {{"staff", absl::StrCat(command.staff_id)}});
  }
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
        [&](const auto& wanted) { return ApplyOne(tx, audit, wanted, now); },
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
