#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/seal.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/form.h"
#include "services/web/desk.h"
#include "services/web/desk_authenticator.h"
#include "services/web/desk_device.h"
#include "services/web/desk_form.h"
#include "services/web/desk_sign_in.h"
#include "services/web/page.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kKeptPurpose = "web desk kept form";

// Only to a page of the desk.
std::string NextOf(absl::string_view next) {
  const bool ours = next == "/desk" || absl::StartsWith(next, "/desk/");
  return ours && http::IsLocalPath(next) ? std::string(next) : "/desk";
}

// A form that carries it to `action`.
View CarryingForm(absl::string_view action, const Carried& carried) {
  json::array hidden;
  if (!carried.next.empty()) {
    hidden.push_back(View{{"name", "next"}, {"value", carried.next}});
  }
  if (!carried.kept.empty()) {
    hidden.push_back(View{{"name", "kept"}, {"value", carried.kept}});
  }
  View form = {{"action", std::string(action)}};
  if (!hidden.empty()) form["hidden"] = std::move(hidden);
  return form;
}

http::Answer ShowSignIn(const Desk& desk, const http::Request& request) {
  View said;
  if (request.query().Has("signed-out")) said["signed_out"] = true;
  co_return SignInPage(desk, {}, {.next = NextOf(request.query().Get("next"))},
                       std::move(said), 200);
}

// A form that was sent when its sender was signed in no more.
struct KeptForm {
  std::string path;
  std::string body;
};

std::string SealKept(const Desk& desk, const KeptForm& kept) {
  const View view = {{"path", kept.path}, {"body", kept.body}};
  return crypto::SealToken(desk.site->form_key, kKeptPurpose,
                           json::serialize(view),
                           desk.site->clock->Now() + kSessionTime);
}

std::optional<KeptForm> OpenKept(const Desk& desk, absl::string_view sealed) {
  const absl::StatusOr<std::string> text = crypto::OpenToken(
      desk.site->form_key, kKeptPurpose, sealed, desk.site->clock->Now());
  if (!text.ok()) return std::nullopt;
  json::error_code error;
  const json::value parsed = json::parse(*text, error);
  if (error || !parsed.is_object()) return std::nullopt;
  const View& view = parsed.get_object();
  return KeptForm{.path = view.at("path").as_string().c_str(),
                  .body = view.at("body").as_string().c_str()};
}

// What was sent; nothing where that cannot be read.
http::Parameters BodyOf(const KeptForm& kept) {
  return http::ParseParameters(kept.body, kept.body.size())
      .value_or(http::Parameters());
}

// Leads on to the form that was kept.
http::Response GoOnPage(const Desk& desk, const DeskVisit& visit,
                        const std::string& path, const http::Parameters& body) {
  View form = DeskForm(desk, visit, path);
  json::array& hidden = form["hidden"].as_array();
  for (const auto& [name, value] : body.entries()) {
    if (name == hidden.front().as_object().at("name").as_string().c_str()) {
      continue;
    }
    hidden.push_back(View{{"name", name}, {"value", value}});
  }
  hidden.push_back(View{{"name", "review"}, {"value", "yes"}});
  return DeskPage(desk, visit, "desk-go-on", {{"form", std::move(form)}});
}

http::Answer SignIn(const Desk& desk, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  const Carried carried = CarriedIn(desk, form);
  SignInForm typed = {.email = TypedIn(form, "email"),
                      .password = std::string(form.Get("password")),
                      .code = TypedIn(form, "code")};
  SignInTry attempt = TryOf(desk, request, typed.email);
  std::string old = OldToken(desk, request);
  std::string request_id(request.id());
  const absl::StatusOr<SignedIn> signed_in =
      co_await desk.accounts->SignIn(std::move(typed), std::move(attempt),
                                     std::move(old), std::move(request_id));
  if (signed_in.ok()) {
    co_return SignInAnswer(desk, request, *signed_in, carried);
  }
  const std::string reason = ReasonOf(signed_in.status());
  if (reason == "SIGN_IN_REFUSED") {
    co_return SignInPage(desk, form, carried, {{"refused", true}}, 403);
  }
  if (reason == "TOO_MANY_TRIES") {
    http::Response page =
        SignInPage(desk, form, carried, {{"too_many", true}}, 429);
    co_return TryLater(std::move(page), signed_in.status());
  }
  co_return signed_in.status();
}

}  // namespace

http::Response SignInPage(const Desk& desk, const http::Parameters& typed,
                          const Carried& carried, View said, int code) {
  const View fixed = desk.site->renderer->Fixed("desk-sign-in");
  View view = FilledFields(fixed, typed, {});
  if (!carried.kept.empty()) view["kept"] = true;
  view["form"] = CarryingForm(kSignInPath, carried);
  if (desk.oidc != nullptr) {
    view["provider"] =
        View{{"provider_form", CarryingForm(kProviderPath, carried)},
             {"provider_button", View{{"text", desk.oidc->button()}}}};
  }
  for (auto& each : said) view[each.key()] = std::move(each.value());
  return ForDeskAlone(Page(*desk.site, "desk-sign-in", view, code));
}

Carried CarriedIn(const Desk& desk, const http::Parameters& form) {
  Carried carried = {.next = NextOf(form.Get("next")),
                     .kept = std::string(form.Get("kept"))};
  if (!OpenKept(desk, carried.kept).has_value()) carried.kept.clear();
  return carried;
}

http::Response SignInAnswer(const Desk& desk, const http::Request& request,
                            const SignedIn& signed_in, const Carried& carried) {
  const std::optional<KeptForm> kept = OpenKept(desk, carried.kept);
  http::Parameters body;
  if (kept.has_value()) body = BodyOf(*kept);
  // Only for whoever had it on a page of theirs.
  const bool own = IsFormOf(desk, signed_in.staff.id, body);
  DeskVisit visit;
  visit.session.staff = signed_in.staff;
  visit.session.token_hash = crypto::Hash(signed_in.token);
  http::Response response = own ? GoOnPage(desk, visit, kept->path, body)
                                : http::Redirect(NextOf(carried.next));
  desk.site->cookies.Set(
      response, {.name = std::string(kDeskCookie), .value = signed_in.token});
  RememberDevice(desk, request, signed_in.staff, response);
  return ForDeskAlone(std::move(response));
}

http::Response AcceptedPage(const Desk& desk, const http::Request& request,
                            const Accepted& accepted) {
  json::array codes = CodesView(accepted.recovery_codes);
  DeskVisit visit;
  visit.session.staff = accepted.signed_in.staff;
  View view;
  view[codes.empty() ? "no_codes" : "has_codes"] = true;
  view["codes"] = std::move(codes);
  http::Response page = DeskPage(desk, visit, "desk-accepted", std::move(view));
  desk.site->cookies.Set(page, {.name = std::string(kDeskCookie),
                                .value = accepted.signed_in.token});
  RememberDevice(desk, request, accepted.signed_in.staff, page);
  return Secret(std::move(page));
}

std::string OldToken(const Desk& desk, const http::Request& request) {
  return desk.site->cookies.Get(request, kDeskCookie).value_or(std::string());
}

http::Response SignInToGoOn(const Desk& desk, absl::string_view path,
                            std::string body) {
  const KeptForm kept = {.path = std::string(path), .body = std::move(body)};
  return SignInPage(desk, {}, {.kept = SealKept(desk, kept)}, {}, 403);
}

void AddDeskSignInPages(http::Router& router, const Desk& desk) {
  router.Add("GET", kSignInPath, [&desk](http::Request& request) {
    return ShowSignIn(desk, request);
  });
  router.Add("POST", kSignInPath,
             FromOwnSite(*desk.site, Origin::kNamed,
                         [&desk](http::Request& request) {
                           return SignIn(desk, request);
                         }),
             {.max_body = kLargestSignIn});
}

}  // namespace cwp::web
