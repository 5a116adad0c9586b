#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/http/markdown.h"
#include "common/time/proto_time.h"
#include "services/web/coming_up.h"
#include "services/web/convert.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_undo.h"
#include "services/web/desk_words.h"
#include "services/web/desk_workshop_form.h"
#include "services/web/page.h"
#include "services/web/say.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Workshop;
using Scheduling = SchedulingCalls::Async;

constexpr char kFormPage[] = "desk-workshop-form";
constexpr char kNewPath[] = "/desk/workshops/new";
constexpr auto kChanged = AuditAct::kProgrammeChanged;

// Where in the text the problem is: errors of Markdown have a line.
void SayWhere(const EditedForm& shown, View& view) {
  for (const FieldError& error : shown.errors) {
    if (error.reason != "markdown_unsafe") continue;
    const auto problem =
        http::FindMarkdownProblem(TypedText(shown.form, "description"));
    if (!problem.has_value()) continue;
    View& field = view.at("fields").as_object().at("description").as_object();
    const std::string words =
        Say("programme.workshop.error_line",
            {{"error", field.at("error").as_string().c_str()},
             {"line", absl::StrCat(problem->line)}});
    field["error"] = words;
    for (json::value& item :
         view.at("error_summary").as_object().at("items").as_array()) {
      if (item.as_object().at("href").as_string() == "#description") {
        item.as_object()["text"] = words;
      }
    }
  }
}

// `workshop` is null for a new one.
http::Response FormPage(const Desk& desk, const DeskVisit& visit,
                        const Workshop* workshop, const EditedForm& shown) {
  View fixed = desk.site->renderer->Fixed(kFormPage);
  View& fields = fixed.at("fields").as_object();
  AddWorkshopChoices(shown.form, fields);
  View view = FilledFields(fixed, shown.form, shown.errors);
  SayWhere(shown, view);
  const std::string path =
      workshop == nullptr
          ? std::string(kNewPath)
          : absl::StrCat(DeskWorkshopPath(workshop->id()), "/edit");
  View form = DeskForm(desk, visit, path);
  AddVersion(shown, form);
  view["form"] = std::move(form);
  view["form_heading"] =
      workshop == nullptr ? Say("programme.workshop.new") : workshop->title();
  const std::string back = workshop == nullptr
                               ? std::string("/desk/workshops")
                               : DeskWorkshopPath(workshop->id());
  view["back_link"] = View{{"text", Say("programme.back")}, {"href", back}};
  const int code = AddProblems(shown, fields, view);
  return DeskPage(desk, visit, kFormPage, std::move(view), code);
}

// The sessions that families see of it.
struct Shown {
  json::array views;
  // Whether any can be booked or waited for.
  bool coming_up = false;
};
http::asio::awaitable<absl::StatusOr<Shown>> SessionViews(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    int64_t workshop_id) {
  Shown all;
  if (workshop_id == 0) co_return std::move(all);
  scheduling::ListSessionsRequest wanted;
  wanted.set_workshop_id(workshop_id);
  *wanted.mutable_start_time_min() = ToTimestamp(desk.site->clock->Now());
  CO_ASSIGN_OR_RETURN(
      const std::vector<scheduling::Session> sessions,
      co_await ListSessions(desk, visit, request, std::move(wanted)));
  std::vector<int64_t> ids = IdsOf(sessions);
  const DeskSeats counts =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  for (const scheduling::Session& session : sessions) {
    const std::optional<Session> shown = FromProto(session);
    if (!shown.has_value()) continue;
    Seats seats;
    const auto found = counts.counts.find(session.id());
    if (found != counts.counts.end()) seats.left = found->second.left();
    const absl::Time now = desk.site->clock->Now();
    all.views.push_back(SessionView(*shown, seats, now, desk.site->zone));
    all.coming_up = all.coming_up || IsComingUp(*shown, now);
  }
  co_return std::move(all);
}

// The families' page of a workshop as it would be, with `preview` above it.
http::Answer PreviewPage(const Desk& desk, const DeskVisit& visit,
                         const http::Request& request, Workshop workshop,
                         View preview) {
  const int64_t id = workshop.id();
  CO_ASSIGN_OR_RETURN(Shown sessions,
                      co_await SessionViews(desk, visit, request, id));
  workshop.set_state(Workshop::PUBLISHED);
  if (id == 0) workshop.set_id(1);
  const std::optional<web::Workshop> read = FromProto(workshop);
  if (!read.has_value()) {
    co_return InvalidArgument("FIELD_INVALID", "this cannot be shown");
  }
  View shown = WorkshopView(*read);
  if (read->picture.has_value()) {
    View picture = PictureView(*read);
    const std::string folder = absl::StrCat(DeskWorkshopPath(id), "/picture/");
    picture["small_src"] = absl::StrCat(folder, "small");
    picture["src"] = absl::StrCat(folder, "large");
    shown["picture"] = std::move(picture);
  }
  View view = {{"workshop", std::move(shown)},
               {"dates_later", !sessions.coming_up},
               {"has_sessions", !sessions.views.empty()},
               {"sessions", std::move(sessions.views)},
               {"preview", std::move(preview)}};
  co_return ForDeskAlone(Page(*desk.site, "workshop", view));
}

// The preview of what was typed: from it one goes back, or saves.
http::Answer PreviewTyped(const Desk& desk, const DeskVisit& visit,
                          const http::Request& request, Workshop workshop) {
  const std::string path =
      workshop.id() == 0
          ? std::string(kNewPath)
          : absl::StrCat(DeskWorkshopPath(workshop.id()), "/edit");
  View form = DeskForm(desk, visit, path);
  CarryOn(visit, {"then"}, form);
  form["preview_buttons"] = json::array{
      View{{"text", Say("programme.workshop.save")}, {"once", true}},
      View{{"text", Say("programme.back_to_form")},
           {"variant", "secondary"},
           {"name", "then"},
           {"value", "form"}}};
  View preview = {{"unsaved", true}, {"preview_form", std::move(form)}};
  co_return co_await PreviewPage(desk, visit, request, std::move(workshop),
                                 std::move(preview));
}

http::Answer ShowPreview(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      Workshop workshop,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  View preview = {{"saved", true},
                  {"preview_href", DeskWorkshopPath(workshop.id())}};
  co_return co_await PreviewPage(desk, visit, request, std::move(workshop),
                                 std::move(preview));
}

// Why a form was refused, into it. Other errors stay what they are.
absl::Status AddRefusal(const absl::Status& status, EditedForm& shown) {
  const std::string reason = ReasonOf(status);
  if (reason == "SLUG_TAKEN") {
    shown.errors.push_back({"slug", "taken"});
    return absl::OkStatus();
  }
  const std::optional<FieldError> refused = RefusedWorkshopField(status);
  if (refused.has_value()) {
    shown.errors.push_back(*refused);
    return absl::OkStatus();
  }
  shown.problem = PlanWordsFor(reason);
  return shown.problem.empty() ? status : absl::OkStatus();
}

http::Answer AskNew(const Desk& desk, const DeskVisit& visit, http::Request&) {
  EditedForm shown;
  shown.form.Add("where", "teams");
  shown.form.Add("minutes", "90");
  co_return FormPage(desk, visit, nullptr, shown);
}

// Where the page says that it was made, and how that is undone.
std::string MadePath(const Workshop& made) {
  return absl::StrCat(DeskWorkshopPath(made.id()), "?done=made");
}

http::Answer Create(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  EditedForm shown = AsPosted(visit.form);
  const absl::string_view then = visit.form.Get("then");
  if (visit.review || then == "form") {
    co_return FormPage(desk, visit, nullptr, shown);
  }
  TypedWorkshop typed = ReadWorkshopForm(visit.form);
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return FormPage(desk, visit, nullptr, shown);
  }
  if (then == "preview") {
    co_return co_await PreviewTyped(desk, visit, request,
                                    std::move(typed.workshop));
  }
  scheduling::CreateWorkshopRequest wanted;
  *wanted.mutable_workshop() = std::move(typed.workshop);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Workshop> made = co_await desk.scheduling->Call(
      &Scheduling::CreateWorkshop, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (made.ok()) co_return http::Redirect(MadePath(*made));
  const absl::Status refused = AddRefusal(made.status(), shown);
  if (!refused.ok()) co_return refused;
  co_return FormPage(desk, WithNewForm(visit), nullptr, shown);
}

http::Answer AskEdit(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      const Workshop workshop,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  EditedForm shown = {.form = WorkshopFormOf(workshop),
                      .etag = workshop.etag()};
  shown.seen = SeenText(shown.form);
  co_return FormPage(desk, visit, &workshop, shown);
}

http::Answer Save(const Desk& desk, const DeskVisit& visit,
                  http::Request& request, const Workshop& now,
                  Workshop wanted_workshop, EditedForm shown) {
  scheduling::UpdateWorkshopRequest wanted;
  *wanted.mutable_workshop() = std::move(wanted_workshop);
  wanted.mutable_workshop()->set_etag(now.etag());
  for (const absl::string_view path : WorkshopPaths()) {
    wanted.mutable_update_mask()->add_paths(std::string(path));
  }
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Workshop> changed = co_await desk.scheduling->Call(
      &Scheduling::UpdateWorkshop, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (changed.ok()) {
    const std::string path = DeskWorkshopPath(changed->id());
    RememberBefore(desk, visit, path, changed->etag(), WorkshopFormOf(now));
    co_return http::Redirect(EditedPath(path));
  }
  const absl::Status refused = AddRefusal(changed.status(), shown);
  if (!refused.ok()) co_return refused;
  co_return FormPage(desk, WithNewForm(visit), &now, shown);
}

http::Answer Edit(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      const Workshop now,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  EditedForm shown = AsPosted(visit.form);
  const absl::string_view then = visit.form.Get("then");
  if (visit.review || then == "form") {
    co_return FormPage(desk, visit, &now, shown);
  }
  if (shown.etag != now.etag()) {
    EditedForm meanwhile = MergedForm(WorkshopFormFields(), WorkshopFormOf(now),
                                      now.etag(), visit.form);
    if (!meanwhile.changes.empty()) {
      co_return FormPage(desk, WithNewForm(visit), &now, meanwhile);
    }
  }
  TypedWorkshop typed = ReadWorkshopForm(visit.form);
  typed.workshop.set_id(now.id());
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return FormPage(desk, visit, &now, shown);
  }
  if (then == "preview") {
    if (now.has_picture()) *typed.workshop.mutable_picture() = now.picture();
    co_return co_await PreviewTyped(desk, visit, request,
                                    std::move(typed.workshop));
  }
  co_return co_await Save(desk, visit, request, now, std::move(typed.workshop),
                          std::move(shown));
}

constexpr TextRule kCloneText[] = {
    {.field = "slug", .max = 63, .required = true}};

// A copy needs nothing but a name of its own.
http::Response ClonePage(const Desk& desk, const DeskVisit& visit,
                         const Workshop& workshop,
                         const http::Parameters& typed,
                         const std::vector<FieldError>& errors) {
  const std::string path = DeskWorkshopPath(workshop.id());
  View view = FilledFields(desk.site->renderer->Fixed("desk-workshop-clone"),
                           typed, errors);
  view["form"] = DeskForm(desk, visit, absl::StrCat(path, "/clone"));
  view["workshop_title"] = workshop.title();
  view["back_link"] = View{{"text", Say("programme.back")}, {"href", path}};
  return DeskPage(desk, visit, "desk-workshop-clone", std::move(view),
                  errors.empty() ? 200 : 400);
}

http::Answer AskClone(const Desk& desk, const DeskVisit& visit,
                      http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      const Workshop workshop,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  http::Parameters form;
  form.Add("slug", SlugFor(absl::StrCat(workshop.slug(), "-copy")));
  co_return ClonePage(desk, visit, workshop, form, {});
}

http::Answer Clone(const Desk& desk, const DeskVisit& visit,
                   http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      const Workshop workshop,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  if (visit.review) co_return ClonePage(desk, visit, workshop, visit.form, {});
  const std::vector<FieldError> errors = CheckTexts(visit.form, kCloneText);
  if (!errors.empty()) {
    co_return ClonePage(desk, visit, workshop, visit.form, errors);
  }
  scheduling::CloneWorkshopRequest wanted;
  wanted.set_id(workshop.id());
  wanted.set_slug(TypedText(visit.form, "slug"));
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Workshop> made = co_await desk.scheduling->Call(
      &Scheduling::CloneWorkshop, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (made.ok()) co_return http::Redirect(MadePath(*made));
  EditedForm shown;
  const absl::Status refused = AddRefusal(made.status(), shown);
  if (!refused.ok() || shown.errors.empty()) co_return made.status();
  co_return ClonePage(desk, WithNewForm(visit), workshop, visit.form,
                      shown.errors);
}

DeskRoute Route(absl::string_view method, absl::string_view pattern,
                DeskHandler handler) {
  const auto subject =
      pattern == kNewPath ? AuditSubject::kNone : AuditSubject::kWorkshop;
  return {
      .method = std::string(method),
      .pattern = std::string(pattern),
      .permission = Permission::kPlan,
      .audit = method == "GET"
                   ? DeskAudit::Nothing()
                   : DeskAudit::Changes(kChanged, subject).UnlessItOnlyShows(),
      .handler = std::move(handler),
      .has_form = method == "POST"};
}

}  // namespace

std::vector<DeskRoute> DeskWorkshopEditRoutes() {
  return {Route("GET", kNewPath, &AskNew),
          Route("POST", kNewPath, &Create),
          Route("GET", "/desk/workshops/{id}/preview", &ShowPreview),
          Route("GET", "/desk/workshops/{id}/edit", &AskEdit),
          Route("POST", "/desk/workshops/{id}/edit", &Edit),
          Route("GET", "/desk/workshops/{id}/clone", &AskClone),
          Route("POST", "/desk/workshops/{id}/clone", &Clone)};
}

}  // namespace cwp::web
