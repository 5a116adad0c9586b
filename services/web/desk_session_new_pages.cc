#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_session_form.h"
#include "services/web/desk_session_views.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Session;
using scheduling::Workshop;
using Scheduling = SchedulingCalls::Async;

// As Session.capacity.
constexpr int kMostPlaces = 10'000;
// A copy is a week later, until somebody says otherwise.
constexpr int kCopyDays = 7;

json::array NewRows(const Desk& desk, const SessionSubject& subject,
                    const Session& session, const std::string& join_uri) {
  const auto when = [&](bool has, const google::protobuf::Timestamp& time,
                        const std::string& otherwise) {
    return has ? civil::DateTimeWords(ToTime(time), desk.site->zone)
               : otherwise;
  };
  json::array rows = {
      View{{"key", Say("programme.fact.when")},
           {"lines", WhenLines(desk, session.meetings())}},
      FactRow(Say("programme.fact.where"), WhereWords(subject, session)),
      FactRow(Say("programme.fact.places"),
              absl::StrCat(session.capacity() > 0
                               ? session.capacity()
                               : subject.workshop.default_capacity())),
      FactRow(Say("programme.fact.led_by"),
              LeaderWords(subject.facilitators, session.facilitator_ids())),
      FactRow(Say("programme.fact.opens"),
              when(session.has_booking_open_time(), session.booking_open_time(),
                   Say("programme.session.opens_at_once"))),
      FactRow(
          Say("programme.fact.closes"),
          when(session.has_booking_close_time(), session.booking_close_time(),
               Say("programme.session.closes_at_start")))};
  if (session.format() == Session::LIVE_WEBINAR) {
    rows.push_back(FactRow(Say("programme.fact.what"),
                           Say("programme.session.live_webinar")));
  }
  if (IsOnline(subject, session)) {
    rows.push_back(FactRow(
        Say("programme.fact.join_address"),
        join_uri.empty() ? Say("programme.session.no_address") : join_uri));
  }
  return rows;
}

// A new session as it was typed.
struct TypedNew {
  scheduling::CreateSessionRequest wanted;
  std::vector<FieldError> errors;
};

TypedNew ReadNew(const Desk& desk, const DeskVisit& visit,
                 const Workshop& workshop) {
  TypedNew typed;
  TypedMeetings meetings = ReadMeetings(
      visit.form, TimeOf(desk), workshop.meeting_duration().seconds() / 60);
  TypedSession rest = ReadSessionForm(visit.form, TimeOf(desk));
  typed.errors = std::move(meetings.errors);
  Session& session = *typed.wanted.mutable_session();
  session = std::move(rest.session);
  session.set_workshop_id(workshop.id());
  *session.mutable_meetings() = std::move(meetings.meetings);
  const bool says = !TypedIn(visit.form, "capacity").empty();
  const auto capacity = TypedNumber(visit.form, "capacity", 1, kMostPlaces);
  if (capacity.has_value()) {
    session.set_capacity(static_cast<int32_t>(*capacity));
  } else if (says || workshop.default_capacity() == 0) {
    typed.errors.push_back({"capacity", says ? "invalid" : "required"});
  }
  for (FieldError& error : rest.errors) {
    typed.errors.push_back(std::move(error));
  }
  typed.wanted.set_join_uri(std::move(rest.join_uri));
  return typed;
}

http::Answer AskNew(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(const SessionSubject subject,
                      co_await NewSubject(desk, visit, request));
  EditedForm shown;
  const std::optional<int64_t> from = ParseId(request.query().Get("from"));
  if (from.has_value()) {
    scheduling::GetSessionRequest wanted;
    wanted.set_id(*from);
    CO_ASSIGN_OR_RETURN(
        const Session copied,
        co_await desk.scheduling->Call(&Scheduling::GetSession,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted)));
    const http::Parameters like = SessionFormOf(copied, TimeOf(desk));
    for (const auto& [name, value] : like.entries()) {
      // A window that was booked in is over when the copy is.
      if (!absl::StartsWith(name, "opens_") &&
          !absl::StartsWith(name, "closes_")) {
        shown.form.Add(name, value);
      }
    }
    AddMeetingRows(copied.meetings(), TimeOf(desk), kCopyDays, shown.form);
  } else {
    shown.form.Add("where", "workshop");
    shown.form.Add("format", "workshop");
    if (subject.workshop.default_capacity() > 0) {
      shown.form.Add("capacity",
                     absl::StrCat(subject.workshop.default_capacity()));
    }
  }
  co_return SessionFormPage(desk, visit, subject, shown);
}

http::Answer Create(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(const SessionSubject subject,
                      co_await NewSubject(desk, visit, request));
  EditedForm shown = AsPosted(visit.form);
  const absl::string_view then = visit.form.Get("then");
  const auto other = WithOtherRows(visit);
  if (other.has_value()) shown.form = *other;
  if (visit.review || then == "form" || other.has_value()) {
    co_return SessionFormPage(desk, visit, subject, shown);
  }
  TypedNew typed = ReadNew(desk, visit, subject.workshop);
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return SessionFormPage(desk, visit, subject, shown);
  }
  Check check = {.heading = Say("programme.session.new_heading"),
                 .action = subject.path(),
                 .button = Say("programme.session.make_draft"),
                 .other_button = Say("programme.session.make_shown"),
                 .other_then = "show",
                 .rows = NewRows(desk, subject, typed.wanted.session(),
                                 typed.wanted.join_uri())};
  if (!IsConfirmed(visit)) co_return CheckPage(desk, visit, check);
  typed.wanted.set_draft(then != "show");
  typed.wanted.set_acknowledge_trainee_alone(visit.form.Has("trainee_alone"));
  typed.wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Session> made = co_await desk.scheduling->Call(
      &Scheduling::CreateSession, StaffCaller(desk, visit, request),
      std::move(typed.wanted));
  if (made.ok()) {
    co_return http::Redirect(
        absl::StrCat(SessionPath(made->id()), "?done=made"));
  }
  if (ToSay(made.status(), check)) co_return CheckPage(desk, visit, check);
  const absl::Status refused =
      AddSessionRefusal(desk, subject, made.status(), shown);
  if (!refused.ok()) co_return refused;
  co_return SessionFormPage(desk, WithNewForm(visit), subject, shown);
}

}  // namespace

std::vector<DeskRoute> DeskSessionNewRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  return {{.method = "GET",
           .pattern = "/desk/workshops/{id}/sessions/new",
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &AskNew},
          {.method = "POST",
           .pattern = "/desk/workshops/{id}/sessions/new",
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kProgrammeChanged,
                                       AuditSubject::kWorkshop)
                        .OnceHas("confirmed"),
           .handler = &Create,
           .has_form = true}};
}

}  // namespace cwp::web
