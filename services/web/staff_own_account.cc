#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "common/base/error.h"
#include "common/crypto/password.h"
#include "common/crypto/totp.h"
#include "common/http/co_status_macros.h"
#include "services/web/staff_accounts.h"

namespace cwp::web {

StaffAccounts::Answer<std::string> StaffAccounts::Prove(const OwnProof& proof) {
  const SignInTry& attempt = proof.attempt;
  const std::optional<absl::Duration> wait = limits_.Take(attempt);
  if (wait.has_value()) co_return TooManyTries(*wait);
  auto find = [id = proof.session.staff.id](db::Transaction& tx) {
    return FindStaff(tx, id);
  };
  const absl::StatusOr<std::optional<SealedStaff>> staff =
      co_await calls_.Read<std::optional<SealedStaff>>(std::move(find));
  if (!staff.ok()) {
    limits_.GiveBack(attempt);
    co_return staff.status();
  }
  std::string hash =
      staff->has_value() ? (*staff)->secrets.password_hash : std::string();
  absl::AnyInvocable<bool()> work = [hash, password = proof.password] {
    return crypto::CheckPassword(hash, password);
  };
  const absl::StatusOr<bool> right =
      co_await calls_.Hash<bool>(std::move(work));
  if (right.ok() && !*right) co_return PasswordWrong();
  limits_.GiveBack(attempt);
  if (!right.ok()) co_return right.status();
  co_return hash;
}

StaffAccounts::Ended StaffAccounts::ChangePassword(OwnProof proof,
                                                   std::string new_password) {
  CO_ASSIGN_OR_RETURN(std::string held_against, co_await Prove(proof));
  web::ChangePassword change = {.staff_id = proof.session.staff.id,
                                .password_hash = std::move(held_against),
                                .token_hash = proof.session.token_hash,
                                .request_id = proof.request_id};
  absl::AnyInvocable<std::string()> hash = [password =
                                                std::move(new_password)] {
    return crypto::HashPassword(password);
  };
  CO_ASSIGN_OR_RETURN(change.new_password_hash,
                      co_await calls_.Hash<std::string>(std::move(hash)));
  StaffCommand command = std::move(change);
  const absl::StatusOr<SealedStaff> saved =
      co_await calls_.Write(std::move(command));
  co_return saved.status();
}

StaffAccounts::Answer<std::vector<std::string>>
StaffAccounts::RenewAuthenticator(OwnProof proof, std::string totp_secret,
                                  std::string code) {
  CO_ASSIGN_OR_RETURN(std::string held_against, co_await Prove(proof));
  const int64_t id = proof.session.staff.id;
  const std::optional<int64_t> step =
      crypto::FindTotpStep(totp_secret, code, use_.clock->Now());
  if (!step.has_value()) co_return CodeWrong();
  RecoveryCodes codes = NewRecoveryCodes();
  StaffCommand command = web::RenewAuthenticator{
      .staff_id = id,
      .password_hash = std::move(held_against),
      .totp_secret = use_.vault->SealTotpSecret(id, totp_secret),
      .totp_step = *step,
      .recovery_hashes = std::move(codes.hashes),
      .token_hash = proof.session.token_hash,
      .request_id = proof.request_id};
  const absl::StatusOr<SealedStaff> saved =
      co_await calls_.Write(std::move(command));
  CO_RETURN_IF_ERROR(saved.status());
  co_return std::move(codes.shown);
}

StaffAccounts::Answer<std::vector<std::string>>
StaffAccounts::RenewRecoveryCodes(OwnProof proof) {
  CO_ASSIGN_OR_RETURN(std::string held_against, co_await Prove(proof));
  RecoveryCodes codes = NewRecoveryCodes();
  StaffCommand command =
      web::RenewRecoveryCodes{.staff_id = proof.session.staff.id,
                              .password_hash = std::move(held_against),
                              .recovery_hashes = std::move(codes.hashes),
                              .request_id = proof.request_id};
  const absl::StatusOr<SealedStaff> saved =
      co_await calls_.Write(std::move(command));
  CO_RETURN_IF_ERROR(saved.status());
  co_return std::move(codes.shown);
}

StaffAccounts::Answer<int64_t> StaffAccounts::RecoveryCodesLeft(
    int64_t staff_id) {
  auto count = [staff_id](db::Transaction& tx) {
    return CountRecoveryCodes(tx, staff_id);
  };
  co_return co_await calls_.Read<int64_t>(std::move(count));
}

}  // namespace cwp::web
