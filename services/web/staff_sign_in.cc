#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/password.h"
#include "common/crypto/random.h"
#include "common/crypto/totp.h"
#include "common/http/co_status_macros.h"
#include "services/web/staff_accounts.h"

namespace cwp::web {
// What a sign-in is decided on.
struct StaffAccounts::Checked {
  std::optional<SealedStaff> staff;
  bool password_right = false;
  // The hash of the recovery code that was typed, when the account has it.
  std::optional<std::string> recovery_hash;
};

absl::StatusOr<StaffAccounts::Checked> StaffAccounts::Find(
    db::Transaction& tx, const SignInForm& form) {
  Checked checked;
  ASSIGN_OR_RETURN(checked.staff,
                   FindStaffByEmail(tx, use_.vault->EmailKey(form.email)));
  const int64_t id = checked.staff.has_value() ? checked.staff->staff.id : 0;
  ASSIGN_OR_RETURN(checked.recovery_hash, FindRecoveryCode(tx, id, form.code));
  return checked;
}

StaffAccounts::Ended StaffAccounts::CheckPassword(const SignInForm& form,
                                                  Checked& checked) {
  const bool can = checked.staff.has_value() &&
                   checked.staff->staff.has_password &&
                   !checked.staff->staff.disabled;
  // Nobody learns from the time whether there is such an account.
  const std::string hash =
      can ? checked.staff->secrets.password_hash : nobodys_hash_;
  absl::AnyInvocable<bool()> work = [hash, password = form.password] {
    return crypto::CheckPassword(hash, password);
  };
  CO_ASSIGN_OR_RETURN(const bool right,
                      co_await calls_.Hash<bool>(std::move(work)));
  checked.password_right = can && right;
  co_return absl::OkStatus();
}

absl::StatusOr<StartSession> StaffAccounts::Prove(const Checked& checked,
                                                  const SignInForm& form,
                                                  const SignInTry& attempt) {
  if (!checked.password_right) {
    const bool disabled =
        checked.staff.has_value() && checked.staff->staff.disabled;
    return SignInRefused(disabled ? "STAFF_DISABLED" : "PASSWORD_WRONG");
  }
  StartSession start = {.staff_id = checked.staff->staff.id,
                        .password_hash = checked.staff->secrets.password_hash};
  if (!checked.staff->staff.has_code) return start;
  ASSIGN_OR_RETURN(start.proof, ProveCode(*checked.staff, checked.recovery_hash,
                                          form.code, attempt));
  return start;
}

absl::StatusOr<CodeProof> StaffAccounts::ProveCode(
    const SealedStaff& staff, const std::optional<std::string>& recovery_hash,
    const std::string& code, const SignInTry& attempt) {
  if (recovery_hash.has_value()) {
    return CodeProof{.recovery_hash = recovery_hash};
  }
  if (!limits_.TakeCode(attempt)) return SignInRefused("TOO_MANY_CODES");
  ASSIGN_OR_RETURN(const std::string secret, use_.vault->OpenTotpSecret(staff));
  const std::optional<int64_t> step =
      crypto::FindTotpStep(secret, code, use_.clock->Now());
  if (!step.has_value()) return SignInRefused("CODE_WRONG");
  return CodeProof{.totp_step = step};
}

void StaffAccounts::RecordFailure(const std::optional<SealedStaff>& staff,
                                  const absl::Status& status,
                                  const std::string& request_id) {
  if (!staff.has_value()) return;
  use_.audit->RecordLater({.actor = {.request_id = request_id},
                           .act = AuditAct::kSignInFailed,
                           .subject = AuditSubject::kStaff,
                           .subject_id = staff->staff.id,
                           .outcome = AuditOutcome::kRefused,
                           .reason = MetadataOf(status, "at")});
}

StaffAccounts::Answer<SignedIn> StaffAccounts::SignIn(SignInForm form,
                                                      SignInTry attempt,
                                                      std::string old_token,
                                                      std::string request_id) {
  const std::optional<absl::Duration> wait = limits_.Take(attempt);
  if (wait.has_value()) co_return TooManyTries(*wait);
  auto find = [this, &form](db::Transaction& tx) { return Find(tx, form); };
  absl::StatusOr<Checked> checked =
      co_await calls_.Read<Checked>(std::move(find));
  absl::Status status = checked.status();
  if (status.ok()) status = co_await CheckPassword(form, *checked);
  if (!status.ok()) {
    limits_.GiveBack(attempt);
    co_return status;
  }
  absl::StatusOr<StartSession> start = Prove(*checked, form, attempt);
  if (!start.ok()) {
    RecordFailure(checked->staff, start.status(), request_id);
    co_return start.status();
  }
  SignedIn signed_in = {.token = crypto::RandomToken()};
  const bool by_code = start->proof.totp_step.has_value();
  start->token_hash = crypto::Hash(signed_in.token);
  start->request_id = request_id;
  if (!old_token.empty()) start->old_token_hash = crypto::Hash(old_token);
  StaffCommand command = *std::move(start);
  const absl::StatusOr<SealedStaff> staff =
      co_await calls_.Write(std::move(command));
  if (ReasonOf(staff.status()) == "SIGN_IN_REFUSED") {
    RecordFailure(checked->staff, staff.status(), request_id);
    co_return staff.status();
  }
  limits_.GiveBack(attempt);
  if (by_code) limits_.GiveBackCode(attempt);
  if (!staff.ok()) co_return staff.status();
  CO_ASSIGN_OR_RETURN(signed_in.staff, use_.vault->OpenStaff(*staff));
  co_return signed_in;
}

}  // namespace cwp::web
