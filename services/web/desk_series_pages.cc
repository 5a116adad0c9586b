#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_series_done.h"
#include "services/web/desk_series_form.h"
#include "services/web/desk_series_views.h"
#include "services/web/desk_session_form.h"
#include "services/web/desk_session_views.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Series;
using SeriesCall = SeriesCalls::Async;

constexpr char kEditPage[] = "desk-series-edit";

http::asio::awaitable<absl::StatusOr<Series>> GetSeries(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  scheduling::GetSeriesRequest wanted;
  wanted.set_id(IdIn(request));
  if (wanted.id() == 0) {
    co_return NotFound("SERIES_NOT_FOUND", "there is no such series");
  }
  co_return co_await desk.series->Call(&SeriesCall::GetSeries,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted));
}

std::string TitleOf(const Series& series) {
  return series.sessions().empty() ? Say("programme.series.title")
                                   : series.sessions(0).workshop_title();
}

View PendingView(const Desk& desk, const DeskVisit& visit,
                 const Series& series) {
  View form =
      DeskForm(desk, visit, absl::StrCat(SeriesPath(series.id()), "/undo"));
  const std::string when = civil::TimeWords(
      ToTime(series.pending_edit().apply_time()), desk.site->zone);
  form["act_button"] =
      View{{"text", Say("programme.series.undo")}, {"once", true}};
  return {{"pending_text", Say("programme.series.pending", {{"time", when}})},
          {"undo_form", std::move(form)}};
}

void AddOpenForm(const Desk& desk, const DeskVisit& visit, const Series& series,
                 View& view) {
  const int count = static_cast<int>(SessionsToOpen(desk, series).size());
  if (count == 0) return;
  View form =
      DeskForm(desk, visit, absl::StrCat(SeriesPath(series.id()), "/open"));
  form["act_button"] =
      View{{"text", SayCount("programme.series.open.ask", count)},
           {"variant", "secondary"}};
  view["open_form"] = std::move(form);
}

http::Answer SeriesPage(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request, std::string problem) {
  CO_ASSIGN_OR_RETURN(const Series series,
                      co_await GetSeries(desk, visit, request));
  std::vector<int64_t> ids = IdsOf(series.sessions());
  const DeskSeats seats =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  json::array rows;
  for (const scheduling::Session& session : series.sessions()) {
    rows.push_back(SessionRow(session, seats, desk.site->zone));
  }
  View view = {
      {"series_title", TitleOf(series)},
      {"rows", json::array{FactRow(Say("programme.fact.how_often"),
                                   RuleWords(series.rule())),
                           FactRow(Say("programme.fact.places_of_each"),
                                   absl::StrCat(series.capacity()))}},
      {"sessions_table", View{{"table_rows", std::move(rows)}}},
      {"back_link", View{{"text", Say("programme.back_to_workshop")},
                         {"href", DeskWorkshopPath(series.workshop_id())}}}};
  if (series.has_pending_edit()) {
    view["pending"] = PendingView(desk, visit, series);
  } else {
    view["change_href"] = absl::StrCat(SeriesPath(series.id()), "/edit");
    AddOpenForm(desk, visit, series, view);
    std::optional<View> done = SeriesDone(desk, visit, request, series);
    if (done.has_value()) view["done"] = *std::move(done);
  }
  if (!problem.empty()) view["refused_because"] = problem;
  co_return DeskPage(desk, visit, "desk-series", std::move(view),
                     problem.empty() ? 200 : 409);
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  co_return co_await SeriesPage(desk, visit, request, "");
}

http::Answer Undo(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  scheduling::UndoSeriesEditRequest wanted;
  wanted.set_id(IdIn(request));
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Series> done = co_await desk.series->Call(
      &SeriesCall::UndoSeriesEdit, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (done.ok()) co_return http::Redirect(SeriesPath(done->id()));
  std::string words = PlanWordsFor(ReasonOf(done.status()));
  if (words.empty()) co_return done.status();
  co_return co_await SeriesPage(desk, visit, request, std::move(words));
}

// A change of a series that is asked for.
struct Change {
  Series series;
  std::vector<scheduling::Facilitator> facilitators;
  // The session that it begins with, of those of the series; null for all.
  const scheduling::Session* from = nullptr;
};

http::asio::awaitable<absl::StatusOr<std::unique_ptr<Change>>> ChangeFor(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    std::string from) {
  auto change = std::make_unique<Change>();
  CO_ASSIGN_OR_RETURN(change->series, co_await GetSeries(desk, visit, request));
  CO_ASSIGN_OR_RETURN(change->facilitators,
                      co_await ListFacilitators(desk, visit, request));
  for (const scheduling::Session& session : change->series.sessions()) {
    if (absl::StrCat(session.id()) == from) change->from = &session;
  }
  co_return change;
}

struct Shown {
  http::Parameters form;
  std::vector<FieldError> errors;
  std::string problem;
};

http::Response EditPage(const Desk& desk, const DeskVisit& visit,
                        const Change& change, const Shown& shown) {
  View fixed = desk.site->renderer->Fixed(kEditPage);
  View& fields = fixed.at("fields").as_object();
  AddSessionChoices(shown.form, change.facilitators, fields);
  std::vector<Choice> scopes;
  if (change.from != nullptr) {
    const std::string when = RangeOf(*change.from, desk.site->zone);
    scopes = {{.value = "this",
               .text = Say("programme.series.only", {{"when", when}})},
              {.value = "following",
               .text = Say("programme.series.following", {{"when", when}})}};
  }
  scopes.push_back({.value = "all", .text = Say("programme.series.all")});
  SetChoices(fields, "scope", scopes);
  View view = FilledFields(fixed, shown.form, shown.errors);
  if (change.from == nullptr) view.at("fields").as_object()["day"] = false;
  View form = DeskForm(desk, visit,
                       absl::StrCat(SeriesPath(change.series.id()), "/edit"));
  if (change.from != nullptr) {
    form["hidden"].as_array().push_back(
        View{{"name", "from"}, {"value", absl::StrCat(change.from->id())}});
  }
  view["form"] = std::move(form);
  view["series_title"] = TitleOf(change.series);
  view["back_link"] = View{{"text", Say("programme.back")},
                           {"href", SeriesPath(change.series.id())}};
  if (!shown.problem.empty()) view["refused_because"] = shown.problem;
  return DeskPage(desk, visit, kEditPage, std::move(view),
                  FormCode(!shown.errors.empty(), !shown.problem.empty()));
}

http::Answer AskEdit(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  std::string from(request.query().Get("from"));
  CO_ASSIGN_OR_RETURN(
      const std::unique_ptr<Change> change,
      co_await ChangeFor(desk, visit, request, std::move(from)));
  Shown shown;
  shown.form.Add("scope", change->from == nullptr ? "all" : "following");
  co_return EditPage(desk, visit, *change, shown);
}

// The sessions that were open: those that nobody is in are chosen already, and
// those in `chosen`.
View OpenedChoices(const Desk& desk, const scheduling::SeriesEditPlan& plan,
                   const DeskSeats& seats,
                   const std::vector<absl::string_view>& chosen) {
  json::array items;
  for (const scheduling::EditedSession& edited : plan.sessions()) {
    if (edited.outcome() != scheduling::EditedSession::NEEDS_CONFIRMATION) {
      continue;
    }
    const scheduling::Session& session = edited.before();
    std::string id = "chosen";
    if (!items.empty()) absl::StrAppend(&id, "-", items.size() + 1);
    const auto found = seats.counts.find(session.id());
    const bool empty = found != seats.counts.end() &&
                       found->second.confirmed() + found->second.held() +
                               found->second.offered() ==
                           0 &&
                       !found->second.queued();
    const std::string value = absl::StrCat(session.id());
    View item = {{"item_id", id},
                 {"value", value},
                 {"text", RangeOf(session, desk.site->zone)},
                 {"item_hint", PlacesWords(session, seats)}};
    if (empty || absl::c_linear_search(chosen, value)) item["checked"] = true;
    items.push_back(std::move(item));
  }
  if (items.empty()) return {};
  return {{"legend", Say("programme.series.opened")},
          {"size", "s"},
          {"items", std::move(items)}};
}

Check CheckOf(const Desk& desk, const DeskVisit& visit, const Change& change,
              const scheduling::SeriesEditPlan& plan, const DeskSeats& seats) {
  Check check = {
      .heading = Say("programme.series.change_heading"),
      .action = absl::StrCat(SeriesPath(change.series.id()), "/edit"),
      .button = Say("programme.change_it"),
      .impact = ConflictLines(desk, plan.conflicts()),
      .table = EditTable(desk, plan, seats),
      .choices = OpenedChoices(desk, plan, seats, visit.form.All("chosen")),
      .hidden = {{"etag", plan.etag()}}};
  if (!plan.conflicts().empty()) {
    check.hidden.emplace_back("accept_conflicts", "yes");
  }
  check.impact.emplace_back(
      plan.has_apply_time()
          ? Say("programme.series.comes_at",
                {{"time", civil::TimeWords(ToTime(plan.apply_time()),
                                           desk.site->zone)}})
          : Say("programme.comes_at_once"));
  if (plan.trainee_alone()) {
    check.say_field = "trainee_alone";
    check.say_words = Say("programme.series.some_trainee_alone");
  }
  return check;
}

http::Answer CheckEdit(const Desk& desk, const DeskVisit& visit,
                       const http::Request& request, const Change& change,
                       const scheduling::SeriesEditPlan& plan) {
  std::vector<int64_t> ids;
  for (const scheduling::EditedSession& edited : plan.sessions()) {
    ids.push_back(edited.before().id());
  }
  const DeskSeats seats =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  co_return CheckPage(desk, visit, CheckOf(desk, visit, change, plan, seats));
}

scheduling::EditSeriesRequest RequestFor(const Desk& desk,
                                         const DeskVisit& visit,
                                         scheduling::SeriesEdit edit) {
  scheduling::EditSeriesRequest wanted;
  *wanted.mutable_edit() = std::move(edit);
  wanted.mutable_edit()->set_etag(std::string(visit.form.Get("etag")));
  for (const absl::string_view chosen : visit.form.All("chosen")) {
    int64_t id = 0;
    if (absl::SimpleAtoi(chosen, &id)) wanted.add_confirmed_session_ids(id);
  }
  wanted.set_accept_conflicts(visit.form.Has("accept_conflicts"));
  wanted.set_acknowledge_trainee_alone(visit.form.Has("trainee_alone"));
  wanted.set_request_id(RequestIdOf(desk, visit));
  return wanted;
}

http::Answer Edit(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  std::string from(visit.form.Get("from"));
  CO_ASSIGN_OR_RETURN(
      const std::unique_ptr<Change> change,
      co_await ChangeFor(desk, visit, request, std::move(from)));
  Shown shown = {.form = visit.form};
  if (visit.review || visit.form.Get("then") == "form") {
    co_return EditPage(desk, visit, *change, shown);
  }
  TypedSeriesEdit typed =
      ReadSeriesEdit(visit.form, TimeOf(desk),
                     change->from == nullptr ? 0 : change->from->id());
  typed.edit.set_series_id(change->series.id());
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return EditPage(desk, visit, *change, shown);
  }
  absl::Status failed;
  if (IsUndoTooLate(visit.form, change->series)) {
    failed = MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                       "the series or a session of it was changed since");
  } else if (!IsConfirmed(visit)) {
    scheduling::PreviewSeriesEditRequest asked;
    *asked.mutable_edit() = std::move(typed.edit);
    const absl::StatusOr<scheduling::SeriesEditPlan> plan =
        co_await desk.series->Call(&SeriesCall::PreviewSeriesEdit,
                                   StaffCaller(desk, visit, request),
                                   std::move(asked));
    if (plan.ok()) {
      co_return co_await CheckEdit(desk, visit, request, *change, *plan);
    }
    failed = plan.status();
  } else {
    const scheduling::SeriesEdit edit = typed.edit;
    scheduling::EditSeriesRequest wanted =
        RequestFor(desk, visit, std::move(typed.edit));
    const absl::StatusOr<Series> edited = co_await desk.series->Call(
        &SeriesCall::EditSeries, StaffCaller(desk, visit, request),
        std::move(wanted));
    if (edited.ok()) {
      co_return http::Redirect(
          SeriesEditedPath(desk, visit, change->series, *edited, edit));
    }
    failed = edited.status();
  }
  const std::optional<FieldError> refused = RefusedSeriesField(failed);
  if (refused.has_value()) {
    shown.errors.push_back(*refused);
  } else {
    shown.problem = PlanWordsFor(ReasonOf(failed));
    if (shown.problem.empty()) co_return failed;
  }
  co_return EditPage(desk, WithNewForm(visit), *change, shown);
}

}  // namespace

std::vector<DeskRoute> DeskSeriesRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  return {{.method = "GET",
           .pattern = "/desk/series/{id}",
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &Show},
          {.method = "POST",
           .pattern = "/desk/series/{id}/undo",
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kProgrammeChanged,
                                       AuditSubject::kSeries),
           .handler = &Undo},
          {.method = "GET",
           .pattern = "/desk/series/{id}/edit",
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &AskEdit},
          {.method = "POST",
           .pattern = "/desk/series/{id}/edit",
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kProgrammeChanged,
                                       AuditSubject::kSeries)
                        .OnceHas("confirmed"),
           .handler = &Edit,
           .has_form = true}};
}

}  // namespace cwp::web
