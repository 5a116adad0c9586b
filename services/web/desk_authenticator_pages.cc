#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/crypto/totp.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_authenticator.h"
#include "services/web/desk_form.h"
#include "services/web/desk_proof.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kAppPath = "/desk/account/authenticator";
constexpr absl::string_view kCodesPath = "/desk/account/recovery-codes";

http::Response AppPage(const Desk& desk, const DeskVisit& visit,
                       const std::string& secret,
                       const std::vector<FieldError>& errors) {
  View view = FilledFields(desk.site->renderer->Fixed("desk-authenticator"),
                           visit.form, errors);
  view[visit.staff().has_code ? "has_app" : "has_no_app"] = true;
  view["form"] = DeskForm(desk, visit, kAppPath);
  ShowSecret(desk, secret, visit.staff().email, view);
  return DeskPage(desk, visit, "desk-authenticator", std::move(view),
                  errors.empty() ? 200 : 400);
}

http::Response NewCodesPage(const Desk& desk, const DeskVisit& visit,
                            const std::vector<std::string>& codes) {
  return DeskPage(desk, visit, "desk-new-codes", {{"codes", CodesView(codes)}});
}

http::Answer App(const Desk& desk, const DeskVisit& visit, http::Request&) {
  co_return AppPage(desk, visit, crypto::NewTotpSecret(), {});
}

http::Answer RenewApp(const Desk& desk, const DeskVisit& visit,
                      http::Request& request) {
  const absl::StatusOr<std::string> secret = PostedSecret(desk, visit.form);
  if (!secret.ok()) {
    co_return AppPage(desk, visit, crypto::NewTotpSecret(), {{"code", "over"}});
  }
  std::vector<FieldError> errors;
  std::string code = TypedIn(visit.form, "code");
  if (code.empty()) errors.push_back({"code", "required"});
  CheckProof(visit, errors);
  if (!errors.empty()) co_return AppPage(desk, visit, *secret, errors);
  OwnProof proof = ProofOf(desk, visit, request);
  std::string shown = *secret;
  const absl::StatusOr<std::vector<std::string>> codes =
      co_await desk.accounts->RenewAuthenticator(
          std::move(proof), std::move(shown), std::move(code));
  errors = ProofErrors(codes.status());
  if (!errors.empty()) {
    co_return ProofRefused(AppPage(desk, visit, *secret, errors),
                           codes.status());
  }
  CO_RETURN_IF_ERROR(codes.status());
  co_return NewCodesPage(desk, visit, *codes);
}

http::Response CodesPage(const Desk& desk, const DeskVisit& visit,
                         const std::vector<FieldError>& errors) {
  View view = FilledFields(desk.site->renderer->Fixed("desk-recovery-codes"),
                           visit.form, errors);
  view["form"] = DeskForm(desk, visit, kCodesPath);
  return DeskPage(desk, visit, "desk-recovery-codes", std::move(view),
                  errors.empty() ? 200 : 400);
}

http::Answer Codes(const Desk& desk, const DeskVisit& visit, http::Request&) {
  // Without an app there is nothing that they stand in for.
  if (!visit.staff().has_code) co_return http::Redirect(kAppPath);
  co_return CodesPage(desk, visit, {});
}

http::Answer RenewCodes(const Desk& desk, const DeskVisit& visit,
                        http::Request& request) {
  std::vector<FieldError> errors;
  CheckProof(visit, errors);
  if (!errors.empty()) co_return CodesPage(desk, visit, errors);
  OwnProof proof = ProofOf(desk, visit, request);
  const absl::StatusOr<std::vector<std::string>> codes =
      co_await desk.accounts->RenewRecoveryCodes(std::move(proof));
  if (ReasonOf(codes.status()) == "NO_AUTHENTICATOR") {
    co_return http::Redirect(kAppPath);
  }
  errors = ProofErrors(codes.status());
  if (!errors.empty()) {
    co_return ProofRefused(CodesPage(desk, visit, errors), codes.status());
  }
  CO_RETURN_IF_ERROR(codes.status());
  co_return NewCodesPage(desk, visit, *codes);
}

}  // namespace

std::vector<DeskRoute> DeskAuthenticatorRoutes() {
  return {{.method = "GET",
           .pattern = std::string(kAppPath),
           .audit = DeskAudit::Nothing(),
           .handler = &App},
          {.method = "POST",
           .pattern = std::string(kAppPath),
           .audit = DeskAudit::WithTheChange(AuditAct::kAuthenticatorRenewed,
                                             AuditSubject::kNone),
           .handler = &RenewApp,
           .shows_once = true},
          {.method = "GET",
           .pattern = std::string(kCodesPath),
           .audit = DeskAudit::Nothing(),
           .handler = &Codes},
          {.method = "POST",
           .pattern = std::string(kCodesPath),
           .audit = DeskAudit::WithTheChange(AuditAct::kRecoveryCodesRenewed,
                                             AuditSubject::kNone),
           .handler = &RenewCodes,
           .shows_once = true}};
}

}  // namespace cwp::web
