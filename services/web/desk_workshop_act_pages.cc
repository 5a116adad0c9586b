// A workshop is shown to families, or put away.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "services/web/convert.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/desk_workshop.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Workshop;
using Scheduling = SchedulingCalls::Async;

constexpr char kPublish[] = "publish";
constexpr char kArchive[] = "archive";

std::string ActPath(const Workshop& workshop) {
  return absl::StrCat(DeskWorkshopPath(workshop.id()), "/act");
}

// What families would see of it, to be confirmed: its address, and its dates.
http::Answer CheckPublish(const Desk& desk, const DeskVisit& visit,
                          const http::Request& request,
                          const Workshop& workshop) {
  scheduling::ListSessionsRequest wanted;
  wanted.set_workshop_id(workshop.id());
  *wanted.mutable_start_time_min() = ToTimestamp(desk.site->clock->Now());
  CO_ASSIGN_OR_RETURN(
      const std::vector<scheduling::Session> sessions,
      co_await ListSessions(desk, visit, request, std::move(wanted)));
  json::array dates;
  int64_t drafts = 0;
  bool stays = false;
  for (const scheduling::Session& session : sessions) {
    stays = stays || session.state() != scheduling::Session::CANCELLED;
    if (!FromProto(session).has_value()) {
      ++drafts;
      continue;
    }
    dates.emplace_back(Say("programme.publish.date",
                           {{"when", RangeOf(session, desk.site->zone)},
                            {"state", StateWords(session)}}));
  }
  if (dates.empty()) dates.emplace_back(Say("programme.publish.no_dates"));
  Check check = {.heading = Say("programme.publish.heading",
                                {{"workshop", workshop.title()}}),
                 .action = ActPath(workshop),
                 .button = Say("programme.workshop.publish"),
                 .back_button = Say("programme.check.leave")};
  check.rows = {FactRow(Say("programme.publish.address"),
                        absl::StrCat("/workshops/", workshop.slug())),
                View{{"key", Say("programme.publish.dates")},
                     {"lines", std::move(dates)}}};
  check.impact = {Say("programme.publish.impact")};
  if (drafts > 0) {
    check.impact.emplace_back(SayCount("programme.publish.drafts", drafts));
  }
  if (stays) check.impact.emplace_back(Say("programme.publish.stays"));
  co_return CheckPage(desk, visit, check);
}

http::Response CheckArchive(const Desk& desk, const DeskVisit& visit,
                            const Workshop& workshop) {
  Check check = {.heading = Say("programme.archive.heading",
                                {{"workshop", workshop.title()}}),
                 .action = ActPath(workshop),
                 .button = Say("programme.archive.button"),
                 .back_button = Say("programme.check.leave")};
  check.impact = {Say("programme.archive.impact"),
                  Say("programme.archive.back")};
  return CheckPage(desk, visit, check);
}

http::asio::awaitable<absl::StatusOr<Workshop>> Do(const Desk& desk,
                                                   const DeskVisit& visit,
                                                   const http::Request& request,
                                                   std::string act) {
  rpc::Caller caller = StaffCaller(desk, visit, request);
  if (act == "publish") {
    scheduling::PublishWorkshopRequest wanted;
    wanted.set_id(IdIn(request));
    wanted.set_request_id(RequestIdOf(desk, visit));
    co_return co_await desk.scheduling->Call(
        &Scheduling::PublishWorkshop, std::move(caller), std::move(wanted));
  }
  if (act == "archive") {
    scheduling::ArchiveWorkshopRequest wanted;
    wanted.set_id(IdIn(request));
    wanted.set_request_id(RequestIdOf(desk, visit));
    co_return co_await desk.scheduling->Call(
        &Scheduling::ArchiveWorkshop, std::move(caller), std::move(wanted));
  }
  co_return InvalidArgument("FIELD_INVALID", "there is no such act");
}

// Where the page says what was done: to undo it would show a draft that nobody
// has seen, so of a draft it says nothing.
std::string PathAfter(const Workshop& before, const std::string& act) {
  const std::string path = DeskWorkshopPath(before.id());
  const bool undoes = act == kPublish || before.state() == Workshop::PUBLISHED;
  return undoes ? absl::StrCat(path, "?done=", act) : path;
}

http::Answer Act(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  const std::string act(visit.form.Get("act"));
  CO_ASSIGN_OR_RETURN(
      const Workshop before,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  if (visit.form.Get("then") == "form") {
    co_return http::Redirect(DeskWorkshopPath(before.id()));
  }
  if (!IsConfirmed(visit) && act == kPublish) {
    co_return co_await CheckPublish(desk, visit, request, before);
  }
  if (!IsConfirmed(visit) && act == kArchive) {
    co_return CheckArchive(desk, visit, before);
  }
  const absl::StatusOr<Workshop> done = co_await Do(desk, visit, request, act);
  if (done.ok()) co_return http::Redirect(PathAfter(before, act));
  std::string words = PlanWordsFor(ReasonOf(done.status()));
  if (words.empty()) co_return done.status();
  co_return co_await WorkshopPage(desk, visit, request, std::move(words));
}

}  // namespace

std::vector<DeskRoute> DeskWorkshopActRoutes() {
  return {{.method = "POST",
           .pattern = "/desk/workshops/{id}/act",
           .permission = Permission::kPlan,
           .audit = DeskAudit::Changes(AuditAct::kProgrammeChanged,
                                       AuditSubject::kWorkshop)
                        .OnceHas("confirmed"),
           .handler = &Act}};
}

}  // namespace cwp::web
