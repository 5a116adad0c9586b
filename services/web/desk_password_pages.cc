#include <string>
#include <utility>
#include <vector>

#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_form.h"
#include "services/web/desk_proof.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kPath = "/desk/account/password";

http::Response PasswordPage(const Desk& desk, const DeskVisit& visit,
                            const std::vector<FieldError>& errors) {
  View view = FilledFields(desk.site->renderer->Fixed("desk-password"),
                           visit.form, errors);
  view["staff_email"] = visit.staff().email;
  view["form"] = DeskForm(desk, visit, kPath);
  return DeskPage(desk, visit, "desk-password", std::move(view),
                  errors.empty() ? 200 : 400);
}

http::Answer Password(const Desk& desk, const DeskVisit& visit,
                      http::Request&) {
  co_return PasswordPage(desk, visit, {});
}

http::Answer SetPassword(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  std::vector<FieldError> errors;
  CheckProof(visit, errors);
  CheckNewPassword(visit.form, visit.staff().email, errors);
  if (!errors.empty()) co_return PasswordPage(desk, visit, errors);
  OwnProof proof = ProofOf(desk, visit, request);
  std::string chosen(visit.form.Get("password"));
  if (chosen == proof.password) {
    co_return PasswordPage(desk, visit, {{"password", "unchanged"}});
  }
  const absl::Status changed = co_await desk.accounts->ChangePassword(
      std::move(proof), std::move(chosen));
  errors = ProofErrors(changed);
  if (!errors.empty()) {
    co_return ProofRefused(PasswordPage(desk, visit, errors), changed);
  }
  CO_RETURN_IF_ERROR(changed);
  co_return http::Redirect("/desk/account?changed=password");
}

}  // namespace

std::vector<DeskRoute> DeskPasswordRoutes() {
  return {{.method = "GET",
           .pattern = std::string(kPath),
           .audit = DeskAudit::Nothing(),
           .handler = &Password},
          {.method = "POST",
           .pattern = std::string(kPath),
           .audit = DeskAudit::WithTheChange(AuditAct::kPasswordChanged,
                                             AuditSubject::kNone),
           .handler = &SetPassword}};
}

}  // namespace cwp::web
