#include "services/web/staff_vault.h"

#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/crypto/seal.h"

namespace cwp::web {
namespace {

crypto::Field FieldOf(absl::string_view column, int64_t id) {
  return {.table = "staff", .column = column, .row_id = id};
}

}  // namespace

StaffVault::StaffVault(const crypto::Keyring& keyring)
    : keyring_(keyring),
      email_key_(keyring.Lasting("web staff e-mail")),
      identity_key_(keyring.Lasting("web staff identity")) {}

std::string StaffVault::EmailKey(absl::string_view email) const {
  return crypto::KeyedHash(email_key_, {NormalEmail(email)});
}

std::string StaffVault::IdentityKey(absl::string_view issuer,
                                    absl::string_view subject) const {
  return crypto::KeyedHash(identity_key_, {issuer, subject});
}

void StaffVault::SealIdentity(const Staff& staff, SealedStaff& sealed) const {
  sealed.email_key = EmailKey(staff.email);
  sealed.sealed_email =
      crypto::Seal(keyring_, FieldOf("email", staff.id), staff.email);
  sealed.sealed_name =
      crypto::Seal(keyring_, FieldOf("name", staff.id), staff.name);
}

std::string StaffVault::SealTotpSecret(int64_t id,
                                       absl::string_view secret) const {
  return crypto::Seal(keyring_, FieldOf("totp_secret", id), secret);
}

absl::StatusOr<Staff> StaffVault::OpenStaff(const SealedStaff& sealed) const {
  Staff staff = sealed.staff;
  ASSIGN_OR_RETURN(
      staff.email,
      crypto::Open(keyring_, FieldOf("email", staff.id), sealed.sealed_email));
  ASSIGN_OR_RETURN(staff.name, crypto::Open(keyring_, FieldOf("name", staff.id),
                                            sealed.sealed_name));
  return staff;
}

absl::StatusOr<std::string> StaffVault::OpenTotpSecret(
    const SealedStaff& sealed) const {
  return crypto::Open(keyring_, FieldOf("totp_secret", sealed.staff.id),
                      sealed.secrets.totp_secret);
}

CreateStaff NewStaff(const StaffVault& vault, const Staff& staff,
                     absl::string_view invitation_token) {
  CreateStaff command = {
      .staff = {.staff = {.id = staff.id,
                          .role = staff.role,
                          .facilitator_id = staff.facilitator_id},
                .invitation_hash = crypto::Hash(invitation_token)}};
  vault.SealIdentity(staff, command.staff);
  return command;
}

RecoveryCodes NewRecoveryCodes() {
  RecoveryCodes codes;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    const std::string code = crypto::RandomCrockford(kRecoveryCodeSize);
    codes.hashes.push_back(crypto::Hash(code));
    codes.shown.push_back(ShownRecoveryCode(code));
  }
  return codes;
}

}  // namespace cwp::web
