#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_act.h"
#include "services/web/desk_words.h"

namespace cwp::web {
namespace {

http::Answer Account(const Desk& desk, const DeskVisit& visit, http::Request&) {
  const Staff& staff = visit.staff();
  View view = {
      {"rows",
       json::array{View{{"key", "Name"}, {"row_value", staff.name}},
                   View{{"key", "Email"}, {"row_value", staff.email}},
                   View{{"key", "Role"}, {"row_value", RoleWords(staff.role)}},
                   View{{"key", "Signing in"},
                        {"row_value", staff.has_code
                                          ? "Password and a code from your app"
                                          : "Password"}}}},
      {"sign_out_form", DeskForm(desk, visit, "/desk/sign-out")},
      {"everywhere_form", DeskForm(desk, visit, "/desk/sign-out/everywhere")}};
  co_return DeskPage(desk, visit, "desk-account", std::move(view));
}

http::Response SignedOut(const Desk& desk) {
  http::Response response = http::Redirect("/desk/sign-in?signed-out=yes");
  desk.site->cookies.Clear(response, kDeskCookie);
  return ForDeskAlone(std::move(response));
}

http::Answer SignOut(const Desk& desk, const DeskVisit&,
                     http::Request& request) {
  const std::optional<std::string> token =
      desk.site->cookies.Get(request, kDeskCookie);
  if (token.has_value()) {
    std::string request_id(request.id());
    CO_RETURN_IF_ERROR(
        co_await desk.accounts->SignOut(*token, std::move(request_id)));
  }
  co_return SignedOut(desk);
}

http::Answer SignOutEverywhere(const Desk& desk, const DeskVisit& visit,
                               http::Request& request) {
  AuditActor by = ActorOf(visit, request);
  CO_RETURN_IF_ERROR(co_await desk.accounts->SignOutEverywhere(visit.staff().id,
                                                               std::move(by)));
  co_return SignedOut(desk);
}

}  // namespace

std::vector<DeskRoute> DeskAccountRoutes() {
  return {{.method = "GET",
           .pattern = "/desk/account",
           .audit = DeskAudit::Nothing(),
           .handler = &Account},
          {.method = "POST",
           .pattern = "/desk/sign-out",
           .audit = DeskAudit::WithTheChange(AuditAct::kSignedOut,
                                             AuditSubject::kNone),
           .handler = &SignOut},
          {.method = "POST",
           .pattern = "/desk/sign-out/everywhere",
           .audit = DeskAudit::WithTheChange(AuditAct::kSignedOutEverywhere,
                                             AuditSubject::kNone),
           .handler = &SignOutEverywhere}};
}

}  // namespace cwp::web
