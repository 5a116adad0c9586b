#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/crypto/seal.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/form.h"
#include "services/web/desk.h"
#include "services/web/desk_form.h"
#include "services/web/page.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kSignInPath = "/desk/sign-in";
constexpr absl::string_view kKeptPurpose = "web desk kept form";
constexpr absl::string_view kDevicePurpose = "web desk device";
constexpr absl::Duration kDeviceTime = absl::Hours(24 * 90);
// What a kept form makes longer, sealed and encoded.
constexpr size_t kLargestSignIn = 2 * kLongestDeskForm;

// A browser that its holder has signed in with before.
struct Device {
  std::string email_key;
  std::string name;
};

std::optional<Device> DeviceOf(const Desk& desk, const http::Request& request) {
  const std::optional<std::string> cookie =
      desk.site->cookies.Get(request, kDeviceCookie);
  if (!cookie.has_value()) return std::nullopt;
  const absl::StatusOr<std::string> opened = crypto::OpenToken(
      desk.site->form_key, kDevicePurpose, *cookie, desk.site->clock->Now());
  if (!opened.ok() || opened->size() <= crypto::kHashSize) return std::nullopt;
  return Device{.email_key = opened->substr(0, crypto::kHashSize),
                .name = opened->substr(crypto::kHashSize)};
}

void RememberDevice(const Desk& desk, const std::string& email_key,
                    const std::optional<Device>& before,
                    http::Response& response) {
  const bool same = before.has_value() && before->email_key == email_key;
  const std::string name = same ? before->name : crypto::RandomToken();
  desk.site->cookies.Set(response, {.name = std::string(kDeviceCookie),
                                    .value = crypto::SealToken(
                                        desk.site->form_key, kDevicePurpose,
                                        absl::StrCat(email_key, name),
                                        desk.site->clock->Now() + kDeviceTime),
                                    .max_age = kDeviceTime});
}

// Only to a page of the desk.
std::string NextOf(absl::string_view next) {
  const bool ours = next == "/desk" || absl::StartsWith(next, "/desk/");
  return ours && http::IsLocalPath(next) ? std::string(next) : "/desk";
}

// What is carried from the page to the sign-in.
struct Carried {
  std::string next;
  // Sealed; empty for none.
  std::string kept;
};

http::Response SignInPage(const Desk& desk, const http::Parameters& typed,
                          const Carried& carried, View said, int code) {
  const View& fixed = desk.site->renderer->Fixed("desk-sign-in");
  View view = FilledFields(fixed, typed, {});
  json::array hidden;
  if (!carried.next.empty()) {
    hidden.push_back(View{{"name", "next"}, {"value", carried.next}});
  }
  if (!carried.kept.empty()) {
    hidden.push_back(View{{"name", "kept"}, {"value", carried.kept}});
    view["kept"] = true;
  }
  View form = {{"action", std::string(kSignInPath)}};
  if (!hidden.empty()) form["hidden"] = std::move(hidden);
  view["form"] = std::move(form);
  for (auto& each : said) view[each.key()] = std::move(each.value());
  return ForDeskAlone(Page(*desk.site, "desk-sign-in", view, code));
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
  std::string staff_id;
  std::string body;
};

std::string SealKept(const Desk& desk, const KeptForm& kept) {
  const View view = {
      {"path", kept.path}, {"staff_id", kept.staff_id}, {"body", kept.body}};
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
                  .staff_id = view.at("staff_id").as_string().c_str(),
                  .body = view.at("body").as_string().c_str()};
}

// Leads on to the form that was kept, for whoever had sent it.
http::Response GoOnPage(const Desk& desk, const DeskVisit& visit,
                        const KeptForm& kept) {
  View form = DeskForm(desk, visit, kept.path);
  json::array& hidden = form["hidden"].as_array();
  const http::Parameters body =
      http::ParseParameters(kept.body, kept.body.size())
          .value_or(http::Parameters());
  for (const auto& [name, value] : body.entries()) {
    if (name == hidden.front().as_object().at("name").as_string().c_str()) {
      continue;
    }
    hidden.push_back(View{{"name", name}, {"value", value}});
  }
  hidden.push_back(View{{"name", "review"}, {"value", "yes"}});
  return DeskPage(desk, visit, "desk-go-on", {{"form", std::move(form)}});
}

http::Response SignInAnswer(const Desk& desk, const http::Request& request,
                            const SignedIn& signed_in, const Carried& carried) {
  const std::optional<KeptForm> kept = OpenKept(desk, carried.kept);
  const bool own =
      kept.has_value() && kept->staff_id == absl::StrCat(signed_in.staff.id);
  DeskVisit visit;
  visit.session.staff = signed_in.staff;
  visit.session.token_hash = crypto::Hash(signed_in.token);
  http::Response response =
      own ? GoOnPage(desk, visit, *kept) : http::Redirect(NextOf(carried.next));
  desk.site->cookies.Set(
      response, {.name = std::string(kDeskCookie), .value = signed_in.token});
  RememberDevice(desk, desk.accounts->EmailKey(signed_in.staff.email),
                 DeviceOf(desk, request), response);
  return ForDeskAlone(std::move(response));
}

http::Answer SignIn(const Desk& desk, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  const Carried carried = {.next = std::string(form.Get("next")),
                           .kept = std::string(form.Get("kept"))};
  SignInForm typed = {.email = TypedIn(form, "email"),
                      .password = std::string(form.Get("password")),
                      .code = TypedIn(form, "code")};
  SignInTry attempt = {.client_key = ClientKey(*desk.site, request)};
  const std::optional<Device> device = DeviceOf(desk, request);
  if (device.has_value() &&
      device->email_key == desk.accounts->EmailKey(typed.email)) {
    attempt.device = device->name;
  }
  std::string old =
      desk.site->cookies.Get(request, kDeskCookie).value_or(std::string());
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

http::Response SignInToGoOn(const Desk& desk, const StaffSession& session,
                            absl::string_view path, std::string body) {
  const KeptForm kept = {.path = std::string(path),
                         .staff_id = absl::StrCat(session.staff.id),
                         .body = std::move(body)};
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
