#include "services/web/staff_accounts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/password.h"
#include "common/crypto/random.h"
#include "common/crypto/totp.h"
#include "common/http/co_status_macros.h"

namespace cwp::web {
namespace {

constexpr int kPage = 100;

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

StaffAccounts::StaffAccounts(const Parts& parts)
    : use_(parts),
      calls_(*parts.clock, *parts.readers, *parts.writer, *parts.passwords),
      nobodys_hash_(crypto::HashPassword(crypto::RandomToken())),
      limits_(*parts.clock) {}

StaffAccounts::Answer<std::optional<StaffSession>> StaffAccounts::FindSession(
    std::string token) {
  const std::string hash = crypto::Hash(token);
  auto find = [hash](db::Transaction& tx) {
    return web::FindSession(tx, hash);
  };
  CO_ASSIGN_OR_RETURN(
      const std::optional<SealedSession> found,
      co_await calls_.Read<std::optional<SealedSession>>(std::move(find)));
  if (!found.has_value()) co_return std::nullopt;
  StaffSession session = {.token_hash = hash,
                          .create_time = found->create_time,
                          .seen_time = found->seen_time};
  CO_ASSIGN_OR_RETURN(session.staff, use_.vault->OpenStaff(found->staff));
  const absl::Time now = use_.clock->Now();
  if (IsLive(session, now) && now >= session.seen_time + kSeenEvery) {
    StaffCommand see = SeeSession{.token_hash = hash};
    const absl::StatusOr<SealedStaff> seen =
        co_await calls_.Write(std::move(see));
    CO_RETURN_IF_ERROR(seen.status());
    session.seen_time = now;
  }
  co_return session;
}

StaffAccounts::Ended StaffAccounts::SignOut(std::string token,
                                            std::string request_id) {
  StaffCommand command = EndSession{.token_hash = crypto::Hash(token),
                                    .request_id = std::move(request_id)};
  const absl::StatusOr<SealedStaff> ended =
      co_await calls_.Write(std::move(command));
  co_return ended.status();
}

StaffAccounts::Ended StaffAccounts::SignOutEverywhere(int64_t staff_id,
                                                      AuditActor by) {
  StaffCommand command = EndSessions{.staff_id = staff_id, .by = std::move(by)};
  const absl::StatusOr<SealedStaff> ended =
      co_await calls_.Write(std::move(command));
  co_return ended.status();
}

StaffAccounts::Answer<Staff> StaffAccounts::FindInvitation(std::string token) {
  const std::string hash = crypto::Hash(token);
  auto find = [hash](db::Transaction& tx) {
    return FindStaffByInvitation(tx, hash);
  };
  CO_ASSIGN_OR_RETURN(
      const std::optional<SealedStaff> found,
      co_await calls_.Read<std::optional<SealedStaff>>(std::move(find)));
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
      co_return CodeWrong();
    }
    command.totp_secret =
        use_.vault->SealTotpSecret(staff.id, form.totp_secret);
    command.totp_step = *step;
    RecoveryCodes codes = NewRecoveryCodes();
    command.recovery_hashes = std::move(codes.hashes);
    accepted.recovery_codes = std::move(codes.shown);
  }
  absl::AnyInvocable<std::string()> hash = [password = form.password] {
    return crypto::HashPassword(password);
  };
  CO_ASSIGN_OR_RETURN(command.password_hash,
                      co_await calls_.Hash<std::string>(std::move(hash)));
  StaffCommand write = std::move(command);
  CO_ASSIGN_OR_RETURN(const SealedStaff saved,
                      co_await calls_.Write(std::move(write)));
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
                      co_await calls_.Write(std::move(command)));
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
                      co_await calls_.Write(std::move(command)));
  CO_ASSIGN_OR_RETURN(invited.staff, use_.vault->OpenStaff(saved));
  co_return invited;
}

StaffAccounts::Answer<Staff> StaffAccounts::Change(ChangeStaff change) {
  StaffCommand command = std::move(change);
  CO_ASSIGN_OR_RETURN(const SealedStaff saved,
                      co_await calls_.Write(std::move(command)));
  co_return use_.vault->OpenStaff(saved);
}

StaffAccounts::Answer<std::vector<Staff>> StaffAccounts::List() {
  CO_ASSIGN_OR_RETURN(
      const std::vector<SealedStaff> sealed,
      co_await calls_.Read<std::vector<SealedStaff>>(&ListAllStaff));
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
      co_await calls_.Read<std::optional<SealedStaff>>(std::move(find)));
  if (!found.has_value()) {
    co_return NotFound("STAFF_NOT_FOUND", "there is no such account",
                       {{"staff", absl::StrCat(id)}});
  }
  co_return use_.vault->OpenStaff(*found);
}

}  // namespace cwp::web
