#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_form.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using Session = scheduling::Session;
using Impact = registration::PreviewSessionChangeResponse;
template <class T>
using Awaited = http::asio::awaitable<absl::StatusOr<T>>;

// As Session.capacity.
constexpr int kMostPlaces = 10'000;

// The version of the session that a form is about.
constexpr char kEtag[] = "etag";
// Why nothing is done to another version.
constexpr char kChanged[] = "ETAG_MISMATCH";

// What a change would do. A session that registration has not heard of has
// nobody to be touched by it.
Awaited<Impact> Preview(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request,
                        registration::PreviewSessionChangeRequest change) {
  absl::StatusOr<Impact> impact = co_await desk.registration->Call(
      &RegistrationCalls::Async::PreviewSessionChange,
      StaffCaller(desk, visit, request), std::move(change));
  if (absl::IsNotFound(impact.status())) co_return Impact();
  co_return impact;
}

json::array CancelLines(const Session& session, const Impact& impact) {
  json::array lines = {
      Say("programme.cancel.bookings",
          {{"bookings",
            SayCount("programme.count.bookings", impact.bookings())},
           {"places", SayCount("programme.count.places", impact.places())}}),
      SayCount("programme.impact.messages", impact.messages())};
  if (impact.waiting() > 0) {
    lines.emplace_back(SayCount("programme.cancel.waiting", impact.waiting()));
  }
  if (impact.holds() + impact.offers() > 0) {
    lines.emplace_back(
        Say("programme.cancel.kept",
            {{"holds", SayCount("programme.count.holds", impact.holds())},
             {"offers", SayCount("programme.count.offers", impact.offers())}}));
  }
  if (session.state() == Session::DRAFT) {
    lines.emplace_back(Say("programme.cancel.never_shown"));
  }
  return lines;
}

json::array CapacityLines(const Impact& impact) {
  json::array lines = {
      SayCount("programme.capacity.bookings", impact.bookings())};
  if (impact.over() > 0) {
    lines.emplace_back(SayCount("programme.capacity.over", impact.over()));
  }
  if (impact.would_be_offered() > 0) {
    lines.emplace_back(SayCount("programme.capacity.offered",
                                impact.would_be_offered(),
                                {{"waiting", absl::StrCat(impact.waiting())}}));
  }
  return lines;
}

// What somebody else has made of it.
View AsItIs(const Desk& desk, const Session& session) {
  return {
      {"rows",
       json::array{
           FactRow(Say("people.label.when"), RangeOf(session, desk.site->zone)),
           FactRow(Say("people.label.state"), StateWords(session)),
           FactRow(Say("programme.fact.places"),
                   SayCount("programme.count.places", session.capacity()))}}};
}

// The page that asks once more, with what would come of it.
http::Response ConfirmPage(const Desk& desk, const DeskVisit& visit,
                           const Session& session, absl::string_view page,
                           View view, json::array lines,
                           const std::string& problem) {
  view["session_title"] = session.workshop_title();
  view["session_begins"] = RangeOf(session, desk.site->zone);
  view["impact"] = std::move(lines);
  view["back_link"] = View{{"text", Say("programme.back")},
                           {"href", SessionPath(session.id())}};
  if (!problem.empty()) view["refused_because"] = problem;
  return DeskPage(desk, visit, page, std::move(view),
                  problem.empty() ? 200 : 409);
}

std::string CancelPath(int64_t id) {
  return absl::StrCat(SessionPath(id), "/cancel");
}

// The form asks for the cancellation of the session as it is shown. `refused`
// is the reason why one that was asked for was not done; empty for none.
http::Answer CancelPage(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request,
                        const std::string& refused) {
  CO_ASSIGN_OR_RETURN(const Session session,
                      co_await GetSession(desk, visit, request));
  registration::PreviewSessionChangeRequest change;
  change.set_session_id(session.id());
  change.set_cancel(true);
  CO_ASSIGN_OR_RETURN(
      const Impact impact,
      co_await Preview(desk, visit, request, std::move(change)));
  const bool changed = refused == kChanged;
  View form = DeskForm(desk, visit, CancelPath(session.id()));
  form["hidden"].as_array().push_back(
      View{{"name", kEtag}, {"value", session.etag()}});
  View view = {{"form", std::move(form)}};
  if (changed) view["as_it_is"] = AsItIs(desk, session);
  co_return ConfirmPage(
      desk, visit, session, "desk-session-cancel", std::move(view),
      CancelLines(session, impact),
      changed ? Say("programme.cancel.changed") : StaffWordsFor(refused));
}

http::Answer AskCancel(const Desk& desk, const DeskVisit& visit,
                       http::Request& request) {
  const std::string none;
  co_return co_await CancelPage(desk, visit, request, none);
}

http::Answer Cancel(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  scheduling::CancelSessionRequest wanted;
  wanted.set_id(IdIn(request));
  wanted.set_request_id(RequestIdOf(desk, visit));
  wanted.set_apply_now(visit.form.Has("now"));
  wanted.set_etag(std::string(visit.form.Get(kEtag)));
  const absl::StatusOr<Session> cancelled = co_await desk.scheduling->Call(
      &SchedulingCalls::Async::CancelSession, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (cancelled.ok()) co_return http::Redirect(SessionPath(cancelled->id()));
  const std::string reason = ReasonOf(cancelled.status());
  if (StaffWordsFor(reason).empty()) co_return cancelled.status();
  // What is sent next is another form: what this one sent before stays done.
  const DeskVisit anew = WithNewForm(visit);
  co_return co_await CancelPage(desk, anew, request, reason);
}

std::string CapacityPath(int64_t id) {
  return absl::StrCat(SessionPath(id), "/capacity");
}

http::Response CapacityPage(const Desk& desk, const DeskVisit& visit,
                            const Session& session,
                            const http::Parameters& typed,
                            const std::vector<FieldError>& errors,
                            const std::string& problem) {
  View view = FilledFields(desk.site->renderer->Fixed("desk-session-capacity"),
                           typed, errors);
  view["session_title"] = session.workshop_title();
  view["session_begins"] = RangeOf(session, desk.site->zone);
  view["form"] = DeskForm(desk, visit, CapacityPath(session.id()));
  view["form"].as_object()["hidden"].as_array().push_back(
      View{{"name", kEtag}, {"value", session.etag()}});
  view["back_link"] = View{{"text", Say("programme.back")},
                           {"href", SessionPath(session.id())}};
  if (!problem.empty()) {
    view["refused_because"] = problem;
    view["as_it_is"] =
        View{{"rows", json::array{FactRow(Say("programme.fact.places"),
                                          SayCount("programme.count.places",
                                                   session.capacity()))}}};
  }
  return DeskPage(desk, visit, "desk-session-capacity", std::move(view),
                  FormCode(!errors.empty(), !problem.empty()));
}

http::Answer AskCapacity(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Session session,
                      co_await GetSession(desk, visit, request));
  http::Parameters now;
  now.Add("capacity", absl::StrCat(session.capacity()));
  co_return CapacityPage(desk, visit, session, now, {}, "");
}

// What was typed, with what it would do, to be confirmed.
http::Answer CheckCapacity(const Desk& desk, const DeskVisit& visit,
                           const http::Request& request, Session session,
                           int capacity) {
  registration::PreviewSessionChangeRequest change;
  change.set_session_id(session.id());
  change.set_capacity(capacity);
  CO_ASSIGN_OR_RETURN(
      const Impact impact,
      co_await Preview(desk, visit, request, std::move(change)));
  View form = DeskForm(desk, visit, CapacityPath(session.id()));
  json::array& hidden = form["hidden"].as_array();
  for (const auto& [name, value] :
       {std::pair<std::string, std::string>{"capacity", absl::StrCat(capacity)},
        {kEtag, std::string(visit.form.Get(kEtag))},
        {"confirmed", "yes"}}) {
    hidden.push_back(View{{"name", name}, {"value", value}});
  }
  json::array lines = CapacityLines(impact);
  const std::string places = Say("programme.capacity.places",
                                 {{"new", absl::StrCat(capacity)},
                                  {"old", absl::StrCat(session.capacity())}});
  lines.insert(lines.begin(), json::value(places));
  View view = {{"form", std::move(form)}};
  co_return ConfirmPage(desk, visit, session, "desk-session-capacity-check",
                        std::move(view), std::move(lines), "");
}

http::Answer SetCapacity(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(Session session,
                      co_await GetSession(desk, visit, request));
  if (visit.review) {
    co_return CapacityPage(desk, visit, session, visit.form, {}, "");
  }
  const std::string typed = TypedIn(visit.form, "capacity");
  int capacity = 0;
  if (!absl::SimpleAtoi(typed, &capacity) || capacity < 1 ||
      capacity > kMostPlaces) {
    co_return CapacityPage(
        desk, visit, session, visit.form,
        {{"capacity", typed.empty() ? "required" : "invalid"}}, "");
  }
  if (!IsConfirmed(visit)) {
    co_return co_await CheckCapacity(desk, visit, request, std::move(session),
                                     capacity);
  }
  scheduling::UpdateSessionRequest wanted;
  wanted.mutable_session()->set_id(session.id());
  wanted.mutable_session()->set_capacity(capacity);
  wanted.mutable_session()->set_etag(std::string(visit.form.Get(kEtag)));
  wanted.mutable_update_mask()->add_paths("capacity");
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Session> changed = co_await desk.scheduling->Call(
      &SchedulingCalls::Async::UpdateSession, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (changed.ok()) {
    co_return http::Redirect(absl::StrCat(
        SessionPath(changed->id()), "?done=capacity&was=", session.capacity()));
  }
  const std::string words = StaffWordsFor(ReasonOf(changed.status()));
  if (words.empty()) co_return changed.status();
  // It may have changed since it was read above.
  CO_ASSIGN_OR_RETURN(session, co_await GetSession(desk, visit, request));
  const std::vector<FieldError> none;
  co_return CapacityPage(desk, WithNewForm(visit), session, visit.form, none,
                         words);
}

}  // namespace

std::vector<DeskRoute> DeskChangeRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  return {{.method = "GET",
           .pattern = "/desk/sessions/{id}/cancel",
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &AskCancel},
          {.method = "POST",
           .pattern = "/desk/sessions/{id}/cancel",
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kSessionCancelled,
                                       AuditSubject::kSession),
           .handler = &Cancel},
          {.method = "GET",
           .pattern = "/desk/sessions/{id}/capacity",
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &AskCapacity},
          {.method = "POST",
           .pattern = "/desk/sessions/{id}/capacity",
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kSessionChanged,
                                       AuditSubject::kSession)
                        .OnceHas("confirmed"),
           .handler = &SetCapacity,
           .has_form = true}};
}

}  // namespace cwp::web
