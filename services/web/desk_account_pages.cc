#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_act.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

// A row of what is changed elsewhere, by an administrator.
View FixedRow(absl::string_view key, std::string value) {
  View row = FactRow(key, std::move(value));
  row["no_actions"] = true;
  return row;
}

View ChangeRow(absl::string_view key, std::string value, absl::string_view href,
               absl::string_view action) {
  View row = FactRow(key, std::move(value));
  row["action_href"] = std::string(href);
  row["action_text"] = std::string(action);
  return row;
}

// What the page before has changed.
View SaidOf(const http::Request& request) {
  if (request.query().Get("changed") != "password") return {};
  return {{"password_changed", true}};
}

http::Answer Account(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  const Staff& staff = visit.staff();
  json::array rows = {FixedRow(Say("office.name"), staff.name),
                      FixedRow(Say("office.account.email"), staff.email),
                      FixedRow(Say("office.role"), RoleWords(staff.role))};
  if (staff.linked) {
    rows.push_back(FixedRow(Say("office.account.organisation"),
                            Say("office.account.signs_in")));
  }
  rows.push_back(
      staff.has_password
          ? ChangeRow(Say("office.account.password"),
                      Say("office.account.only_you"), "/desk/account/password",
                      Say("office.account.change_password"))
          : FixedRow(Say("office.account.password"), Say("office.none")));
  if (!staff.has_password) {
    // What would be changed is changed by the password.
    rows.push_back(FixedRow(
        Say("office.account.app"),
        staff.has_code ? Say("office.account.connected") : Say("office.none")));
  } else if (staff.has_code) {
    CO_ASSIGN_OR_RETURN(const int64_t left,
                        co_await desk.accounts->RecoveryCodesLeft(staff.id));
    rows.push_back(ChangeRow(
        Say("office.account.app"), Say("office.account.connected"),
        "/desk/account/authenticator", Say("office.account.connect_another")));
    rows.push_back(ChangeRow(
        Say("office.account.codes"),
        Say("office.account.codes_left", {{"count", absl::StrCat(left)}}),
        "/desk/account/recovery-codes", Say("office.account.new_codes")));
  } else {
    rows.push_back(ChangeRow(Say("office.account.app"), Say("office.none"),
                             "/desk/account/authenticator",
                             Say("office.account.connect")));
  }
  View view = SaidOf(request);
  view["rows"] = std::move(rows);
  view["sign_out_form"] = DeskForm(desk, visit, "/desk/sign-out");
  view["everywhere_form"] = DeskForm(desk, visit, "/desk/sign-out/everywhere");
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
