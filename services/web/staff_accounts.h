#ifndef CWP_SERVICES_WEB_STAFF_ACCOUNTS_H_
#define CWP_SERVICES_WEB_STAFF_ACCOUNTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/base/id.h"
#include "common/base/worker_pool.h"
#include "common/db/readers.h"
#include "services/web/audit_domain.h"
#include "services/web/audit_log.h"
#include "services/web/sign_in_limits.h"
#include "services/web/staff_calls.h"
#include "services/web/staff_commands.h"
#include "services/web/staff_domain.h"
#include "services/web/staff_vault.h"

namespace cwp::web {

// What somebody typed to sign in.
struct SignInForm {
  std::string email;
  std::string password;
  // Of the authenticator app, or a recovery code; may be empty.
  std::string code;
};

// A browser that is signed in from now on.
struct SignedIn {
  Staff staff;
  // For its cookie.
  std::string token;
};

// Somebody for whom the organisation's identity provider vouches.
struct ProviderIdentity {
  // See StaffVault::IdentityKey.
  std::string identity_key;
  // Of their e-mail address there; that of no address when it says none.
  std::string email_key;
  // That it is enough, and no code of ours is asked for.
  bool proves_factor = false;
};

// What such a sign-in still needs: nothing, a code of the authenticator, or an
// authenticator first.
enum class ProviderAsks { kNothing, kCode, kAuthenticator };

// An account for which the identity provider vouches.
struct ProviderAccount {
  Staff staff;
  ProviderAsks asks = ProviderAsks::kNothing;
};

// How somebody meets what was asked.
struct ProviderForm {
  std::string code;
  // With kAuthenticator: the secret that they were shown.
  std::string totp_secret;
};

// What somebody chose who was invited.
struct InvitationForm {
  std::string password;
  // The authenticator's secret, shown to them before; empty for none.
  std::string totp_secret;
  std::string code;
};

// Somebody who is signed in and changes what they sign in with: they show by
// their password that it is them.
struct OwnProof {
  StaffSession session;
  std::string password;
  // With the account's e-mail address.
  SignInTry attempt;
  std::string request_id;
};

// An account that was set up.
struct Accepted {
  SignedIn signed_in;
  // To be shown once.
  std::vector<std::string> recovery_codes;
};

// An account, and the token of its invitation, to be handed on.
struct Invited {
  Staff staff;
  std::string token;
};

// The accounts of those who work at the desk. Every method fails with
// UNAVAILABLE while the database cannot be reached, and RESOURCE_EXHAUSTED
// `OVERLOADED`; see StaffApplier for other reasons. `by` says who asks and
// `request_id` within which request, for the audit log. Safe to use from
// several threads at once.
class StaffAccounts {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<absl::StatusOr<T>>;
  using Ended = boost::asio::awaitable<absl::Status>;

  // All outlive this.
  struct Parts {
    const Clock* clock = nullptr;
    db::Readers* readers = nullptr;
    StaffWriter* writer = nullptr;
    const StaffVault* vault = nullptr;
    IdGenerator* ids = nullptr;
    AuditLog* audit = nullptr;
    WorkerPool* passwords = nullptr;
  };
  explicit StaffAccounts(const Parts& parts);

  // Begins a session; `old_token` is that of the browser's last, or empty.
  // Fails with PERMISSION_DENIED `SIGN_IN_REFUSED`, whatever is not right, and
  // in the same time whether there is such an account or not; and with
  // RESOURCE_EXHAUSTED `TOO_MANY_TRIES` (metadata `retry_after_ms`).
  // `attempt` is with the e-mail address of `form`. A failure at an account
  // that there is gets into the audit log, which nobody is kept waiting for.
  Answer<SignedIn> SignIn(SignInForm form, SignInTry attempt,
                          std::string old_token, std::string request_id);

  // The account that is linked to somebody at the identity provider, or else
  // the one with the same e-mail address that is linked to nobody. Fails with
  // PERMISSION_DENIED `SIGN_IN_REFUSED` when there is none, or nobody may sign
  // in with it.
  Answer<ProviderAccount> FindByProvider(ProviderIdentity identity,
                                         std::string request_id);

  // Begins a session with it, once what it needs is there; recovery codes come
  // with a new authenticator. Fails as FindByProvider; also when the code is
  // not right, or there were too many: as SignIn, wrong ones are counted. For
  // a new authenticator, with INVALID_ARGUMENT `CODE_WRONG`.
  Answer<Accepted> SignInByProvider(ProviderIdentity identity,
                                    ProviderForm form, SignInTry attempt,
                                    std::string old_token,
                                    std::string request_id);

  // The session of a cookie's token, live or not; nothing when there is none.
  // Also writes down, now and then, that a live one is used.
  Answer<std::optional<StaffSession>> FindSession(std::string token);

  Ended SignOut(std::string token, std::string request_id);
  Ended SignOutEverywhere(int64_t staff_id, AuditActor by);

  // The account that an invitation is for. Fails with NOT_FOUND
  // `INVITATION_NOT_VALID`.
  Answer<Staff> FindInvitation(std::string token);

  // Sets the account up. Fails besides with INVALID_ARGUMENT `CODE_WRONG` when
  // the code is not that of the secret.
  Answer<Accepted> Accept(std::string token, InvitationForm form,
                          std::string request_id);

  // What an account changes of itself; see StaffCommand. Each fails with
  // INVALID_ARGUMENT `PASSWORD_WRONG`, and RESOURCE_EXHAUSTED `TOO_MANY_TRIES`:
  // wrong passwords count as they do at sign-in.
  Ended ChangePassword(OwnProof proof, std::string new_password);
  // `code` is the app's for `totp_secret`, or else this fails with
  // INVALID_ARGUMENT `CODE_WRONG`. The new recovery codes, to be shown once.
  Answer<std::vector<std::string>> RenewAuthenticator(OwnProof proof,
                                                      std::string totp_secret,
                                                      std::string code);
  Answer<std::vector<std::string>> RenewRecoveryCodes(OwnProof proof);

  // How many recovery codes an account has left.
  Answer<int64_t> RecoveryCodesLeft(int64_t staff_id);

  // Makes an account, or a new invitation for one.
  Answer<Invited> Invite(Staff staff, AuditActor by);
  Answer<Invited> InviteAgain(int64_t staff_id, AuditActor by);

  Answer<Staff> Change(ChangeStaff change);

  // All accounts, by id.
  Answer<std::vector<Staff>> List();
  // Fails with NOT_FOUND `STAFF_NOT_FOUND`.
  Answer<Staff> Get(int64_t id);

  // See StaffVault.
  std::string IdentityKey(absl::string_view issuer,
                          absl::string_view subject) const {
    return use_.vault->IdentityKey(issuer, subject);
  }

  // By which tries to sign in are counted.
  std::string EmailKey(absl::string_view email) const {
    return use_.vault->EmailKey(email);
  }

 private:
  struct Checked;

  absl::StatusOr<Checked> Find(db::Transaction& tx, const SignInForm& form);
  Ended CheckPassword(const SignInForm& form, Checked& checked);
  // The proof that a code is for an account with an authenticator.
  absl::StatusOr<CodeProof> ProveCode(
      const SealedStaff& staff, const std::optional<std::string>& recovery_hash,
      const std::string& code, const SignInTry& attempt);
  Answer<SealedStaff> FindIdentity(ProviderIdentity identity,
                                   std::string request_id);
  // What of the form is to be written.
  absl::Status TakeForm(const SealedStaff& staff, const ProviderForm& form,
                        const std::optional<std::string>& recovery_hash,
                        const SignInTry& attempt, StartProviderSession& start,
                        Accepted& accepted);
  // The session to begin, or SIGN_IN_REFUSED.
  absl::StatusOr<StartSession> Prove(const Checked& checked,
                                     const SignInForm& form,
                                     const SignInTry& attempt);
  // The hash that the password was held against.
  Answer<std::string> Prove(const OwnProof& proof);
  void RecordFailure(const std::optional<SealedStaff>& staff,
                     const absl::Status& status, const std::string& request_id);

  const Parts use_;
  StaffCalls calls_;
  // Stands for the password of an account that there is not.
  const std::string nobodys_hash_;
  SignInLimits limits_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_STAFF_ACCOUNTS_H_
