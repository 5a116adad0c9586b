// A booking is changed for its contact: who comes, and the date.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/booking_request.h"
#include "services/web/booking_steps.h"
#include "services/web/desk.h"
#include "services/web/desk_answers.h"
#include "services/web/desk_people.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;
template <class T>
using Awaited = http::asio::awaitable<absl::StatusOr<T>>;

constexpr absl::string_view kAttendees = "/desk/bookings/{id}/attendees";
constexpr absl::string_view kDetails = "/desk/bookings/{id}/details";
constexpr absl::string_view kMove = "/desk/bookings/{id}/move";
constexpr char kEtag[] = "etag";

// A booking, and what it is for.
struct Amended {
  v1::Booking booking;
  scheduling::Session session;
  BookingRules rules;

  std::string path() const { return BookingPath(booking.id()); }
};

Awaited<Amended> Begin(const Desk& desk, const DeskVisit& visit,
                       const http::Request& request) {
  Amended amended;
  CO_ASSIGN_OR_RETURN(amended.booking,
                      co_await GetBooking(desk, visit, request));
  CO_ASSIGN_OR_RETURN(
      amended.session,
      co_await GetSession(desk, visit, request, amended.booking.session_id()));
  CO_ASSIGN_OR_RETURN(const scheduling::Workshop workshop,
                      co_await GetWorkshop(desk, visit, request,
                                           amended.session.workshop_id()));
  amended.rules = DeskRulesFor(desk, workshop);
  amended.rules.ask_area = false;
  co_return amended;
}

// Why what was asked was not done; the form is to be sent anew then.
struct Problem {
  std::string words;
  // Somebody else has changed the booking: it is shown as it is now, and what
  // was typed beside it.
  bool changed = false;
};

// A form of the booking as it was first read. One that is shown again because
// the booking has changed is another one: what was sent before stays done.
View FormOf(const Desk& desk, const DeskVisit& visit, const Amended& amended,
            absl::string_view step, const Problem& problem) {
  DeskVisit anew;
  anew.session = visit.session;
  View form = DeskForm(desk, problem.changed ? anew : visit,
                       absl::StrCat(amended.path(), step));
  std::string etag(visit.form.Get(kEtag));
  if (problem.changed || etag.empty()) etag = amended.booking.etag();
  form["hidden"].as_array().push_back(
      View{{"name", kEtag}, {"value", std::move(etag)}});
  return form;
}

// What all pages here show.
View Shown(const Desk& desk, const Amended& amended, const Problem& problem) {
  View view = {{"contact_name", amended.booking.contact().name()},
               {"session_title", amended.session.workshop_title()},
               {"session_begins", RangeOf(amended.session, desk.site->zone)},
               {"back_link",
                View{{"text", Say("people.back")}, {"href", amended.path()}}}};
  if (!problem.words.empty()) view["refused_because"] = problem.words;
  if (problem.changed) {
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

// What to tell of a refusal. Reads the booking again when it has changed.
Awaited<Problem> ProblemOf(const Desk& desk, const DeskVisit& visit,
                           const http::Request& request, absl::Status refused,
                           Amended& amended) {
  const std::string reason = ReasonOf(refused);
  Problem problem = {.words = StaffWordsFor(reason),
                     .changed = reason == "ETAG_MISMATCH"};
  if (problem.words.empty()) co_return refused;
  if (problem.changed) {
    CO_ASSIGN_OR_RETURN(amended, co_await Begin(desk, visit, request));
  }
  co_return problem;
}

// Who comes.

Answers AnswersOf(const v1::Booking& booking) {
  Answers answers = ToAnswers(booking);
  std::string names;
  for (const v1::Attendee& attendee : booking.attendees()) {
    if (!attendee.name().empty())
      absl::StrAppend(&names, attendee.name(), "\n");
    if (!attendee.has_age_band()) continue;
    answers.age_band = BandName({.min = attendee.age_band().min_years(),
                                 .max = attendee.age_band().max_years()});
  }
  answers.attendee_names = std::move(names);
  return answers;
}

// Which form of a booking: the end of its path, and its page.
struct Question {
  absl::string_view step;
  absl::string_view page;
};
constexpr Question kWhoComes = {"/attendees", "desk-booking-attendees"};
constexpr Question kWhatIsSaid = {"/details", "desk-booking-details"};

http::Response AnswersPage(const Desk& desk, const DeskVisit& visit,
                           const Amended& amended, const Question& question,
                           const Answers& answers,
                           const std::vector<FieldError>& errors,
                           const Problem& problem) {
  View view = Shown(desk, amended, problem);
  Overlay(view,
          DeskFields(desk, amended.rules, /*waits=*/false, answers, errors));
  if (amended.booking.contact().email().empty()) {
    view["fields"].as_object()["contact_phone"] = false;
    view["phone_stays"] = true;
  }
  view["form"] = FormOf(desk, visit, amended, question.step, problem);
  return DeskPage(desk, visit, question.page, std::move(view),
                  FormCode(!errors.empty(), !problem.words.empty()));
}

// Back to the booking, or to the form with the words why not.
http::Answer Answered(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request, Amended amended,
                      const Question& question, const Answers& answers,
                      absl::StatusOr<v1::Booking> done) {
  if (done.ok()) co_return http::Redirect(BookingPath(done->id()));
  const std::vector<FieldError> errors = FieldErrorsOf(done.status());
  Problem problem;
  if (errors.empty()) {
    CO_ASSIGN_OR_RETURN(problem, co_await ProblemOf(desk, visit, request,
                                                    done.status(), amended));
  }
  co_return AnswersPage(desk, visit, amended, question, answers, errors,
                        problem);
}

http::Answer AskWhoComes(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Amended amended,
                      co_await Begin(desk, visit, request));
  co_return AnswersPage(desk, visit, amended, kWhoComes,
                        AnswersOf(amended.booking), {}, {});
}

http::Answer ChangeWhoComes(const Desk& desk, const DeskVisit& visit,
                            http::Request& request) {
  CO_ASSIGN_OR_RETURN(Amended amended, co_await Begin(desk, visit, request));
  Answers answers;
  ReadFields(visit.form, WhoComesFields(), answers);
  std::vector<FieldError> errors;
  if (!visit.review) errors = CheckWhoComes(answers, amended.rules);
  if (visit.review || !errors.empty()) {
    co_return AnswersPage(desk, visit, amended, kWhoComes, answers, errors, {});
  }
  v1::ChangeAttendeesRequest wanted;
  wanted.set_id(amended.booking.id());
  wanted.set_request_id(RequestIdOf(desk, visit));
  wanted.set_etag(std::string(visit.form.Get(kEtag)));
  *wanted.mutable_attendees() = AttendeesOf(answers, amended.rules);
  absl::StatusOr<v1::Booking> done = co_await desk.registration->Call(
      &Calls::ChangeAttendees, StaffCaller(desk, visit, request),
      std::move(wanted));
  co_return co_await Answered(desk, visit, request, std::move(amended),
                              kWhoComes, answers, std::move(done));
}

// What it says of its contact.

http::Answer AskDetails(const Desk& desk, const DeskVisit& visit,
                        http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Amended amended,
                      co_await Begin(desk, visit, request));
  co_return AnswersPage(desk, visit, amended, kWhatIsSaid,
                        ToAnswers(amended.booking), {}, {});
}

http::Answer ChangeDetails(const Desk& desk, const DeskVisit& visit,
                           http::Request& request) {
  CO_ASSIGN_OR_RETURN(Amended amended, co_await Begin(desk, visit, request));
  Answers answers = ToAnswers(amended.booking);
  const std::string phone = answers.contact_phone;
  ReadFields(visit.form, DetailsFields(), answers);
  if (answers.contact_email.empty()) answers.contact_phone = phone;
  std::vector<FieldError> errors;
  if (!visit.review) errors = CheckDetails(answers, amended.rules);
  if (visit.review || !errors.empty()) {
    co_return AnswersPage(desk, visit, amended, kWhatIsSaid, answers, errors,
                          {});
  }
  v1::ChangeDetailsRequest wanted = ToDetails(answers, amended.booking);
  wanted.set_request_id(RequestIdOf(desk, visit));
  wanted.set_etag(std::string(visit.form.Get(kEtag)));
  absl::StatusOr<v1::Booking> done = co_await desk.registration->Call(
      &Calls::ChangeDetails, StaffCaller(desk, visit, request),
      std::move(wanted));
  co_return co_await Answered(desk, visit, request, std::move(amended),
                              kWhatIsSaid, answers, std::move(done));
}

// The date.

// The other dates that are open, each with how many places it has left.
Awaited<json::array> OtherDates(const Desk& desk, const DeskVisit& visit,
                                const http::Request& request,
                                const Amended& amended, std::string chosen) {
  CO_ASSIGN_OR_RETURN(
      const std::vector<scheduling::Session> dates,
      co_await ListDates(desk, visit, request, amended.session.workshop_id()));
  std::vector<int64_t> ids = IdsOf(dates);
  const DeskSeats seats =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  json::array items;
  for (const scheduling::Session& date : dates) {
    const bool open =
        date.state() == scheduling::Session::OPEN && !date.has_pending_change();
    if (!open || date.id() == amended.session.id()) continue;
    std::string item_id = "to_session";
    if (!items.empty()) absl::StrAppend(&item_id, "-", items.size() + 1);
    const std::string value = absl::StrCat(date.id());
    View item = {{"item_id", item_id},
                 {"value", value},
                 {"text", RangeOf(date, desk.site->zone)},
                 {"item_hint", PlacesWords(date, seats)}};
    const auto count = seats.counts.find(date.id());
    if (count != seats.counts.end() &&
        count->second.left() < amended.booking.places()) {
      item["item_hint"] = Say("people.amend.too_few_places",
                              {{"places", PlacesWords(date, seats)}});
    }
    if (value == chosen) item["checked"] = true;
    items.push_back(std::move(item));
  }
  co_return items;
}

http::Answer MovePage(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request, const Amended& amended,
                      bool lacking, Problem problem) {
  std::string chosen(visit.form.Get("to_session"));
  CO_ASSIGN_OR_RETURN(
      json::array items,
      co_await OtherDates(desk, visit, request, amended, std::move(chosen)));
  View view = Shown(desk, amended, problem);
  if (items.empty()) {
    view["no_other_dates"] = true;
  } else {
    View dates = {{"items", std::move(items)}};
    if (lacking) {
      const std::string& words = Say("people.amend.select_date");
      dates["error"] = words;
      view["error_summary"] =
          View{{"items",
                json::array{View{{"href", "#to_session"}, {"text", words}}}}};
    }
    view["to_session"] = std::move(dates);
    view["form"] = FormOf(desk, visit, amended, "/move", problem);
  }
  co_return DeskPage(desk, visit, "desk-booking-move", std::move(view),
                     FormCode(lacking, !problem.words.empty()));
}

http::Answer AskWhen(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Amended amended,
                      co_await Begin(desk, visit, request));
  Problem none;
  co_return co_await MovePage(desk, visit, request, amended, false,
                              std::move(none));
}

http::Answer Move(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(Amended amended, co_await Begin(desk, visit, request));
  Problem problem;
  int64_t to_session = 0;
  const bool chosen =
      absl::SimpleAtoi(visit.form.Get("to_session"), &to_session) &&
      to_session > 0;
  if (visit.review || !chosen) {
    const bool lacking = !visit.review;
    co_return co_await MovePage(desk, visit, request, amended, lacking,
                                std::move(problem));
  }
  v1::MoveBookingRequest wanted;
  wanted.set_id(amended.booking.id());
  wanted.set_to_session_id(to_session);
  wanted.set_request_id(RequestIdOf(desk, visit));
  wanted.set_etag(std::string(visit.form.Get(kEtag)));
  const absl::StatusOr<v1::Booking> done = co_await desk.registration->Call(
      &Calls::MoveBooking, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (done.ok()) co_return http::Redirect(BookingPath(done->id()));
  CO_ASSIGN_OR_RETURN(problem, co_await ProblemOf(desk, visit, request,
                                                  done.status(), amended));
  if (!problem.changed) {
    absl::StrAppend(&problem.words, " ", Say("people.amend.stays"));
  }
  co_return co_await MovePage(desk, visit, request, amended, false,
                              std::move(problem));
}

}  // namespace

std::vector<DeskRoute> DeskAmendRoutes() {
  constexpr Permission kNeeded = Permission::kChangePeople;
  return {
      {.method = "GET",
       .pattern = std::string(kAttendees),
       .permission = kNeeded,
       .audit =
           DeskAudit::Shows(AuditAct::kBookingViewed, AuditSubject::kBooking),
       .handler = &AskWhoComes},
      {.method = "POST",
       .pattern = std::string(kAttendees),
       .permission = kNeeded,
       .audit = DeskAudit::Changes(AuditAct::kBookingChanged,
                                   AuditSubject::kBooking),
       .handler = &ChangeWhoComes,
       .has_form = true},
      {.method = "GET",
       .pattern = std::string(kDetails),
       .permission = kNeeded,
       .audit =
           DeskAudit::Shows(AuditAct::kBookingViewed, AuditSubject::kBooking),
       .handler = &AskDetails},
      {.method = "POST",
       .pattern = std::string(kDetails),
       .permission = kNeeded,
       .audit = DeskAudit::Changes(AuditAct::kBookingChanged,
                                   AuditSubject::kBooking),
       .handler = &ChangeDetails,
       .has_form = true},
      {.method = "GET",
       .pattern = std::string(kMove),
       .permission = kNeeded,
       .audit =
           DeskAudit::Shows(AuditAct::kBookingViewed, AuditSubject::kBooking),
       .handler = &AskWhen},
      {.method = "POST",
       .pattern = std::string(kMove),
       .permission = kNeeded,
       .audit =
           DeskAudit::Changes(AuditAct::kBookingMoved, AuditSubject::kBooking),
       .handler = &Move,
       .has_form = true}};
}

}  // namespace cwp::web
