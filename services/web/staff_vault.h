#ifndef CWP_SERVICES_WEB_STAFF_VAULT_H_
#define CWP_SERVICES_WEB_STAFF_VAULT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/key.h"
#include "common/crypto/keyring.h"
#include "services/web/staff_commands.h"
#include "services/web/staff_domain.h"
#include "services/web/staff_store.h"

namespace cwp::web {

// What of accounts needs keys. Immutable, and so safe to use from several
// threads at once.
class StaffVault {
 public:
  explicit StaffVault(const crypto::Keyring& keyring);

  // By which an account is found: a keyed hash of its e-mail address.
  std::string EmailKey(absl::string_view email) const;

  // By which an account is found that is linked to an identity provider: a
  // keyed hash of the issuer and of its name for somebody.
  std::string IdentityKey(absl::string_view issuer,
                          absl::string_view subject) const;

  // Seals who an account is for.
  void SealIdentity(const Staff& staff, SealedStaff& sealed) const;

  std::string SealTotpSecret(int64_t id, absl::string_view secret) const;

  // Fail with DATA_LOSS `SEALED_DATA_INVALID`.
  absl::StatusOr<Staff> OpenStaff(const SealedStaff& sealed) const;
  absl::StatusOr<std::string> OpenTotpSecret(const SealedStaff& sealed) const;

 private:
  const crypto::Keyring keyring_;
  const crypto::Key email_key_;
  const crypto::Key identity_key_;
};

// What makes an account with an invitation; `staff` has its id.
CreateStaff NewStaff(const StaffVault& vault, const Staff& staff,
                     absl::string_view invitation_token);

// Recovery codes as they are kept, and as they are shown, once.
struct RecoveryCodes {
  std::vector<std::string> hashes;
  std::vector<std::string> shown;
};

// As many as an account gets.
RecoveryCodes NewRecoveryCodes();

// Where an invitation is taken up, before its token.
inline constexpr absl::string_view kInvitationPath = "/desk/invitation/";

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_STAFF_VAULT_H_
