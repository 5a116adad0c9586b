#include "services/web/desk_amend.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/booking_request.h"
#include "services/web/desk_answers.h"
#include "services/web/desk_people.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

template <class T>
using Awaited = boost::asio::awaitable<absl::StatusOr<T>>;

}  // namespace

std::string Amended::path() const { return BookingPath(booking.id()); }

Awaited<Amended> BeginAmending(const Desk& desk, const DeskVisit& visit,
                               const http::Request& request) {
  Amended amended;
  CO_ASSIGN_OR_RETURN(amended.booking,
                      co_await GetBooking(desk, visit, request));
  CO_ASSIGN_OR_RETURN(
      amended.session,
      co_await GetSession(desk, visit, request, amended.booking.session_id()));
  CO_ASSIGN_OR_RETURN(const scheduling::v1::Workshop workshop,
                      co_await GetWorkshop(desk, visit, request,
                                           amended.session.workshop_id()));
  amended.rules = DeskRulesFor(desk, workshop);
  amended.rules.ask_area = false;
  co_return amended;
}

http::Parameters DetailsOf(const v1::Booking& booking) {
  const Answers now = ToAnswers(booking);
  http::Parameters form;
  form.Add("contact_name", now.contact_name);
  // Without an address the number stays, and is no field.
  if (!now.contact_email.empty()) form.Add("contact_phone", now.contact_phone);
  for (const std::string& need : now.access_needs) {
    form.Add("access_needs", need);
  }
  form.Add("access_other", now.access_other);
  for (const std::string& value : now.name_workshop) {
    form.Add("name_workshop", value);
  }
  return form;
}

void AddEmailLink(const v1::Booking& booking, View& view) {
  view["email_href"] = absl::StrCat(BookingPath(booking.id()), kEmailStep);
  view["email_words"] =
      Say(booking.contact().email().empty() ? "people.email.add"
                                            : "people.email.put_right");
}

View AmendForm(const Desk& desk, const DeskVisit& visit, const Amended& amended,
               absl::string_view step, const AmendProblem& problem) {
  DeskVisit anew;
  anew.session = visit.session;
  View form = DeskForm(desk, problem.changed ? anew : visit,
                       absl::StrCat(amended.path(), step));
  std::string etag(visit.form.Get("etag"));
  if (problem.changed || etag.empty()) etag = amended.booking.etag();
  EditedForm version = {.etag = std::move(etag)};
  if (step == kDetailsStep) {
    version.seen = std::string(visit.form.Get("seen"));
    if (problem.changed || version.seen.empty()) {
      version.seen = SeenText(DetailsOf(amended.booking));
    }
  }
  AddVersion(version, form);
  return form;
}

View AmendView(const Desk& desk, const Amended& amended,
               const AmendProblem& problem) {
  View view = {{"contact_name", amended.booking.contact().name()},
               {"session_title", amended.session.workshop_title()},
               {"session_begins", RangeOf(amended.session, desk.site->zone)},
               {"back_link",
                View{{"text", Say("people.back")}, {"href", amended.path()}}}};
  if (!problem.words.empty()) view["refused_because"] = problem.words;
  if (problem.changed && problem.changes.empty()) {
    view["as_it_is"] = View{
        {"rows", json::array{FactRow(Say("people.label.when"),
                                     RangeOf(amended.session, desk.site->zone)),
                             FactRow(Say("people.label.who_comes"),
                                     RolesWords(amended.booking)),
                             FactRow(Say("people.label.age"),
                                     AgesWords(amended.booking)),
                             FactRow(Say("people.label.places"),
                                     absl::StrCat(amended.booking.places())),
                             FactRow(Say("people.label.state"),
                                     BookingStateWords(amended.booking))}}};
  }
  return view;
}

Awaited<AmendProblem> WhyNotAmended(const Desk& desk, const DeskVisit& visit,
                                    const http::Request& request,
                                    absl::Status refused, Amended& amended) {
  const std::string reason = ReasonOf(refused);
  AmendProblem problem = {.words = StaffWordsFor(reason),
                          .changed = reason == "ETAG_MISMATCH"};
  if (problem.words.empty()) co_return refused;
  if (problem.changed) {
    CO_ASSIGN_OR_RETURN(amended, co_await BeginAmending(desk, visit, request));
  }
  co_return problem;
}

}  // namespace cwp::web
