#include "services/web/staff_accounts.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/password.h"
#include "common/crypto/random.h"
#include "common/crypto/totp.h"
#include "common/db/error.h"
#include "common/http/await.h"
#include "common/http/co_status_macros.h"

namespace cwp::web {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(5);
constexpr int kPage = 100;

absl::Status TooManyTries(absl::Duration wait) {
  return MakeError(
      absl::StatusCode::kResourceExhausted, "TOO_MANY_TRIES",
      "there were too many tries to sign in",
      {{"retry_after_ms", absl::StrCat(absl::ToInt64Milliseconds(wait))}});
}

absl::StatusOr<std::vector<SealedStaff>> ListAllStaff(db::Transaction& tx) {
  std::vector<SealedStaff> all;
  while (true) {
    const int64_t after = all.empty() ? 0 : all.back().staff.id;
    ASSIGN_OR_RETURN(std::vector<SealedStaff> page,
                     ListStaff(tx, after, kPage));
    for (SealedStaff& staff : page) all.push_back(std::move(staff));
    if (page.size() < kPage) return all;
  }
}

}  // namespace

// What a sign-in is decided on.
struct StaffAccounts::Checked {
  std::optional<SealedStaff> staff;
  bool password_right = false;
  // The hash of the recovery code that was typed, when the account has it.
  std::optional<std::string> recovery_hash;
};

StaffAccounts::StaffAccounts(const Parts& parts)
    : use_(parts),
      nobodys_hash_(crypto::HashPassword(crypto::RandomToken())),
      limits_(*parts.clock) {}

absl::Time StaffAccounts::Deadline() const {
  return use_.clock->Now() + kPatience;
}

// What is awaited here is given its arguments by name: GCC 12 destroys twice
// what is made between the brackets of such a call.

// Runs `body` in a reading transaction on a reader's thread.
template <class T, class Body>
StaffAccounts::Answer<T> StaffAccounts::Read(Body body) {
  auto found = std::make_shared<absl::StatusOr<T>>(
      absl::UnknownError("the reader did not run"));
  absl::AnyInvocable<void(http::Done<absl::Status>)> start =
      [this, found, &body](http::Done<absl::Status> done) {
        use_.readers->Submit(
            Deadline(),
            [found, body = std::move(body)](db::Transaction& tx) mutable {
              *found = body(tx);
              return found->status();
            },
            std::move(done));
      };
  const absl::Status status =
      co_await http::Await<absl::Status>(std::move(start));
  if (!status.ok()) co_return status;
  co_return *std::move(found);
}

// Does what hashes a password, where it holds up nobody else.
template <class T>
StaffAccounts::Answer<T> StaffAccounts::Hash(absl::AnyInvocable<T()> work) {
  absl::AnyInvocable<void(http::Done<absl::StatusOr<T>>)> start =
      [this, &work](http::Done<absl::StatusOr<T>> done) {
        // Called by the pool, or here when the pool is full.
        auto shared =
            std::make_shared<http::Done<absl::StatusOr<T>>>(std::move(done));
        const bool taken = use_.passwords->Submit(
            [shared, work = std::move(work)]() mutable { (*shared)(work()); });
        if (!taken) {
          (*shared)(db::Overloaded("too many passwords are being checked"));
        }
      };
  co_return co_await http::Await<absl::StatusOr<T>>(std::move(start));
}

StaffAccounts::Answer<SealedStaff> StaffAccounts::Write(StaffCommand command) {
  absl::AnyInvocable<void(http::Done<absl::StatusOr<SealedStaff>>)> start =
      [this, &command](http::Done<absl::StatusOr<SealedStaff>> done) {
        use_.writer->Submit(std::move(command), Deadline(), std::move(done));
      };
  co_return co_await http::Await<absl::StatusOr<SealedStaff>>(std::move(start));
}

absl::StatusOr<StaffAccounts::Checked> StaffAccounts::Find(
    db::Transaction& tx, const SignInForm& form) {
  Checked checked;
  ASSIGN_OR_RETURN(checked.staff,
                   FindStaffByEmail(tx, use_.vault->EmailKey(form.email)));
  const std::optional<std::string> code = crypto::ReadCrockford(form.code);
  if (code.has_value() && code->size() == kRecoveryCodeSize) {
    const std::string hash = crypto::Hash(*code);
    const int64_t id = checked.staff.has_value() ? checked.staff->staff.id : 0;
    ASSIGN_OR_RETURN(const bool has, HasRecoveryCode(tx, id, hash));
    if (has) checked.recovery_hash = hash;
  }
  return checked;
}

StaffAccounts::Ended StaffAccounts::CheckPassword(const SignInForm& form,
                                                  Checked& checked) {
  const bool can = checked.staff.has_value() && checked.staff->staff.set_up &&
                   !checked.staff->staff.disabled;
  // Nobody learns from the time whether there is such an account.
  const std::string hash =
      can ? checked.staff->secrets.password_hash : nobodys_hash_;
  absl::AnyInvocable<bool()> work = [hash, password = form.password] {
    return crypto::CheckPassword(hash, password);
  };
  CO_ASSIGN_OR_RETURN(const bool right, co_await Hash<bool>(std::move(work)));
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
                        .password_hash = checked.staff->secrets.password_hash,
                        .recovery_hash = checked.recovery_hash};
  if (!checked.staff->staff.has_code || start.recovery_hash.has_value()) {
    return start;
  }
  if (!limits_.TakeCode(attempt)) return SignInRefused("TOO_MANY_CODES");
  ASSIGN_OR_RETURN(const std::string secret,
                   use_.vault->OpenTotpSecret(*checked.staff));
  start.totp_step = crypto::FindTotpStep(secret, form.code, use_.clock->Now());
  if (!start.totp_step.has_value()) return SignInRefused("CODE_WRONG");
  return start;
}

void StaffAccounts::RecordFailure(const Checked& checked,
                                  const absl::Status& status,
                                  const std::string& request_id) {
  if (!checked.staff.has_value()) return;
  use_.audit->RecordLater({.actor = {.request_id = request_id},
                           .act = AuditAct::kSignInFailed,
                           .subject = AuditSubject::kStaff,
                           .subject_id = checked.staff->staff.id,
                           .outcome = AuditOutcome::kRefused,
                           .reason = MetadataOf(status, "at")});
}

StaffAccounts::Answer<SignedIn> StaffAccounts::SignIn(SignInForm form,
                                                      SignInTry attempt,
                                                      std::string old_token,
                                                      std::string request_id) {
  attempt.email_key = use_.vault->EmailKey(form.email);
  const std::optional<absl::Duration> wait = limits_.Take(attempt);
  if (wait.has_value()) co_return TooManyTries(*wait);
  auto find = [this, &form](db::Transaction& tx) { return Find(tx, form); };
  absl::StatusOr<Checked> checked = co_await Read<Checked>(std::move(find));
  absl::Status status = checked.status();
  if (status.ok()) status = co_await CheckPassword(form, *checked);
  if (!status.ok()) {
    limits_.GiveBack(attempt);
    co_return status;
  }
  absl::StatusOr<StartSession> start = Prove(*checked, form, attempt);
  if (!start.ok()) {
    RecordFailure(*checked, start.status(), request_id);
    co_return start.status();
  }
  SignedIn signed_in = {.token = crypto::RandomToken()};
  const bool by_code = start->totp_step.has_value();
  start->token_hash = crypto::Hash(signed_in.token);
  start->request_id = request_id;
  if (!old_token.empty()) start->old_token_hash = crypto::Hash(old_token);
  StaffCommand command = *std::move(start);
  const absl::StatusOr<SealedStaff> staff = co_await Write(std::move(command));
  if (ReasonOf(staff.status()) == "SIGN_IN_REFUSED") {
    RecordFailure(*checked, staff.status(), request_id);
    co_return staff.status();
  }
  limits_.GiveBack(attempt);
  if (by_code) limits_.GiveBackCode(attempt);
  if (!staff.ok()) co_return staff.status();
  CO_ASSIGN_OR_RETURN(signed_in.staff, use_.vault->OpenStaff(*staff));
  co_return signed_in;
}

StaffAccounts::Answer<std::optional<StaffSession>> StaffAccounts::FindSession(
    std::string token) {
  const std::string hash = crypto::Hash(token);
  auto find = [hash](db::Transaction& tx) {
    return web::FindSession(tx, hash);
  };
  CO_ASSIGN_OR_RETURN(
      const std::optional<SealedSession> found,
      co_await Read<std::optional<SealedSession>>(std::move(find)));
  if (!found.has_value()) co_return std::nullopt;
  StaffSession session = {.token_hash = hash,
                          .create_time = found->create_time,
                          .seen_time = found->seen_time};
  CO_ASSIGN_OR_RETURN(session.staff, use_.vault->OpenStaff(found->staff));
  const absl::Time now = use_.clock->Now();
  if (IsLive(session, now) && now >= session.seen_time + kSeenEvery) {
    StaffCommand see = SeeSession{.token_hash = hash};
    const absl::StatusOr<SealedStaff> seen = co_await Write(std::move(see));
    CO_RETURN_IF_ERROR(seen.status());
    session.seen_time = now;
  }
  co_return session;
}

StaffAccounts::Ended StaffAccounts::SignOut(std::string token,
                                            std::string request_id) {
  StaffCommand command = EndSession{.token_hash = crypto::Hash(token),
                                    .request_id = std::move(request_id)};
  const absl::StatusOr<SealedStaff> ended = co_await Write(std::move(command));
  co_return ended.status();
}

StaffAccounts::Ended StaffAccounts::SignOutEverywhere(int64_t staff_id,
                                                      AuditActor by) {
  StaffCommand command = EndSessions{.staff_id = staff_id, .by = std::move(by)};
  const absl::StatusOr<SealedStaff> ended = co_await Write(std::move(command));
  co_return ended.status();
}

StaffAccounts::Answer<Staff> StaffAccounts::FindInvitation(std::string token) {
  const std::string hash = crypto::Hash(token);
  auto find = [hash](db::Transaction& tx) {
    return FindStaffByInvitation(tx, hash);
  };
  CO_ASSIGN_OR_RETURN(
      const std::optional<SealedStaff> found,
      co_await Read<std::optional<SealedStaff>>(std::move(find)));
  if (!found.has_value() || found->staff.disabled ||
      !(use_.clock->Now() < found->invitation_expire_time)) {
    co_return InvitationNotValid();
  }
  co_return use_.vault->OpenStaff(*found);
}

StaffAccounts::Answer<Accepted> StaffAccounts::Accept(std::string token,
                                                      InvitationForm form,
                                                      std::string request_id) {
  std::string invited_token = token;
  CO_ASSIGN_OR_RETURN(const Staff staff,
                      co_await FindInvitation(std::move(invited_token)));
  Accepted accepted = {.signed_in = {.token = crypto::RandomToken()}};
  AcceptInvitation command = {
      .invitation_hash = crypto::Hash(token),
      .token_hash = crypto::Hash(accepted.signed_in.token),
      .request_id = std::move(request_id)};
  if (!form.totp_secret.empty()) {
    const std::optional<int64_t> step =
        crypto::FindTotpStep(form.totp_secret, form.code, use_.clock->Now());
    if (!step.has_value()) {
      co_return InvalidArgument("CODE_WRONG", "the code is not the app's",
                                {{"field", "code"}});
    }
    command.totp_secret =
        use_.vault->SealTotpSecret(staff.id, form.totp_secret);
    command.totp_step = *step;
    for (int i = 0; i < kRecoveryCodes; ++i) {
      const std::string code = crypto::RandomCrockford(kRecoveryCodeSize);
      command.recovery_hashes.push_back(crypto::Hash(code));
      accepted.recovery_codes.push_back(ShownRecoveryCode(code));
    }
  }
  absl::AnyInvocable<std::string()> hash = [password = form.password] {
    return crypto::HashPassword(password);
  };
  CO_ASSIGN_OR_RETURN(command.password_hash,
                      co_await Hash<std::string>(std::move(hash)));
  StaffCommand write = std::move(command);
  CO_ASSIGN_OR_RETURN(const SealedStaff saved,
                      co_await Write(std::move(write)));
  CO_ASSIGN_OR_RETURN(accepted.signed_in.staff, use_.vault->OpenStaff(saved));
  co_return accepted;
}

StaffAccounts::Answer<Invited> StaffAccounts::Invite(Staff staff,
                                                     AuditActor by) {
  Invited invited = {.token = crypto::RandomToken()};
  staff.id = use_.ids->Next();
  CreateStaff create = NewStaff(*use_.vault, staff, invited.token);
  create.by = std::move(by);
  StaffCommand command = std::move(create);
  CO_ASSIGN_OR_RETURN(const SealedStaff saved,
                      co_await Write(std::move(command)));
  CO_ASSIGN_OR_RETURN(invited.staff, use_.vault->OpenStaff(saved));
  co_return invited;
}

StaffAccounts::Answer<Invited> StaffAccounts::InviteAgain(int64_t staff_id,
                                                          AuditActor by) {
  Invited invited = {.token = crypto::RandomToken()};
  StaffCommand command =
      web::InviteAgain{.staff_id = staff_id,
                       .invitation_hash = crypto::Hash(invited.token),
                       .by = std::move(by)};
  CO_ASSIGN_OR_RETURN(const SealedStaff saved,
                      co_await Write(std::move(command)));
  CO_ASSIGN_OR_RETURN(invited.staff, use_.vault->OpenStaff(saved));
  co_return invited;
}

StaffAccounts::Answer<Staff> StaffAccounts::Change(ChangeStaff change) {
  StaffCommand command = std::move(change);
  CO_ASSIGN_OR_RETURN(const SealedStaff saved,
                      co_await Write(std::move(command)));
  co_return use_.vault->OpenStaff(saved);
}

StaffAccounts::Answer<std::vector<Staff>> StaffAccounts::List() {
  CO_ASSIGN_OR_RETURN(const std::vector<SealedStaff> sealed,
                      co_await Read<std::vector<SealedStaff>>(&ListAllStaff));
  std::vector<Staff> all;
  for (const SealedStaff& one : sealed) {
    CO_ASSIGN_OR_RETURN(Staff staff, use_.vault->OpenStaff(one));
    all.push_back(std::move(staff));
  }
  co_return all;
}

StaffAccounts::Answer<Staff> StaffAccounts::Get(int64_t id) {
  auto find = [id](db::Transaction& tx) { return FindStaff(tx, id); };
  CO_ASSIGN_OR_RETURN(
      const std::optional<SealedStaff> found,
      co_await Read<std::optional<SealedStaff>>(std::move(find)));
  if (!found.has_value()) {
    co_return NotFound("STAFF_NOT_FOUND", "there is no such account",
                       {{"staff", absl::StrCat(id)}});
  }
  co_return use_.vault->OpenStaff(*found);
}

}  // namespace cwp::web
