#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/totp.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/form.h"
#include "services/web/desk.h"
#include "services/web/desk_authenticator.h"
#include "services/web/desk_form.h"
#include "services/web/desk_once.h"
#include "services/web/desk_sign_in.h"
#include "services/web/page.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kPath = "/desk/invitation/{token}";

http::Response InvitationPage(const Desk& desk, const http::Request& request,
                              const Staff& staff, const std::string& secret,
                              const http::Parameters& typed,
                              const std::vector<FieldError>& errors) {
  View view = FilledFields(desk.site->renderer->Fixed("desk-invitation"), typed,
                           errors);
  view["staff_name"] = staff.name;
  view["staff_email"] = staff.email;
  view[NeedsCode(staff.role) ? "needs_code" : "may_use_code"] = true;
  view["form"] = View{
      {"action", absl::StrCat(kInvitationPath,
                              http::PercentEncode(request.Param("token")))}};
  ShowSecret(desk, secret, staff.email, view);
  return Secret(
      Page(*desk.site, "desk-invitation", view, errors.empty() ? 200 : 400));
}

// The invitation was used, replaced, or is over.
http::Response NotValidPage(const Desk& desk) {
  return Secret(Page(*desk.site, "desk-invitation-over", {}, 404));
}

http::Answer Show(const Desk& desk, const http::Request& request) {
  const absl::StatusOr<Staff> staff = co_await desk.accounts->FindInvitation(
      std::string(request.Param("token")));
  if (ReasonOf(staff.status()) == "INVITATION_NOT_VALID") {
    co_return NotValidPage(desk);
  }
  if (!staff.ok()) co_return staff.status();
  co_return InvitationPage(desk, request, *staff, crypto::NewTotpSecret(), {},
                           {});
}

std::vector<FieldError> Check(const http::Parameters& form,
                              const Staff& staff) {
  std::vector<FieldError> errors;
  CheckNewPassword(form, staff.email, errors);
  if (NeedsCode(staff.role) && TypedIn(form, "code").empty()) {
    errors.push_back({"code", "required"});
  }
  return errors;
}

http::Answer Accept(const Desk& desk, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  const std::string token(request.Param("token"));
  std::string asked = token;
  const absl::StatusOr<Staff> staff =
      co_await desk.accounts->FindInvitation(std::move(asked));
  if (ReasonOf(staff.status()) == "INVITATION_NOT_VALID") {
    co_return NotValidPage(desk);
  }
  if (!staff.ok()) co_return staff.status();
  absl::StatusOr<std::string> secret = PostedSecret(desk, form);
  if (!secret.ok()) {
    // The page was open for too long: its code belongs to no secret of ours.
    co_return InvitationPage(desk, request, *staff, crypto::NewTotpSecret(),
                             form, {{"code", "over"}});
  }
  std::vector<FieldError> errors = Check(form, *staff);
  if (!errors.empty()) {
    co_return InvitationPage(desk, request, *staff, *secret, form, errors);
  }
  InvitationForm chosen = {.password = std::string(form.Get("password")),
                           .code = TypedIn(form, "code")};
  if (!chosen.code.empty()) chosen.totp_secret = *secret;
  std::string used = token;
  std::string request_id(request.id());
  const absl::StatusOr<Accepted> accepted = co_await desk.accounts->Accept(
      std::move(used), std::move(chosen), std::move(request_id));
  if (accepted.ok()) co_return AcceptedPage(desk, request, *accepted);
  const std::string reason = ReasonOf(accepted.status());
  if (reason == "CODE_WRONG") {
    co_return InvitationPage(desk, request, *staff, *secret, form,
                             {{"code", "wrong"}});
  }
  if (reason == "INVITATION_NOT_VALID") co_return NotValidPage(desk);
  co_return accepted.status();
}

// Whoever presses the button twice sees the recovery codes all the same.
http::Answer AcceptOnce(const Desk& desk, const http::Request& request) {
  // The address is a secret, and the password stands in the form.
  const std::string key = desk.shown_once->KeyOf(request, "");
  std::optional<http::Response> before = co_await desk.shown_once->Begin(key);
  if (before.has_value()) co_return *std::move(before);
  absl::StatusOr<http::Response> answer = co_await Accept(desk, request);
  desk.shown_once->End(key, answer);
  co_return answer;
}

}  // namespace

void AddDeskInvitationPages(http::Router& router, const Desk& desk) {
  router.Add("GET", kPath,
             [&desk](http::Request& request) { return Show(desk, request); });
  router.Add(
      "POST", kPath,
      // The address is a secret, so the page sends no referrer, and browsers
      // then name no origin.
      FromOwnSite(*desk.site, Origin::kAny, [&desk](http::Request& request) {
        return AcceptOnce(desk, request);
      }));
}

}  // namespace cwp::web
