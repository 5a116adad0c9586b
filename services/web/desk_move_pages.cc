#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_session_done.h"
#include "services/web/desk_session_form.h"
#include "services/web/desk_session_views.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Session;
using Impact = registration::PreviewSessionChangeResponse;

constexpr absl::string_view kPattern = "/desk/sessions/{id}/move";

http::Response MovePage(const Desk& desk, const DeskVisit& visit,
                        const Session& session, const EditedForm& shown) {
  // The rows are those of a new session.
  View fixed = desk.site->renderer->Fixed("desk-session-form");
  View& fields = fixed.at("fields").as_object();
  const int rows = MeetingRows(shown.form);
  AddMeetingFields(rows, fields);
  View view = FilledFields(fixed, shown.form, shown.errors);
  view["meetings"] = TakeMeetingRows(rows, view.at("fields").as_object());
  view.erase("fields");
  if (rows == 1) view["remove_button"] = false;
  View form = DeskForm(desk, visit, MovePath(session.id()));
  json::array& hidden = form["hidden"].as_array();
  hidden.push_back(View{{"name", "etag"}, {"value", shown.etag}});
  hidden.push_back(View{{"name", "meetings"}, {"value", absl::StrCat(rows)}});
  view["form"] = std::move(form);
  view["session_title"] = session.workshop_title();
  view["now"] = View{{"lines", WhenLines(desk, session.meetings())}};
  view["back_link"] = View{{"text", Say("programme.back")},
                           {"href", SessionPath(session.id())}};
  if (!shown.problem.empty()) view["refused_because"] = shown.problem;
  return DeskPage(desk, visit, "desk-session-move", std::move(view),
                  FormCode(!shown.errors.empty(), !shown.problem.empty()));
}

json::array MoveLines(const Impact& impact) {
  json::array lines = {
      Say("programme.move.bookings",
          {{"bookings",
            SayCount("programme.count.bookings", impact.bookings())},
           {"places", SayCount("programme.count.places", impact.places())}}),
      SayCount("programme.impact.messages", impact.messages())};
  if (impact.waiting() > 0) {
    lines.emplace_back(SayCount("programme.impact.waiting", impact.waiting()));
  }
  if (impact.holds_shortened() + impact.offers_shortened() > 0) {
    lines.emplace_back(Say(
        "programme.move.shortened",
        {{"holds", SayCount("programme.count.holds", impact.holds_shortened())},
         {"offers",
          SayCount("programme.count.offers", impact.offers_shortened())}}));
  }
  lines.emplace_back(Say("programme.move.undo"));
  return lines;
}

registration::PreviewSessionChangeRequest ChangeOf(const Session& session,
                                                   const Meetings& meetings) {
  registration::PreviewSessionChangeRequest change;
  change.set_session_id(session.id());
  for (const scheduling::Meeting& meeting : meetings) {
    registration::MeetingTime& time = *change.add_meetings();
    *time.mutable_start_time() = meeting.start_time();
    *time.mutable_end_time() = meeting.end_time();
  }
  return change;
}

http::Answer Ask(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Session session,
                      co_await GetSession(desk, visit, request));
  EditedForm shown = {.etag = session.etag()};
  AddMeetingRows(session.meetings(), TimeOf(desk), 0, shown.form);
  co_return MovePage(desk, visit, session, shown);
}

// Why scheduling did not take it, into the form.
absl::Status AddRefusal(const absl::Status& status, const Session& now,
                        EditedForm& shown) {
  const std::string reason = ReasonOf(status);
  shown.problem = PlanWordsFor(reason);
  // The new version was looked at with this answer.
  if (reason == "ETAG_MISMATCH") shown.etag = now.etag();
  if (!shown.problem.empty()) return absl::OkStatus();
  const std::optional<FieldError> refused = RefusedSessionField(status);
  if (!refused.has_value()) return status;
  shown.errors.push_back(*refused);
  return absl::OkStatus();
}

// How long a meeting is that does not say so: as long as the first is now.
int64_t UsualMinutes(const Session& session) {
  if (session.meetings().empty()) return 0;
  const scheduling::Meeting& first = session.meetings(0);
  return absl::ToInt64Minutes(ToTime(first.end_time()) -
                              ToTime(first.start_time()));
}

http::Answer Move(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Session session,
                      co_await GetSession(desk, visit, request));
  EditedForm shown = AsPosted(visit.form);
  const auto other = WithOtherRows(visit);
  if (other.has_value()) shown.form = *other;
  if (visit.review || visit.form.Get("then") == "form" || other.has_value()) {
    co_return MovePage(desk, visit, session, shown);
  }
  TypedMeetings typed =
      ReadMeetings(visit.form, TimeOf(desk), UsualMinutes(session));
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return MovePage(desk, visit, session, shown);
  }
  if (!IsConfirmed(visit)) {
    registration::PreviewSessionChangeRequest change =
        ChangeOf(session, typed.meetings);
    CO_ASSIGN_OR_RETURN(
        const Impact impact,
        co_await ForeseeChange(desk, visit, request, std::move(change)));
    const Check check = {
        .heading = Say("programme.move.heading"),
        .action = MovePath(session.id()),
        .button = Say("programme.move.button"),
        .rows = {View{{"key", Say("programme.move.until_now")},
                      {"lines", WhenLines(desk, session.meetings())}},
                 View{{"key", Say("programme.move.new")},
                      {"lines", WhenLines(desk, typed.meetings)}}},
        .impact = MoveLines(impact)};
    co_return CheckPage(desk, visit, check);
  }
  scheduling::RescheduleSessionRequest wanted;
  wanted.set_id(session.id());
  *wanted.mutable_meetings() = std::move(typed.meetings);
  wanted.set_etag(shown.etag);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Session> moved = co_await desk.scheduling->Call(
      &SchedulingCalls::Async::RescheduleSession,
      StaffCaller(desk, visit, request), std::move(wanted));
  if (moved.ok()) {
    co_return http::Redirect(MovedPath(desk, visit, session, *moved));
  }
  const absl::Status refused = AddRefusal(moved.status(), session, shown);
  if (!refused.ok()) co_return refused;
  co_return MovePage(desk, WithNewForm(visit), session, shown);
}

}  // namespace

std::vector<DeskRoute> DeskMoveRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  return {{.method = "GET",
           .pattern = std::string(kPattern),
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &Ask},
          {.method = "POST",
           .pattern = std::string(kPattern),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kSessionChanged,
                                       AuditSubject::kSession)
                        .OnceHas("confirmed"),
           .handler = &Move,
           .has_form = true}};
}

}  // namespace cwp::web
