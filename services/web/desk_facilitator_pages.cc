#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_facilitator.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

// Those who lead sessions: their list, and retiring and erasing one, asked once
// since neither can be undone.

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Facilitator;
using Calls = FacilitatorCalls::Async;
using Team = std::vector<Facilitator>;

constexpr char kRetirePage[] = "desk-facilitator-retire";
constexpr char kErasePage[] = "desk-facilitator-erase";

std::string NameIn(const Team& team, int64_t id) {
  for (const Facilitator& one : team) {
    if (one.id() == id) return FacilitatorNameWords(one);
  }
  return Say("office.none");
}

View RowOf(const Facilitator& one, const Team& team, int sessions,
           const absl::TimeZone& zone) {
  View name = {{"is_header", true},
               {"column", Say("office.name")},
               {"text", FacilitatorNameWords(one)}};
  if (!one.erased()) name["cell_href"] = FacilitatorPath(one.id());
  return {
      {"cells",
       json::array{std::move(name),
                   View{{"column", Say("team.facilitator.id")},
                        {"text", absl::StrCat(one.id())}},
                   View{{"column", Say("office.role")},
                        {"text", FacilitatorRoleWords(one.role())}},
                   View{{"column", Say("team.facilitator.supervisor")},
                        {"text", NameIn(team, one.supervisor_id())}},
                   View{{"column", Say("office.state")},
                        {"text", FacilitatorStateWords(one, zone)}},
                   View{{"column", Say("team.facilitator.sessions_to_come")},
                        {"numeric", true},
                        {"text", absl::StrCat(sessions)}}}}};
}

// What was done a moment ago.
void AddDone(absl::string_view done, View& view) {
  constexpr std::pair<absl::string_view, absl::string_view> kDone[] = {
      {"added", "team.facilitator.added"},
      {"saved", "team.facilitator.saved"},
      {"retired", "team.facilitator.now_retired"},
      {"erased", "team.facilitator.now_erased"}};
  for (const auto& [name, key] : kDone) {
    if (name == done) view["done"] = View{{"done_text", Say(key)}};
  }
}

http::Answer List(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(Team team,
                      co_await ListFacilitators(desk, visit, request));
  CO_ASSIGN_OR_RETURN(const std::vector<scheduling::Session> sessions,
                      co_await ListSessionsToCome(desk, visit, request));
  std::map<int64_t, int> leads;
  for (const scheduling::Session& session : sessions) {
    for (const int64_t id : session.facilitator_ids()) ++leads[id];
  }
  // Those who lead no new sessions come last.
  std::stable_partition(team.begin(), team.end(), [](const Facilitator& one) {
    return !one.has_retire_time();
  });
  View view;
  AddDone(request.query().Get("done"), view);
  json::array rows;
  for (const Facilitator& one : team) {
    rows.push_back(RowOf(one, team, leads[one.id()], desk.site->zone));
  }
  if (rows.empty()) {
    view["facilitators_table"] = false;
    view["no_facilitators"] = true;
  } else {
    view["facilitators_table"] = View{{"table_rows", std::move(rows)}};
  }
  co_return DeskPage(desk, visit, "desk-facilitators", std::move(view));
}

// The sessions to come that they lead, as links.
http::asio::awaitable<absl::StatusOr<json::array>> LedBy(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    int64_t id) {
  CO_ASSIGN_OR_RETURN(const std::vector<scheduling::Session> sessions,
                      co_await ListSessionsToCome(desk, visit, request));
  json::array items;
  for (const scheduling::Session& session : sessions) {
    const auto& ids = session.facilitator_ids();
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) continue;
    items.push_back(
        View{{"href", SessionPath(session.id())},
             {"text", Say("team.facilitator.session",
                          {{"workshop", session.workshop_title()},
                           {"when", RangeOf(session, desk.site->zone)}})}});
  }
  co_return items;
}

// `problem` says why it was not done; empty when it was not asked for yet.
http::Answer AskPage(const Desk& desk, const DeskVisit& visit,
                     const http::Request& request, const char* page,
                     std::string problem) {
  CO_ASSIGN_OR_RETURN(const Facilitator one,
                      co_await GetFacilitator(desk, visit, request));
  if (one.erased()) co_return http::Redirect(std::string(kFacilitatorsPath));
  CO_ASSIGN_OR_RETURN(json::array led,
                      co_await LedBy(desk, visit, request, one.id()));
  const std::string path = FacilitatorPath(one.id());
  View view = {
      {"facilitator_name", FacilitatorNameWords(one)},
      {"form", DeskForm(desk, visit, request.path())},
      {"back_link", View{{"text", Say("office.back")}, {"href", path}}}};
  if (!led.empty()) view["led"] = View{{"sessions", std::move(led)}};
  const int code = problem.empty() ? 200 : 409;
  if (!problem.empty()) view["refused_because"] = std::move(problem);
  co_return DeskPage(desk, visit, page, std::move(view), code);
}

http::Answer AskToRetire(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  co_return co_await AskPage(desk, visit, request, kRetirePage, "");
}

http::Answer Retire(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  scheduling::RetireFacilitatorRequest wanted;
  wanted.set_id(IdIn(request));
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Facilitator> done = co_await desk.facilitators->Call(
      &Calls::RetireFacilitator, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (done.ok()) co_return http::Redirect(FacilitatorsAfter("retired"));
  std::string words = PlanWordsFor(ReasonOf(done.status()));
  if (words.empty()) co_return done.status();
  co_return co_await AskPage(desk, visit, request, kRetirePage,
                             std::move(words));
}

http::Answer AskToErase(const Desk& desk, const DeskVisit& visit,
                        http::Request& request) {
  co_return co_await AskPage(desk, visit, request, kErasePage, "");
}

http::Answer Erase(const Desk& desk, const DeskVisit& visit,
                   http::Request& request) {
  scheduling::EraseFacilitatorRequest wanted;
  wanted.set_id(IdIn(request));
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Facilitator> done = co_await desk.facilitators->Call(
      &Calls::EraseFacilitator, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (done.ok()) co_return http::Redirect(FacilitatorsAfter("erased"));
  const std::string reason = ReasonOf(done.status());
  std::string words = reason == "FACILITATOR_LEADS_SESSIONS"
                          ? Say("team.facilitator.leads_session",
                                {{"id", MetadataOf(done.status(), "session")}})
                          : PlanWordsFor(reason);
  if (words.empty()) co_return done.status();
  co_return co_await AskPage(desk, visit, request, kErasePage,
                             std::move(words));
}

}  // namespace

std::vector<DeskRoute> DeskFacilitatorRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  const std::string one = absl::StrCat(kFacilitatorsPath, "/{id}");
  const DeskAudit seen = DeskAudit::Shows(AuditAct::kFacilitatorsViewed,
                                          AuditSubject::kFacilitator);
  return {{.method = "GET",
           .pattern = std::string(kFacilitatorsPath),
           .permission = kNeeded,
           .audit = DeskAudit::Shows(AuditAct::kFacilitatorsViewed,
                                     AuditSubject::kNone),
           .handler = &List},
          {.method = "GET",
           .pattern = absl::StrCat(one, "/retire"),
           .permission = kNeeded,
           .audit = seen,
           .handler = &AskToRetire},
          {.method = "POST",
           .pattern = absl::StrCat(one, "/retire"),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kFacilitatorRetired,
                                       AuditSubject::kFacilitator),
           .handler = &Retire},
          {.method = "GET",
           .pattern = absl::StrCat(one, "/erase"),
           .permission = kNeeded,
           .audit = seen,
           .handler = &AskToErase},
          {.method = "POST",
           .pattern = absl::StrCat(one, "/erase"),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kFacilitatorErased,
                                       AuditSubject::kFacilitator),
           .handler = &Erase}};
}

}  // namespace cwp::web
