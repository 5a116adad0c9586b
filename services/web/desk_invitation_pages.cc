#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/seal.h"
#include "common/crypto/totp.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/form.h"
#include "services/web/desk.h"
#include "services/web/desk_form.h"
#include "services/web/page.h"
#include "services/web/qr_code.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kPath = "/desk/invitation/{token}";
constexpr absl::string_view kSecretPurpose = "web desk authenticator";
constexpr absl::Duration kSecretTime = absl::Hours(2);

// The secret that the page shows, sealed into its form.
std::string SealSecret(const Desk& desk, absl::string_view secret) {
  return crypto::SealToken(desk.site->form_key, kSecretPurpose, secret,
                           desk.site->clock->Now() + kSecretTime);
}

std::string Grouped(const std::string& text) {
  std::string grouped;
  for (size_t at = 0; at < text.size(); at += 4) {
    absl::StrAppend(&grouped, at == 0 ? "" : " ", text.substr(at, 4));
  }
  return grouped;
}

http::Response InvitationPage(const Desk& desk, const http::Request& request,
                              const Staff& staff, const std::string& secret,
                              const http::Parameters& typed,
                              const std::vector<FieldError>& errors) {
  View view = FilledFields(desk.site->renderer->Fixed("desk-invitation"), typed,
                           errors);
  view["staff_name"] = staff.name;
  view["staff_email"] = staff.email;
  view[NeedsCode(staff.role) ? "needs_code" : "may_use_code"] = true;
  view["secret"] = Grouped(crypto::ToBase32(secret));
  view["qr_html"] =
      QrCodeSvg(crypto::TotpUri(secret, desk.site->service_name, staff.email),
                "QR code for your authenticator app");
  view["form"] = View{
      {"action", absl::StrCat(kInvitationPath,
                              http::PercentEncode(request.Param("token")))},
      {"hidden", json::array{View{{"name", "secret"},
                                  {"value", SealSecret(desk, secret)}}}}};
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
  const absl::string_view password = form.Get("password");
  const absl::string_view wrong = PasswordError(password, staff.email);
  if (!wrong.empty()) {
    errors.push_back({"password", std::string(wrong)});
  } else if (form.Get("password_again") != password) {
    errors.push_back({"password_again", "different"});
  }
  if (NeedsCode(staff.role) && TypedIn(form, "code").empty()) {
    errors.push_back({"code", "required"});
  }
  return errors;
}

http::Response AcceptedPage(const Desk& desk, const Accepted& accepted) {
  json::array codes;
  for (const std::string& code : accepted.recovery_codes) {
    codes.emplace_back(code);
  }
  DeskVisit visit;
  visit.session.staff = accepted.signed_in.staff;
  View view;
  view[codes.empty() ? "no_codes" : "has_codes"] = true;
  view["codes"] = std::move(codes);
  http::Response page = DeskPage(desk, visit, "desk-accepted", std::move(view));
  desk.site->cookies.Set(page, {.name = std::string(kDeskCookie),
                                .value = accepted.signed_in.token});
  return Secret(std::move(page));
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
  absl::StatusOr<std::string> secret =
      crypto::OpenToken(desk.site->form_key, kSecretPurpose, form.Get("secret"),
                        desk.site->clock->Now());
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
  if (accepted.ok()) co_return AcceptedPage(desk, *accepted);
  const std::string reason = ReasonOf(accepted.status());
  if (reason == "CODE_WRONG") {
    co_return InvitationPage(desk, request, *staff, *secret, form,
                             {{"code", "wrong"}});
  }
  if (reason == "INVITATION_NOT_VALID") co_return NotValidPage(desk);
  co_return accepted.status();
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
        return Accept(desk, request);
      }));
}

}  // namespace cwp::web
