#ifndef CWP_SERVICES_WEB_STAFF_COMMANDS_H_
#define CWP_SERVICES_WEB_STAFF_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/writer.h"
#include "services/web/audit_domain.h"
#include "services/web/staff_store.h"

namespace cwp::web {

// The writes about accounts. Each writes its entries of the audit log in the
// same transaction; `by` says who asked. Where it is the account itself that
// acts, `request_id` says within which request.

// A new account, with an invitation.
struct CreateStaff {
  SealedStaff staff;
  AuditActor by;
};

// A new invitation, in place of an older one: for somebody who lost theirs, or
// the password or the authenticator. What they have goes on working until the
// invitation is taken up.
struct InviteAgain {
  int64_t staff_id = 0;
  std::string invitation_hash;
  AuditActor by;
};

// Sets an account up: replaces whatever it had, ends its sessions and begins
// one.
struct AcceptInvitation {
  std::string invitation_hash;
  std::string password_hash;
  // Sealed; empty for none, where the role needs none.
  std::string totp_secret;
  int64_t totp_step = 0;
  std::vector<std::string> recovery_hashes;
  std::string token_hash;
  std::string request_id;
};

// What shows that somebody has their authenticator, or a recovery code: one of
// the two, or neither. It works no more once it is taken.
struct CodeProof {
  std::optional<int64_t> totp_step;
  std::optional<std::string> recovery_hash;
};

// Signs a browser in whose password was right. The proof is given where the
// account has an authenticator.
struct StartSession {
  int64_t staff_id = 0;
  // That the password was held against; refused when it is another now.
  std::string password_hash;
  CodeProof proof;
  std::string token_hash;
  // The session that this browser had, which ends; may be empty.
  std::string old_token_hash;
  std::string request_id;
};

// Signs a browser in for which the identity provider vouches; links the account
// the first time, and sets it up when it never was. Refused when the account is
// linked to somebody else there, or somebody else's account to them.
struct StartProviderSession {
  int64_t staff_id = 0;
  std::string identity_key;
  // Of the e-mail address that the provider says is theirs: to be linked, the
  // account needs the same.
  std::string email_key;
  // The provider proves the second factor, too. Otherwise, as with a password:
  // the proof, where the account has an authenticator; and where it has none
  // and the role needs one, a new one.
  bool proves_factor = false;
  CodeProof proof;
  // Sealed; empty for none.
  std::string totp_secret;
  int64_t totp_step = 0;
  std::vector<std::string> recovery_hashes;
  std::string token_hash;
  // As in StartSession.
  std::string old_token_hash;
  std::string request_id;
};

// Writes down that a session is used.
struct SeeSession {
  std::string token_hash;
};

struct EndSession {
  std::string token_hash;
  std::string request_id;
};

// Signs out everywhere.
struct EndSessions {
  int64_t staff_id = 0;
  AuditActor by;
};

// Changes what an account may do; ends its sessions.
struct ChangeStaff {
  int64_t staff_id = 0;
  Role role = Role::kReader;
  int64_t facilitator_id = 0;
  bool disabled = false;
  // As whoever asks saw the account (EtagOf), so that nobody gets back what a
  // colleague took from them meanwhile; empty for however it is.
  std::string etag;
  AuditActor by;
};

// What an account changes of itself. `password_hash` is that the password was
// held against; refused when it is another now. The session `token_hash` goes
// on; all others of the account end.

// Chooses another password.
struct ChangePassword {
  int64_t staff_id = 0;
  std::string password_hash;
  std::string new_password_hash;
  std::string token_hash;
  std::string request_id;
};

// Connects another authenticator, with recovery codes of its own, in place of
// what the account had.
struct RenewAuthenticator {
  int64_t staff_id = 0;
  std::string password_hash;
  // Sealed.
  std::string totp_secret;
  int64_t totp_step = 0;
  std::vector<std::string> recovery_hashes;
  std::string token_hash;
  std::string request_id;
};

// Takes other recovery codes; no session ends.
struct RenewRecoveryCodes {
  int64_t staff_id = 0;
  std::string password_hash;
  std::vector<std::string> recovery_hashes;
  std::string request_id;
};

using StaffCommand =
    std::variant<CreateStaff, InviteAgain, AcceptInvitation, StartSession,
                 StartProviderSession, SeeSession, EndSession, EndSessions,
                 ChangeStaff, ChangePassword, RenewAuthenticator,
                 RenewRecoveryCodes>;

// The account that was meant, as it is now; empty for SeeSession and
// EndSession.
using StaffWriter = db::Writer<StaffCommand, SealedStaff>;

// PERMISSION_DENIED `SIGN_IN_REFUSED` and NOT_FOUND `INVITATION_NOT_VALID`: the
// same whatever was not right. `at` is for the audit log alone, as metadata
// `at`: `PASSWORD_WRONG`, `CODE_WRONG`, `CODE_USED`, `TOO_MANY_CODES`,
// `STAFF_DISABLED`, `STAFF_NOT_SET_UP`, `LINKED_OTHERWISE` (the account is
// linked to somebody else at the provider) or `IDENTITY_UNKNOWN`.
absl::Status SignInRefused(absl::string_view at);
absl::Status InvitationNotValid();

// INVALID_ARGUMENT `PASSWORD_WRONG`: somebody who is signed in was asked for
// their password once more.
absl::Status PasswordWrong();

// INVALID_ARGUMENT `CODE_WRONG`: a code does not belong to the secret that an
// app was just told.
absl::Status CodeWrong();

// Applies groups of commands. Driven by one writer.
class StaffApplier {
 public:
  // The clock outlives it.
  explicit StaffApplier(const Clock& clock) : clock_(clock) {}

  // The writer's Apply. Refuses with
  // - ALREADY_EXISTS `STAFF_EXISTS`: the e-mail address has an account
  //   (metadata `staff`);
  // - NOT_FOUND `STAFF_NOT_FOUND`, `INVITATION_NOT_VALID` (there is none, it
  //   was taken up, replaced, or is over);
  // - PERMISSION_DENIED `SIGN_IN_REFUSED`: the code was used before, or the
  //   account cannot sign in;
  // - INVALID_ARGUMENT `CODE_REQUIRED`: the role needs an authenticator;
  //   `PASSWORD_WRONG`;
  // - FAILED_PRECONDITION `LAST_ADMINISTRATOR`: nobody would be left to let
  //   others in; `STAFF_DISABLED`: who cannot sign in is not invited again;
  //   `NO_AUTHENTICATOR`: recovery codes stand in for one;
  // - ABORTED `ETAG_MISMATCH`: the account is not as it was seen.
  // Once an hour it also forgets sessions that are over.
  absl::StatusOr<StaffWriter::Answers> Apply(
      db::Transaction& tx, absl::Span<const StaffCommand* const> commands);

 private:
  const Clock& clock_;
  absl::Time next_prune_ = absl::InfinitePast();
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_STAFF_COMMANDS_H_
