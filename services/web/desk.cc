#include "services/web/desk.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/status.h"
#include "services/web/desk_act.h"
#include "services/web/desk_import.h"
#include "services/web/desk_once.h"
#include "services/web/desk_posted.h"
#include "services/web/page.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

constexpr char kTokenField[] = "csrf";
constexpr char kReviewField[] = "review";
constexpr char kFormIdField[] = "form_id";
// Ours are 43 characters; anything longer is not.
constexpr size_t kLongestFormId = 64;

// Of each half of a form's token: a hash, encoded.
constexpr size_t kTokenHalf = 43;

// By which a form says that it comes from a page of this session.
std::string VisitTokenOf(const Desk& desk, const StaffSession& session) {
  return crypto::ToBase64Url(crypto::KeyedHash(
      desk.site->form_key, {"desk form", session.token_hash}));
}

// By which it says whose page it was, whichever session that was in.
std::string AccountTokenOf(const Desk& desk, int64_t staff_id) {
  return crypto::ToBase64Url(crypto::KeyedHash(
      desk.site->form_key, {"desk form of", absl::StrCat(staff_id)}));
}

std::string FormTokenOf(const Desk& desk, const StaffSession& session) {
  return absl::StrCat(VisitTokenOf(desk, session),
                      AccountTokenOf(desk, session.staff.id));
}

// Of a file that is too large.
constexpr size_t kMostReadAway = size_t{256} << 20;

struct Link {
  absl::string_view href;
  absl::string_view key;
  Permission permission;
};
constexpr Link kNavigation[] = {
    {"/desk", "office.navigation.today", Permission::kDesk},
    {"/desk/find", "office.navigation.find", Permission::kSeePeople},
    {"/desk/programme", "office.navigation.programme",
     Permission::kSeeProgramme},
    {"/desk/workshops", "office.navigation.workshops",
     Permission::kSeeProgramme},
    {"/desk/webinars", "office.navigation.webinars", Permission::kSeeProgramme},
    {"/desk/facilitators", "office.navigation.facilitators", Permission::kPlan},
    {"/desk/reports", "office.navigation.reports", Permission::kReports},
    {"/desk/staff", "office.navigation.staff", Permission::kStaff},
    {"/desk/partners", "office.navigation.partners", Permission::kPartners},
    {"/desk/settings", "office.navigation.settings", Permission::kPlan},
    {"/desk/audit", "office.navigation.audit", Permission::kStaff},
    {"/desk/account", "office.navigation.account", Permission::kDesk},
};

json::array NavigationFor(Role role) {
  json::array links;
  for (const Link& link : kNavigation) {
    if (!Allows(role, link.permission)) continue;
    links.push_back(
        View{{"href", json::string_view(link.href.data(), link.href.size())},
             {"text", Say(link.key)}});
  }
  return links;
}

http::Response ForbiddenPage(const Desk& desk, const DeskVisit& visit) {
  return DeskPage(desk, visit, "desk-forbidden", {}, 403);
}

// How much of a file a route reads: more than it takes, so that somebody is
// told what is wrong, and not cut off.
size_t MostOfFile(const DeskRoute& route) {
  return route.max_file == 0 ? 0 : std::max(route.max_file, kMostReadAway);
}

absl::Status OtherSite() {
  return MakeError(absl::StatusCode::kPermissionDenied, "OTHER_SITE",
                   "the form was sent from another site");
}

// Of a page that has nothing to show again.
absl::Status EarlierVisit() {
  return MakeError(absl::StatusCode::kPermissionDenied, "FORM_OF_EARLIER_VISIT",
                   "the form is of a page from before the last sign-in");
}

// Whether what was posted comes from a page of this visit. One of an earlier
// visit of the same account is shown again: what the form says must not be
// lost, and nothing may be done by it.
absl::Status CheckToken(const Desk& desk, const DeskRoute& route,
                        DeskVisit& visit) {
  visit.review = route.has_form && visit.form.Has(kReviewField);
  if (crypto::Equal(visit.form.Get(kTokenField),
                    FormTokenOf(desk, visit.session))) {
    return absl::OkStatus();
  }
  if (!IsFormOf(desk, visit.staff().id, visit.form)) return OtherSite();
  if (!route.has_form) return EarlierVisit();
  visit.review = true;
  return absl::OkStatus();
}

// What whoever is not signed in gets.
http::Answer NotSignedIn(const Desk& desk, const DeskRoute& route,
                         http::Request& request) {
  if (route.method != "POST") co_return ToSignIn(request.path());
  if (!route.has_form) co_return ToSignIn("/desk");
  std::string kept = co_await BodyToKeep(route, request);
  const http::Parameters form =
      http::ParseParameters(kept, kept.size()).value_or(http::Parameters());
  // From no page of ours.
  if (!form.Has(kTokenField)) co_return ToSignIn("/desk");
  co_return SignInToGoOn(desk, request.path(), std::move(kept));
}

// What whoever is signed in gets where something is not as it should be.
http::Response ProblemPage(const Desk& desk, DeskVisit visit,
                           const http::Request& request,
                           const absl::Status& status) {
  const int code = http::ToHttpStatus(status.code());
  View view = DeskProblemView(request, {.code = code, .status = status});
  // It shows no form.
  visit.review = false;
  http::Response page =
      DeskPage(desk, visit, kDeskProblemPage, std::move(view), code);
  if (code == 429 || code == 503) return TryLater(std::move(page), status);
  page.cause = status;
  return page;
}

// Does what was asked for, and says so in the audit log.
http::Answer Act(const Desk& desk, const DeskRoute& route,
                 const DeskVisit& visit, http::Request& request) {
  DeskAct act(desk, route, visit, request);
  CO_RETURN_IF_ERROR(co_await act.Begin());
  absl::StatusOr<http::Response> answer =
      co_await route.handler(act.desk(), visit, request);
  co_await act.End(answer);
  co_return answer;
}

http::Answer Serve(const Desk& desk, const DeskRoute& route, DeskVisit& visit,
                   http::Request& request) {
  PostedForm posted;
  if (route.method == "POST") {
    CO_RETURN_IF_ERROR(co_await posted.Read(route, request, visit));
    CO_RETURN_IF_ERROR(CheckToken(desk, route, visit));
  }
  if (!route.shows_once || visit.review) {
    co_return co_await Act(desk, route, visit, request);
  }
  const std::string key =
      desk.shown_once->KeyOf(request, visit.session.token_hash);
  std::optional<http::Response> before = co_await desk.shown_once->Begin(key);
  if (before.has_value()) co_return *std::move(before);
  absl::StatusOr<http::Response> answer =
      co_await Act(desk, route, visit, request);
  desk.shown_once->End(key, answer);
  co_return answer;
}

http::Answer Visit(const Desk& desk, const DeskRoute& route,
                   http::Request& request) {
  const std::optional<std::string> token =
      desk.site->cookies.Get(request, kDeskCookie);
  if (!token.has_value()) co_return co_await NotSignedIn(desk, route, request);
  CO_ASSIGN_OR_RETURN(std::optional<StaffSession> session,
                      co_await desk.accounts->FindSession(*token));
  if (!session.has_value() || !IsLive(*session, desk.site->clock->Now())) {
    co_return co_await NotSignedIn(desk, route, request);
  }
  DeskVisit visit = {.session = *std::move(session)};
  if (!Allows(visit.staff().role, route.permission)) {
    co_return ForbiddenPage(desk, visit);
  }
  absl::StatusOr<http::Response> answer =
      co_await Serve(desk, route, visit, request);
  if (answer.ok()) co_return answer;
  co_return ProblemPage(desk, std::move(visit), request, answer.status());
}

}  // namespace

std::vector<DeskRoute> DeskRoutes() {
  std::vector<DeskRoute> all;
  for (auto* const routes :
       {&DeskTodayRoutes,         &DeskProgrammeRoutes,
        &DeskSessionRoutes,       &DeskChangeRoutes,
        &DeskBookingRoutes,       &DeskReportRoutes,
        &DeskPartnerRoutes,       &DeskBookRoutes,
        &DeskFacilitatorRoutes,   &DeskFacilitatorFormRoutes,
        &DeskAllotmentRoutes,     &DeskOptionsRoutes,
        &DeskAmendRoutes,         &DeskListRoutes,
        &DeskAttendanceRoutes,    &DeskWaitingRoutes,
        &DeskAccountRoutes,       &DeskStaffRoutes,
        &DeskAuditRoutes,         &DeskWorkshopRoutes,
        &DeskWorkshopEditRoutes,  &DeskPictureRoutes,
        &DeskSessionNewRoutes,    &DeskSessionEditRoutes,
        &DeskMoveRoutes,          &DeskSessionListRoutes,
        &DeskSeriesRoutes,        &DeskSeriesNewRoutes,
        &DeskSeriesOpenRoutes,    &DeskNoticeRoutes,
        &DeskOutboxRoutes,        &DeskFailedRoutes,
        &DeskContactRoutes,       &DeskPasswordRoutes,
        &DeskAuthenticatorRoutes, &DeskWebinarRoutes,
        &DeskWebinarEditRoutes,   &DeskPartRoutes,
        &DeskHandoutRoutes,       &DeskUploadRoutes,
        &DeskSettingsRoutes,      &DeskImportRoutes,
        &DeskAmendDateRoutes,     &DeskWorkshopActRoutes,
        &DeskFindRoutes,          &DeskWorkshopWaitingRoutes,
        &DeskEmailRoutes}) {
    for (DeskRoute& route : (*routes)()) all.push_back(std::move(route));
  }
  return all;
}

void AddDesk(http::Router& router, const Desk& desk) {
  for (DeskRoute& route : DeskRoutes()) {
    const std::string method = route.method;
    const std::string pattern = route.pattern;
    const http::RouteOptions options = {
        .max_body = kLongestDeskForm + MostOfFile(route),
        .streams_body = route.max_file > 0};
    http::Handler handler = [&desk,
                             route = std::move(route)](http::Request& request) {
      return Visit(desk, route, request);
    };
    if (method == "POST") {
      handler = FromOwnSite(*desk.site, Origin::kNamed, std::move(handler));
    }
    if (options.streams_body) handler = ReadingOn(std::move(handler));
    router.Add(method, pattern, std::move(handler), options);
  }
  AddDeskSignInPages(router, desk);
  AddDeskInvitationPages(router, desk);
  if (desk.oidc != nullptr) AddDeskProviderPages(router, desk);
}

http::Response DeskPage(const Desk& desk, const DeskVisit& visit,
                        absl::string_view name, View view, int code) {
  View header = {
      {"home_href", "/desk"},
      {"navigation", View{{"links", NavigationFor(visit.staff().role)}}}};
  view["header"] = std::move(header);
  view["leave"] = false;
  if (visit.review) view["not_done_yet"] = true;
  return ForDeskAlone(Page(*desk.site, name, view, code));
}

http::Response ForDeskAlone(http::Response response) {
  // Not no-referrer, which makes browsers hide where a form comes from.
  response.SetHeader("Referrer-Policy", "same-origin");
  response.SetHeader("Cache-Control", "no-store");
  response.SetHeader("X-Robots-Tag", "noindex");
  return response;
}

View DeskForm(const Desk& desk, const DeskVisit& visit,
              absl::string_view action) {
  std::string id(visit.form.Get(kFormIdField));
  if (id.empty() || id.size() > kLongestFormId) id = crypto::RandomToken();
  return {
      {"action", std::string(action)},
      {"hidden", json::array{View{{"name", kTokenField},
                                  {"value", FormTokenOf(desk, visit.session)}},
                             View{{"name", kFormIdField}, {"value", id}}}}};
}

bool IsFormOf(const Desk& desk, int64_t staff_id,
              const http::Parameters& form) {
  const absl::string_view token = form.Get(kTokenField);
  return token.size() > kTokenHalf &&
         crypto::Equal(token.substr(kTokenHalf),
                       AccountTokenOf(desk, staff_id));
}

DeskVisit WithNewForm(const DeskVisit& visit) {
  DeskVisit fresh = visit;
  fresh.form.Clear();
  for (const auto& [name, value] : visit.form.entries()) {
    if (name != kFormIdField) fresh.form.Add(name, value);
  }
  return fresh;
}

void CarryOn(const DeskVisit& visit,
             absl::Span<const absl::string_view> without, View& form) {
  json::array& hidden = form["hidden"].as_array();
  for (const auto& [name, value] : visit.form.entries()) {
    const bool own =
        name == kTokenField || name == kFormIdField || name == kReviewField;
    if (own ||
        std::find(without.begin(), without.end(), name) != without.end()) {
      continue;
    }
    // Nothing empty: see templates/README.md.
    if (!value.empty()) {
      hidden.push_back(View{{"name", name}, {"value", value}});
    }
  }
}

std::string RequestIdOf(const Desk& desk, const DeskVisit& visit) {
  return crypto::ToBase64Url(crypto::KeyedHash(
      desk.site->form_key, {"desk request", absl::StrCat(visit.staff().id),
                            visit.form.Get(kFormIdField)}));
}

rpc::Caller StaffCaller(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request) {
  return {.kind = rpc::CallerKind::kStaff,
          .id = absl::StrCat(visit.staff().id),
          .roles = {std::string(RoleName(visit.staff().role))},
          .client_key = ClientKey(*desk.site, request),
          .facilitator_id = visit.staff().facilitator_id,
          .trace = std::string(request.id())};
}

http::Response ToSignIn(absl::string_view next) {
  return http::Redirect(
      next == "/desk" || next.empty()
          ? std::string("/desk/sign-in")
          : absl::StrCat("/desk/sign-in?next=", http::PercentEncode(next)));
}

}  // namespace cwp::web
