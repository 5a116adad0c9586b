#include "services/web/desk_session_views.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

constexpr char kFormPage[] = "desk-session-form";

// What is never the same for two sessions: hidden fields, and what the workshop
// says where the session says nothing.
View FormView(const Desk& desk, const DeskVisit& visit,
              const SessionSubject& subject, const EditedForm& shown) {
  View form = DeskForm(desk, visit, subject.path());
  AddVersion(shown, form);
  form["hidden"].as_array().push_back(View{
      {"name", "meetings"}, {"value", absl::StrCat(MeetingRows(shown.form))}});
  return form;
}

std::string NameOf(const std::vector<scheduling::Facilitator>& all,
                   int64_t id) {
  for (const scheduling::Facilitator& one : all) {
    if (one.id() == id && !one.display_name().empty()) {
      return one.display_name();
    }
  }
  return Say("programme.leader.number", {{"id", absl::StrCat(id)}});
}

// Who is busy, and with what, in words.
std::string BusyWords(const Desk& desk, const SessionSubject& subject,
                      const absl::Status& status) {
  const std::optional<int64_t> id = ParseId(MetadataOf(status, "facilitator"));
  const std::string who = NameOf(subject.facilitators, id.value_or(0));
  absl::Time start;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, MetadataOf(status, "start"), &start,
                       &error)) {
    return Say("programme.leader.busy", {{"who", who}});
  }
  return Say(
      "programme.leader.busy_at",
      {{"who", who}, {"when", civil::DateTimeWords(start, desk.site->zone)}});
}

}  // namespace

FormTime TimeOf(const Desk& desk) {
  return {.now = desk.site->clock->Now(), .zone = desk.site->zone};
}

std::string SessionSubject::path() const {
  return session.has_value()
             ? absl::StrCat(SessionPath(session->id()), "/edit")
             : absl::StrCat(DeskWorkshopPath(workshop.id()), "/sessions/new");
}

http::asio::awaitable<absl::StatusOr<SessionSubject>> NewSubject(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  SessionSubject subject;
  CO_ASSIGN_OR_RETURN(
      subject.workshop,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  CO_ASSIGN_OR_RETURN(subject.facilitators,
                      co_await ListFacilitators(desk, visit, request));
  co_return subject;
}

http::asio::awaitable<absl::StatusOr<SessionSubject>> SubjectOf(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  SessionSubject subject;
  CO_ASSIGN_OR_RETURN(subject.session,
                      co_await GetSession(desk, visit, request));
  const int64_t workshop_id = subject.session->workshop_id();
  CO_ASSIGN_OR_RETURN(subject.workshop,
                      co_await GetWorkshop(desk, visit, request, workshop_id));
  CO_ASSIGN_OR_RETURN(subject.facilitators,
                      co_await ListFacilitators(desk, visit, request));
  co_return subject;
}

http::Response SessionFormPage(const Desk& desk, const DeskVisit& visit,
                               const SessionSubject& subject,
                               const EditedForm& shown) {
  const bool is_new = !subject.session.has_value();
  View fixed = desk.site->renderer->Fixed(kFormPage);
  View& fields = fixed.at("fields").as_object();
  const int rows = MeetingRows(shown.form);
  AddMeetingFields(rows, fields);
  AddSessionChoices(shown.form, subject.facilitators, fields);
  View view = FilledFields(fixed, shown.form, shown.errors);
  View& filled = view.at("fields").as_object();
  json::array meetings = TakeMeetingRows(rows, filled);
  if (is_new) {
    view["meetings"] = std::move(meetings);
    if (rows == 1) view["remove_button"] = false;
  } else {
    filled["capacity"] = false;
    view["add_button"] = false;
    view["remove_button"] = false;
    view["elsewhere"] =
        View{{"move_href",
              absl::StrCat(SessionPath(subject.session->id()), "/move")},
             {"capacity_href",
              absl::StrCat(SessionPath(subject.session->id()), "/capacity")}};
    if (subject.session->has_join_address()) view["address_set"] = true;
  }
  view["form"] = FormView(desk, visit, subject, shown);
  const std::string& title = subject.workshop.title();
  view["form_heading"] =
      is_new ? Say("programme.session.form_new", {{"workshop", title}})
             : Say("programme.session.form_change", {{"workshop", title}});
  view["back_link"] =
      View{{"text", Say("programme.back")},
           {"href", is_new ? DeskWorkshopPath(subject.workshop.id())
                           : SessionPath(subject.session->id())}};
  const int code = AddProblems(shown, fields, view);
  return DeskPage(desk, visit, kFormPage, std::move(view), code);
}

std::optional<http::Parameters> WithOtherRows(const DeskVisit& visit) {
  const absl::string_view then = visit.form.Get("then");
  const int rows = MeetingRows(visit.form);
  if (then == "add_meeting") return WithMeetingRows(visit.form, rows + 1);
  if (then == "remove_meeting") return WithMeetingRows(visit.form, rows - 1);
  return std::nullopt;
}

absl::Status AddSessionRefusal(const Desk& desk, const SessionSubject& subject,
                               const absl::Status& status, EditedForm& shown) {
  const std::string reason = ReasonOf(status);
  if (reason == "FACILITATOR_BUSY") {
    shown.problem = BusyWords(desk, subject, status);
  }
  const std::optional<FieldError> refused = RefusedSessionField(status);
  if (refused.has_value()) {
    shown.errors.push_back(*refused);
    return absl::OkStatus();
  }
  shown.problem = PlanWordsFor(reason);
  return shown.problem.empty() ? status : absl::OkStatus();
}

json::array WhenLines(const Desk& desk, const Meetings& meetings) {
  json::array lines;
  for (const scheduling::Meeting& meeting : meetings) {
    lines.emplace_back(civil::RangeWords(ToTime(meeting.start_time()),
                                         ToTime(meeting.end_time()),
                                         desk.site->zone));
  }
  return lines;
}

namespace {

const scheduling::Delivery& DeliveryOf(const SessionSubject& subject,
                                       const scheduling::Session& session) {
  return session.has_delivery_override() ? session.delivery_override()
                                         : subject.workshop.delivery();
}

}  // namespace

bool IsOnline(const SessionSubject& subject,
              const scheduling::Session& session) {
  return DeliveryOf(subject, session).mode() == scheduling::Delivery::TEAMS;
}

std::string WhereWords(const SessionSubject& subject,
                       const scheduling::Session& session) {
  if (IsOnline(subject, session)) return Say("programme.where.online");
  const scheduling::Venue& venue = DeliveryOf(subject, session).venue();
  return absl::StrCat(venue.name(), ", ", venue.address());
}

std::string LeaderWords(
    const std::vector<scheduling::Facilitator>& facilitators,
    const google::protobuf::RepeatedField<int64_t>& ids) {
  std::vector<std::string> names;
  for (const int64_t id : ids) names.push_back(NameOf(facilitators, id));
  return names.empty() ? Say("programme.leader.nobody")
                       : absl::StrJoin(names, ", ");
}

}  // namespace cwp::web
