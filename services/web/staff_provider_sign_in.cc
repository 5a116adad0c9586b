#include <optional>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/crypto/totp.h"
#include "common/http/co_status_macros.h"
#include "services/web/staff_accounts.h"

namespace cwp::web {
namespace {

ProviderAsks AskedOf(const Staff& staff, bool proves_factor) {
  if (proves_factor) return ProviderAsks::kNothing;
  if (staff.has_code) return ProviderAsks::kCode;
  return NeedsCode(staff.role) ? ProviderAsks::kAuthenticator
                               : ProviderAsks::kNothing;
}

absl::StatusOr<std::optional<SealedStaff>> FindVouchedFor(
    db::Transaction& tx, const ProviderIdentity& identity) {
  ASSIGN_OR_RETURN(std::optional<SealedStaff> linked,
                   FindStaffByIdentity(tx, identity.identity_key));
  if (linked.has_value()) return linked;
  return FindStaffByEmail(tx, identity.email_key);
}

}  // namespace

StaffAccounts::Answer<SealedStaff> StaffAccounts::FindIdentity(
    ProviderIdentity identity, std::string request_id) {
  auto find = [&identity](db::Transaction& tx) {
    return FindVouchedFor(tx, identity);
  };
  CO_ASSIGN_OR_RETURN(
      const std::optional<SealedStaff> found,
      co_await calls_.Read<std::optional<SealedStaff>>(std::move(find)));
  absl::Status refused;
  if (!found.has_value()) {
    refused = SignInRefused("IDENTITY_UNKNOWN");
  } else if (found->staff.disabled) {
    refused = SignInRefused("STAFF_DISABLED");
  } else if (found->staff.linked &&
             found->identity_key != identity.identity_key) {
    refused = SignInRefused("LINKED_OTHERWISE");
  }
  if (!refused.ok()) {
    RecordFailure(found, refused, request_id);
    co_return refused;
  }
  co_return *found;
}

StaffAccounts::Answer<ProviderAccount> StaffAccounts::FindByProvider(
    ProviderIdentity identity, std::string request_id) {
  const bool proves_factor = identity.proves_factor;
  CO_ASSIGN_OR_RETURN(
      const SealedStaff found,
      co_await FindIdentity(std::move(identity), std::move(request_id)));
  ProviderAccount account = {.asks = AskedOf(found.staff, proves_factor)};
  CO_ASSIGN_OR_RETURN(account.staff, use_.vault->OpenStaff(found));
  co_return account;
}

absl::Status StaffAccounts::TakeForm(
    const SealedStaff& staff, const ProviderForm& form,
    const std::optional<std::string>& recovery_hash, const SignInTry& attempt,
    StartProviderSession& start, Accepted& accepted) {
  switch (AskedOf(staff.staff, start.proves_factor)) {
    case ProviderAsks::kNothing:
      return absl::OkStatus();
    case ProviderAsks::kCode: {
      ASSIGN_OR_RETURN(start.proof,
                       ProveCode(staff, recovery_hash, form.code, attempt));
      return absl::OkStatus();
    }
    case ProviderAsks::kAuthenticator: {
      const std::optional<int64_t> step =
          crypto::FindTotpStep(form.totp_secret, form.code, use_.clock->Now());
      if (form.totp_secret.empty() || !step.has_value()) return CodeWrong();
      RecoveryCodes codes = NewRecoveryCodes();
      start.totp_secret =
          use_.vault->SealTotpSecret(staff.staff.id, form.totp_secret);
      start.totp_step = *step;
      start.recovery_hashes = std::move(codes.hashes);
      accepted.recovery_codes = std::move(codes.shown);
      return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

StaffAccounts::Answer<Accepted> StaffAccounts::SignInByProvider(
    ProviderIdentity identity, ProviderForm form, SignInTry attempt,
    std::string old_token, std::string request_id) {
  ProviderIdentity looked_for = identity;
  std::string found_within = request_id;
  CO_ASSIGN_OR_RETURN(
      const std::optional<SealedStaff> staff,
      co_await FindIdentity(std::move(looked_for), std::move(found_within)));
  auto find = [id = staff->staff.id, &form](db::Transaction& tx) {
    return FindRecoveryCode(tx, id, form.code);
  };
  CO_ASSIGN_OR_RETURN(
      const std::optional<std::string> recovery_hash,
      co_await calls_.Read<std::optional<std::string>>(std::move(find)));
  Accepted accepted = {.signed_in = {.token = crypto::RandomToken()}};
  StartProviderSession start = {
      .staff_id = staff->staff.id,
      .identity_key = identity.identity_key,
      .email_key = identity.email_key,
      .proves_factor = identity.proves_factor,
      .token_hash = crypto::Hash(accepted.signed_in.token),
      .request_id = request_id};
  if (!old_token.empty()) start.old_token_hash = crypto::Hash(old_token);
  absl::Status status =
      TakeForm(*staff, form, recovery_hash, attempt, start, accepted);
  const bool by_code = start.proof.totp_step.has_value();
  SealedStaff saved;
  if (status.ok()) {
    StaffCommand command = std::move(start);
    absl::StatusOr<SealedStaff> written =
        co_await calls_.Write(std::move(command));
    status = written.status();
    if (written.ok()) saved = *std::move(written);
  }
  if (ReasonOf(status) == "SIGN_IN_REFUSED") {
    RecordFailure(staff, status, request_id);
  } else if (by_code) {
    limits_.GiveBackCode(attempt);
  }
  CO_RETURN_IF_ERROR(status);
  CO_ASSIGN_OR_RETURN(accepted.signed_in.staff, use_.vault->OpenStaff(saved));
  co_return accepted;
}

}  // namespace cwp::web
