#include "services/web/staff_commands.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::web {
namespace {

constexpr absl::Duration kPruneInterval = absl::Hours(1);
// For how long after its end a session says whose form was sent too late.
constexpr absl::Duration kFormsKept = absl::Hours(24);

using Answer = absl::StatusOr<SealedStaff>;

absl::StatusOr<SealedStaff> Need(db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(std::optional<SealedStaff> found, FindStaff(tx, id));
  if (!found.has_value()) {
    return NotFound("STAFF_NOT_FOUND", "there is no such account",
                    {{"staff", absl::StrCat(id)}});
  }
  return *std::move(found);
}

Answer Apply(db::Transaction& tx, const CreateStaff& command, absl::Time now) {
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
  return staff;
}

Answer Apply(db::Transaction& tx, const InviteAgain& command, absl::Time now) {
  ASSIGN_OR_RETURN(SealedStaff staff, Need(tx, command.staff_id));
  staff.invitation_hash = command.invitation_hash;
  staff.invitation_expire_time = now + kInvitationTime;
  RETURN_IF_ERROR(UpdateStaff(tx, staff));
  return staff;
}

Answer Apply(db::Transaction& tx, const AcceptInvitation& command,
             absl::Time now) {
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
  return staff;
}

// Takes the proof of the second factor, which then works no more.
absl::Status TakeProof(db::Transaction& tx, const StartSession& command,
                       SealedStaff& staff) {
  if (!staff.staff.has_code) {
    return NeedsCode(staff.staff.role) ? SignInRefused() : absl::OkStatus();
  }
  if (command.totp_step.has_value()) {
    if (*command.totp_step <= staff.secrets.totp_step) return SignInRefused();
    staff.secrets.totp_step = *command.totp_step;
    return absl::OkStatus();
  }
  if (!command.recovery_hash.has_value()) return SignInRefused();
  ASSIGN_OR_RETURN(const bool had, TakeRecoveryCode(tx, staff.staff.id,
                                                    *command.recovery_hash));
  return had ? absl::OkStatus() : SignInRefused();
}

Answer Apply(db::Transaction& tx, const StartSession& command, absl::Time now) {
  ASSIGN_OR_RETURN(SealedStaff staff, Need(tx, command.staff_id));
  const bool as_checked = command.password_hash == staff.secrets.password_hash;
  if (staff.staff.disabled || !staff.staff.set_up || !as_checked) {
    return SignInRefused();
  }
  RETURN_IF_ERROR(TakeProof(tx, command, staff));
  staff.staff.sign_in_time = now;
  RETURN_IF_ERROR(UpdateStaff(tx, staff));
  RETURN_IF_ERROR(DeleteSession(tx, command.old_token_hash));
  RETURN_IF_ERROR(InsertSession(tx, command.token_hash, staff.staff.id, now));
  return staff;
}

Answer Apply(db::Transaction& tx, const SeeSession& command, absl::Time now) {
  RETURN_IF_ERROR(SaveSeen(tx, command.token_hash, now));
  return SealedStaff();
}

Answer Apply(db::Transaction& tx, const EndSession& command, absl::Time) {
  RETURN_IF_ERROR(DeleteSession(tx, command.token_hash));
  return SealedStaff();
}

Answer Apply(db::Transaction& tx, const EndSessions& command, absl::Time) {
  ASSIGN_OR_RETURN(SealedStaff staff, Need(tx, command.staff_id));
  RETURN_IF_ERROR(DeleteSessionsOf(tx, command.staff_id));
  return staff;
}

Answer Apply(db::Transaction& tx, const ChangeStaff& command, absl::Time) {
  ASSIGN_OR_RETURN(SealedStaff staff, Need(tx, command.staff_id));
  const bool was_administrator = staff.staff.role == Role::kAdministrator &&
                                 staff.staff.set_up && staff.staff.has_code &&
                                 !staff.staff.disabled;
  if (was_administrator &&
      (command.role != Role::kAdministrator || command.disabled)) {
    ASSIGN_OR_RETURN(const int64_t count,
                     CountActive(tx, Role::kAdministrator));
    if (count < 2) {
      return FailedPrecondition("LAST_ADMINISTRATOR",
                                "nobody else could let others in");
    }
  }
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

absl::Status SignInRefused() {
  return MakeError(absl::StatusCode::kPermissionDenied, "SIGN_IN_REFUSED",
                   "e-mail address, password or code are not right");
}

absl::Status InvitationNotValid() {
  return NotFound("INVITATION_NOT_VALID",
                  "the invitation was used, replaced, or is over");
}

absl::StatusOr<StaffWriter::Answers> StaffApplier::Apply(
    db::Transaction& tx, absl::Span<const StaffCommand* const> commands) {
  // Whole microseconds, as the database keeps them.
  const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
  StaffWriter::Answers answers;
  answers.reserve(commands.size());
  for (const StaffCommand* command : commands) {
    // An error of the database ends the transaction, so that it cannot be
    // taken for a refusal: the commit fails with it.
    answers.push_back(std::visit(
        [&](const auto& wanted) { return web::Apply(tx, wanted, now); },
        *command));
  }
  if (now >= next_prune_) {
    RETURN_IF_ERROR(DeleteSessionsBefore(tx, now - kSessionTime - kFormsKept));
    next_prune_ = now + kPruneInterval;
  }
  return answers;
}

}  // namespace cwp::web
