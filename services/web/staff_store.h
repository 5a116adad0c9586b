#ifndef CWP_SERVICES_WEB_STAFF_STORE_H_
#define CWP_SERVICES_WEB_STAFF_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/web/staff_domain.h"

namespace cwp::web {

// An account as it is kept: what says who it is, is sealed (StaffVault).
struct SealedStaff {
  // Without e-mail address and name.
  Staff staff;
  std::string email_key;
  std::string sealed_email;
  std::string sealed_name;
  // `totp_secret` is sealed.
  StaffSecrets secrets;
  // As whom the identity provider knows them (StaffVault); empty when they
  // have never signed in there. Saved by InsertLink and DeleteLink alone.
  std::string identity_key;
  // The hash of the token of an invitation that nobody has taken up.
  std::string invitation_hash;
  std::optional<absl::Time> invitation_expire_time;
};

struct SealedSession {
  SealedStaff staff;
  std::string token_hash;
  absl::Time create_time;
  absl::Time seen_time;
};

absl::Status InsertStaff(db::Transaction& tx, const SealedStaff& staff);
// All but the id, the e-mail address and the time of creation.
absl::Status UpdateStaff(db::Transaction& tx, const SealedStaff& staff);

absl::StatusOr<std::optional<SealedStaff>> FindStaff(db::Transaction& tx,
                                                     int64_t id);
absl::StatusOr<std::optional<SealedStaff>> FindStaffByEmail(
    db::Transaction& tx, const std::string& email_key);
absl::StatusOr<std::optional<SealedStaff>> FindStaffByInvitation(
    db::Transaction& tx, const std::string& invitation_hash);

absl::StatusOr<std::optional<SealedStaff>> FindStaffByIdentity(
    db::Transaction& tx, const std::string& identity_key);

// Links an account that is not linked.
absl::Status InsertLink(db::Transaction& tx, int64_t staff_id,
                        const std::string& identity_key, absl::Time now);
absl::Status DeleteLink(db::Transaction& tx, int64_t staff_id);

// In order of id, after one of them.
absl::StatusOr<std::vector<SealedStaff>> ListStaff(db::Transaction& tx,
                                                   int64_t after_id, int limit);

// How many can sign in with this role, which needs an authenticator: by
// themselves, or with the identity provider.
absl::StatusOr<int64_t> CountActive(db::Transaction& tx, Role role);

// Puts codes in the place of those an account had.
absl::Status SaveRecoveryCodes(db::Transaction& tx, int64_t staff_id,
                               const std::vector<std::string>& hashes);
// The hash of a recovery code as somebody typed it; nothing when it is none, or
// none that the account has.
absl::StatusOr<std::optional<std::string>> FindRecoveryCode(
    db::Transaction& tx, int64_t staff_id, absl::string_view typed);
// Whether the account had that code; it has it no more.
absl::StatusOr<bool> TakeRecoveryCode(db::Transaction& tx, int64_t staff_id,
                                      const std::string& hash);
absl::StatusOr<int64_t> CountRecoveryCodes(db::Transaction& tx,
                                           int64_t staff_id);

absl::Status InsertSession(db::Transaction& tx, const std::string& token_hash,
                           int64_t staff_id, absl::Time now);
// With its account.
absl::StatusOr<std::optional<SealedSession>> FindSession(
    db::Transaction& tx, const std::string& token_hash);
absl::Status SaveSeen(db::Transaction& tx, const std::string& token_hash,
                      absl::Time seen);
// Whose it was; 0 when there was none.
absl::StatusOr<int64_t> DeleteSession(db::Transaction& tx,
                                      const std::string& token_hash);
absl::Status DeleteSessionsOf(db::Transaction& tx, int64_t staff_id);
// All but one.
absl::Status DeleteOtherSessionsOf(db::Transaction& tx, int64_t staff_id,
                                   const std::string& token_hash);
// Those that were made before.
absl::Status DeleteSessionsBefore(db::Transaction& tx, absl::Time created);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_STAFF_STORE_H_
