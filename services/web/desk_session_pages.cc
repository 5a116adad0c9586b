#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_list.h"
#include "services/web/desk_missing.h"
#include "services/web/desk_options.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_session_done.h"
#include "services/web/desk_session_views.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using Session = scheduling::Session;
using Scheduling = SchedulingCalls::Async;
using SessionAnswer = http::asio::awaitable<absl::StatusOr<Session>>;

constexpr absl::string_view kPattern = "/desk/sessions/{id}";

// What the session is.
json::array FactRows(const Desk& desk, const Session& session,
                     const DeskSeats& seats) {
  json::array lines;
  for (const scheduling::Meeting& meeting : session.meetings()) {
    lines.emplace_back(civil::RangeWords(ToTime(meeting.start_time()),
                                         ToTime(meeting.end_time()),
                                         desk.site->zone));
  }
  json::array rows = {
      View{{"key", Say("people.label.when")}, {"lines", std::move(lines)}}};
  const bool teams = session.delivery().mode() == scheduling::Delivery::TEAMS;
  rows.push_back(FactRow(
      Say("people.label.where"),
      teams ? Say("session.online") : session.delivery().venue().name()));
  if (teams) {
    rows.push_back(FactRow(Say("people.session.join_address"),
                           session.has_join_address()
                               ? Say("people.session.address_set")
                               : Say("people.session.address_missing")));
  }
  rows.push_back(FactRow(Say("people.label.state"), StateWords(session)));
  rows.push_back(
      FactRow(Say("people.label.places"), PlacesWords(session, seats)));
  return rows;
}

// A button that does something to a session, and the key of its words.
struct Act {
  absl::string_view name;
  absl::string_view key;
  std::vector<Session::State> states;
};
const std::vector<Act>& Acts() {
  static const auto* const acts = new std::vector<Act>{
      {"schedule", "people.session.schedule", {Session::DRAFT}},
      {"open", "people.session.open", {Session::SCHEDULED, Session::CLOSED}},
      {"close", "people.session.close", {Session::OPEN}},
  };
  return *acts;
}

json::array ActForms(const Desk& desk, const DeskVisit& visit,
                     const Session& session) {
  json::array forms;
  for (const Act& act : Acts()) {
    for (const Session::State state : act.states) {
      if (state != session.state()) continue;
      View form = DeskForm(desk, visit,
                           absl::StrCat(SessionPath(session.id()), "/act"));
      form["act_button"] = View{{"text", Say(act.key)},
                                {"name", "act"},
                                {"value", std::string(act.name)},
                                {"once", true}};
      forms.push_back(std::move(form));
    }
  }
  return forms;
}

std::string PendingWords(const scheduling::PendingChange& pending,
                         const absl::TimeZone& zone) {
  const std::string time = civil::TimeWords(ToTime(pending.apply_time()), zone);
  if (pending.meetings().empty()) {
    return Say("people.session.will_be_cancelled", {{"time", time}});
  }
  const scheduling::Meeting& first = pending.meetings(0);
  const std::string when = civil::RangeWords(ToTime(first.start_time()),
                                             ToTime(first.end_time()), zone);
  return Say("people.session.will_be_moved", {{"when", when}, {"time", time}});
}

View PendingView(const Desk& desk, const DeskVisit& visit,
                 const Session& session) {
  std::string text = PendingWords(session.pending_change(), desk.site->zone);
  View form =
      DeskForm(desk, visit, absl::StrCat(SessionPath(session.id()), "/act"));
  form["act_button"] = View{{"text", Say("people.session.take_back")},
                            {"name", "act"},
                            {"value", "undo"},
                            {"once", true}};
  return {{"pending_text", std::move(text)}, {"undo_form", std::move(form)}};
}

void AddLinks(const DeskVisit& visit, const Session& session, View& view) {
  const std::string path = SessionPath(session.id());
  if (Allows(visit.staff().role, Permission::kPlan)) {
    if (session.series_id() != 0) {
      view["series_href"] = SeriesPath(session.series_id());
      view["following_href"] = absl::StrCat(SeriesPath(session.series_id()),
                                            "/edit?from=", session.id());
    }
    view["copy_href"] = absl::StrCat(DeskWorkshopPath(session.workshop_id()),
                                     "/sessions/new?from=", session.id());
  }
  const bool over = session.state() == Session::CANCELLED ||
                    session.state() == Session::COMPLETED;
  if (Allows(visit.staff().role, Permission::kPlan) && !over) {
    view["edit_href"] = absl::StrCat(path, "/edit");
    view["move_href"] = absl::StrCat(path, "/move");
    view["capacity_href"] = absl::StrCat(path, "/capacity");
    view["allotments_href"] = absl::StrCat(path, "/allotments");
    view["cancel_href"] = absl::StrCat(path, "/cancel");
  }
  const bool books = session.state() == Session::OPEN &&
                     !session.has_pending_change() &&
                     Allows(visit.staff().role, Permission::kChangePeople);
  if (books) view["book_href"] = absl::StrCat(path, "/book");
}

// `problem` says why what was asked was not done; empty when nothing was.
http::Answer SessionPage(const Desk& desk, const DeskVisit& visit,
                         const http::Request& request, std::string problem) {
  CO_ASSIGN_OR_RETURN(const Session session,
                      co_await GetSession(desk, visit, request));
  std::vector<int64_t> ids = {session.id()};
  const DeskSeats seats =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  View view = {{"session_title", session.workshop_title()},
               {"rows", FactRows(desk, session, seats)}};
  if (!problem.empty()) view["refused_because"] = problem;
  if (Allows(visit.staff().role, Permission::kPlan)) {
    if (session.has_pending_change()) {
      view["pending"] = PendingView(desk, visit, session);
    } else {
      json::array forms = ActForms(desk, visit, session);
      if (!forms.empty()) view["acts"] = std::move(forms);
      AddSessionDone(desk, visit, request, session, view);
    }
    co_await AddMissing(desk, visit, request, session, view);
    co_await AddMeetingOptions(desk, visit, request, session, view);
  }
  AddLinks(visit, session, view);
  co_await AddPeople(desk, visit, request, session, seats, view);
  co_return DeskPage(desk, visit, "desk-session", std::move(view),
                     problem.empty() ? 200 : 409);
}

http::Answer ShowSession(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  co_return co_await SessionPage(desk, visit, request, "");
}

SessionAnswer Do(const Desk& desk, const DeskVisit& visit,
                 const http::Request& request, std::string act) {
  const int64_t id = IdIn(request);
  rpc::Caller caller = StaffCaller(desk, visit, request);
  const auto fill = [&](auto wanted) {
    wanted.set_id(id);
    wanted.set_request_id(RequestIdOf(desk, visit));
    return wanted;
  };
  if (act == "schedule") {
    auto wanted = fill(scheduling::ScheduleSessionRequest());
    co_return co_await desk.scheduling->Call(
        &Scheduling::ScheduleSession, std::move(caller), std::move(wanted));
  }
  if (act == "open") {
    auto wanted = fill(scheduling::OpenSessionRequest());
    wanted.set_acknowledge_trainee_alone(visit.form.Has("trainee_alone"));
    wanted.set_meeting_options_confirmed(visit.form.Has("options_confirmed"));
    co_return co_await desk.scheduling->Call(
        &Scheduling::OpenSession, std::move(caller), std::move(wanted));
  }
  if (act == "close") {
    auto wanted = fill(scheduling::CloseSessionRequest());
    co_return co_await desk.scheduling->Call(
        &Scheduling::CloseSession, std::move(caller), std::move(wanted));
  }
  if (act == "undo") {
    auto wanted = fill(scheduling::UndoSessionChangeRequest());
    co_return co_await desk.scheduling->Call(
        &Scheduling::UndoSessionChange, std::move(caller), std::move(wanted));
  }
  co_return InvalidArgument("FIELD_INVALID", "there is no such act");
}

// What somebody has to say before a session is opened, when it was refused for
// want of it: the field, and its words.
std::optional<Choice> ToAcknowledge(absl::string_view reason) {
  if (reason == "TRAINEE_ALONE") {
    return Choice{.value = "trainee_alone",
                  .text = Say("people.session.trainee_alone")};
  }
  if (reason == "MEETING_OPTIONS_UNCONFIRMED") {
    return Choice{.value = "options_confirmed",
                  .text = Say("people.session.options_confirmed")};
  }
  return std::nullopt;
}

http::Response AcknowledgePage(const Desk& desk, const DeskVisit& visit,
                               const http::Request& request,
                               const Choice& wanted) {
  const std::string path = SessionPath(IdIn(request));
  View form = DeskForm(desk, visit, absl::StrCat(path, "/act"));
  for (const absl::string_view said :
       {"trainee_alone", "options_confirmed", "confirmed"}) {
    if (!visit.form.Has(said) && said != wanted.value) continue;
    form["hidden"].as_array().push_back(
        View{{"name", std::string(said)}, {"value", "yes"}});
  }
  form["act_button"] = View{{"text", Say("people.session.open_acknowledged")},
                            {"name", "act"},
                            {"value", "open"},
                            {"once", true}};
  return DeskPage(
      desk, visit, "desk-acknowledge",
      {{"acknowledged", wanted.text},
       {"form", std::move(form)},
       {"back_link", View{{"text", Say("people.back")}, {"href", path}}}});
}

// Whom opening the session would offer places: nobody most of the time, and
// then nothing has to be asked.
http::asio::awaitable<
    absl::StatusOr<registration::PreviewSessionChangeResponse>>
ForeseeOpening(const Desk& desk, const DeskVisit& visit,
               const http::Request& request) {
  registration::PreviewSessionChangeRequest change;
  change.set_session_id(IdIn(request));
  change.set_open(true);
  co_return co_await ForeseeChange(desk, visit, request, std::move(change));
}

http::Response OpeningPage(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const registration::PreviewSessionChangeResponse& impact) {
  Check check = {.heading = Say("people.session.before_opening"),
                 .action = absl::StrCat(SessionPath(IdIn(request)), "/act"),
                 .button = Say("people.session.open"),
                 .back_button = Say("people.back")};
  check.impact.emplace_back(
      SayCount("programme.capacity.offered", impact.would_be_offered(),
               {{"waiting", absl::StrCat(impact.waiting())}}));
  check.impact.emplace_back(
      SayCount("programme.impact.messages", impact.messages()));
  return CheckPage(desk, visit, check);
}

http::Answer Perform(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  const std::string act(visit.form.Get("act"));
  if (LeadsBack(visit.form)) {
    co_return http::Redirect(SessionPath(IdIn(request)));
  }
  if (act == "open" && !IsConfirmed(visit)) {
    CO_ASSIGN_OR_RETURN(const registration::PreviewSessionChangeResponse impact,
                        co_await ForeseeOpening(desk, visit, request));
    if (impact.would_be_offered() > 0) {
      co_return OpeningPage(desk, visit, request, impact);
    }
  }
  const absl::StatusOr<Session> done = co_await Do(desk, visit, request, act);
  if (done.ok()) {
    const bool is_told = act != "undo";
    const std::string path = SessionPath(done->id());
    co_return http::Redirect(is_told ? absl::StrCat(path, "?done=", act)
                                     : path);
  }
  const std::string reason = ReasonOf(done.status());
  const std::optional<Choice> wanted = ToAcknowledge(reason);
  if (wanted.has_value()) {
    co_return AcknowledgePage(desk, visit, request, *wanted);
  }
  std::string words = StaffWordsFor(reason);
  if (words.empty()) co_return done.status();
  co_return co_await SessionPage(desk, visit, request, std::move(words));
}

}  // namespace

std::vector<DeskRoute> DeskSessionRoutes() {
  return {{.method = "GET",
           .pattern = std::string(kPattern),
           .permission = Permission::kSeeProgramme,
           .audit =
               DeskAudit::Shows(AuditAct::kSessionPeopleViewed,
                                AuditSubject::kSession, Permission::kSeePeople),
           .handler = &ShowSession},
          {.method = "POST",
           .pattern = absl::StrCat(kPattern, "/act"),
           .permission = Permission::kPlan,
           .audit = DeskAudit::Changes(AuditAct::kSessionChanged,
                                       AuditSubject::kSession)
                        .UnlessItOnlyShows(),
           .handler = &Perform}};
}

}  // namespace cwp::web
