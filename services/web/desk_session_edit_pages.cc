#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_session_form.h"
#include "services/web/desk_session_views.h"
#include "services/web/desk_undo.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Session;
using Scheduling = SchedulingCalls::Async;

constexpr char kFormPage[] = "desk-session-form";

http::Answer AskEdit(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(const SessionSubject subject,
                      co_await SubjectOf(desk, visit, request));
  EditedForm shown = {.form = SessionFormOf(*subject.session, TimeOf(desk)),
                      .etag = subject.session->etag()};
  shown.seen = SeenText(shown.form);
  co_return SessionFormPage(desk, visit, subject, shown);
}

// The fields that change, each with what it was.
json::array ChangeRows(const Desk& desk, const SessionSubject& subject,
                       const http::Parameters& now,
                       const http::Parameters& typed,
                       const std::vector<std::string>& changed) {
  View fields = desk.site->renderer->Fixed(kFormPage).at("fields").as_object();
  http::Parameters both = now;
  for (const auto& [name, value] : typed.entries()) both.Add(name, value);
  AddSessionChoices(both, subject.facilitators, fields);
  json::array rows;
  for (const std::string& field : changed) {
    json::array lines = {FieldWords(fields, field, typed)};
    if (field != "join_uri") {
      lines.emplace_back(Say("programme.session.until_now",
                             {{"value", FieldWords(fields, field, now)}}));
    }
    rows.push_back(
        View{{"key", FieldLabel(fields, field)}, {"lines", std::move(lines)}});
  }
  return rows;
}

// How many are in it, who will find it changed.
http::asio::awaitable<json::array> ConcernedLines(const Desk& desk,
                                                  const DeskVisit& visit,
                                                  const http::Request& request,
                                                  int64_t id) {
  std::vector<int64_t> ids = {id};
  const DeskSeats seats =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  json::array lines;
  const auto found = seats.counts.find(id);
  if (found != seats.counts.end()) {
    lines.emplace_back(
        SayCount("programme.session.booked", found->second.confirmed()));
  } else if (!seats.known) {
    lines.emplace_back(Say("programme.session.booked_unknown"));
  }
  lines.emplace_back(Say("programme.comes_at_once"));
  co_return lines;
}

// What somebody else changed since the form was shown, brought together with
// what was typed.
EditedForm Meanwhile(const DeskVisit& visit, const std::string& etag,
                     const http::Parameters& as_is) {
  Merged merged = MergeForms(SessionFormFields(),
                             ReadSeen(visit.form.Get("seen")).value_or(as_is),
                             as_is, visit.form);
  return {.form = std::move(merged.form),
          .etag = etag,
          .seen = SeenText(as_is),
          .changes = std::move(merged.changes)};
}

http::Answer Save(const Desk& desk, const DeskVisit& visit,
                  const http::Request& request, const SessionSubject& subject,
                  TypedSession typed, const std::vector<std::string>& changed,
                  EditedForm shown, Check check) {
  const Session& now = *subject.session;
  scheduling::UpdateSessionRequest wanted;
  *wanted.mutable_session() = std::move(typed.session);
  wanted.mutable_session()->set_id(now.id());
  wanted.mutable_session()->set_etag(now.etag());
  for (const std::string& path : SessionPaths(changed)) {
    wanted.mutable_update_mask()->add_paths(path);
  }
  wanted.set_join_uri(std::move(typed.join_uri));
  wanted.set_acknowledge_trainee_alone(visit.form.Has("trainee_alone"));
  wanted.set_meeting_options_confirmed(visit.form.Has("options_confirmed"));
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Session> done = co_await desk.scheduling->Call(
      &Scheduling::UpdateSession, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (done.ok()) {
    const std::string path = SessionPath(done->id());
    RememberBefore(desk, visit, path, done->etag(),
                   SessionFormOf(now, TimeOf(desk)));
    co_return http::Redirect(EditedPath(path));
  }
  if (ToSay(done.status(), check)) co_return CheckPage(desk, visit, check);
  const absl::Status refused =
      AddSessionRefusal(desk, subject, done.status(), shown);
  if (!refused.ok()) co_return refused;
  co_return SessionFormPage(desk, WithNewForm(visit), subject, shown);
}

http::Answer Edit(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const SessionSubject subject,
                      co_await SubjectOf(desk, visit, request));
  const Session& now = *subject.session;
  EditedForm shown = AsPosted(visit.form);
  if (visit.review || visit.form.Get("then") == "form") {
    co_return SessionFormPage(desk, visit, subject, shown);
  }
  const http::Parameters as_is = SessionFormOf(now, TimeOf(desk));
  if (shown.etag != now.etag()) {
    const EditedForm meanwhile = Meanwhile(visit, now.etag(), as_is);
    if (!meanwhile.changes.empty()) {
      co_return SessionFormPage(desk, WithNewForm(visit), subject, meanwhile);
    }
  }
  TypedSession typed = ReadSessionForm(visit.form, TimeOf(desk));
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return SessionFormPage(desk, visit, subject, shown);
  }
  const std::vector<std::string> changed =
      ChangedFields(SessionFormFields(), as_is, visit.form);
  if (changed.empty()) {
    shown.problem = Say("programme.session.nothing_changed");
    co_return SessionFormPage(desk, visit, subject, shown);
  }
  Check check = {.heading = Say("programme.session.change_heading"),
                 .action = subject.path(),
                 .button = Say("programme.change_it"),
                 .rows = ChangeRows(desk, subject, as_is, visit.form, changed)};
  check.impact = co_await ConcernedLines(desk, visit, request, now.id());
  if (!IsConfirmed(visit)) co_return CheckPage(desk, visit, check);
  co_return co_await Save(desk, visit, request, subject, std::move(typed),
                          changed, std::move(shown), std::move(check));
}

}  // namespace

std::vector<DeskRoute> DeskSessionEditRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  return {{.method = "GET",
           .pattern = "/desk/sessions/{id}/edit",
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &AskEdit},
          {.method = "POST",
           .pattern = "/desk/sessions/{id}/edit",
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kSessionChanged,
                                       AuditSubject::kSession)
                        .OnceHas("confirmed"),
           .handler = &Edit,
           .has_form = true}};
}

}  // namespace cwp::web
