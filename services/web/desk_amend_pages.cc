// A booking is changed for its contact: who comes, and what it says of them.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/booking_request.h"
#include "services/web/booking_steps.h"
#include "services/web/desk.h"
#include "services/web/desk_amend.h"
#include "services/web/desk_answers.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;

constexpr absl::string_view kAttendees = "/desk/bookings/{id}/attendees";
constexpr absl::string_view kDetails = "/desk/bookings/{id}/details";
constexpr char kEtag[] = "etag";

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
constexpr Question kWhatIsSaid = {kDetailsStep, "desk-booking-details"};

http::Response AnswersPage(const Desk& desk, const DeskVisit& visit,
                           const Amended& amended, const Question& question,
                           const Answers& answers,
                           const std::vector<FieldError>& errors,
                           const AmendProblem& problem) {
  View view = AmendView(desk, amended, problem);
  Overlay(view,
          DeskFields(desk, amended.rules, /*waits=*/false, answers, errors));
  const EditedForm edited = {
      .errors = errors, .changes = problem.changes, .problem = problem.words};
  const View fields = view.at("fields").as_object();
  const int code = AddProblems(edited, fields, view);
  if (amended.booking.contact().email().empty()) {
    view["fields"].as_object()["contact_phone"] = false;
    view["phone_stays"] = true;
  }
  AddEmailLink(amended.booking, view);
  view["form"] = AmendForm(desk, visit, amended, question.step, problem);
  return DeskPage(desk, visit, question.page, std::move(view), code);
}

// Back to the booking, or to the form with the words why not.
http::Answer Answered(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request, Amended amended,
                      const Question& question, const Answers& answers,
                      absl::StatusOr<v1::Booking> done) {
  if (done.ok()) co_return http::Redirect(BookingPath(done->id()));
  const std::vector<FieldError> errors = FieldErrorsOf(done.status());
  AmendProblem problem;
  if (errors.empty()) {
    CO_ASSIGN_OR_RETURN(
        problem,
        co_await WhyNotAmended(desk, visit, request, done.status(), amended));
  }
  co_return AnswersPage(desk, visit, amended, question, answers, errors,
                        problem);
}

http::Answer AskWhoComes(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Amended amended,
                      co_await BeginAmending(desk, visit, request));
  co_return AnswersPage(desk, visit, amended, kWhoComes,
                        AnswersOf(amended.booking), {}, {});
}

http::Answer ChangeWhoComes(const Desk& desk, const DeskVisit& visit,
                            http::Request& request) {
  CO_ASSIGN_OR_RETURN(Amended amended,
                      co_await BeginAmending(desk, visit, request));
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
                      co_await BeginAmending(desk, visit, request));
  co_return AnswersPage(desk, visit, amended, kWhatIsSaid,
                        ToAnswers(amended.booking), {}, {});
}

// What somebody else changed meanwhile, brought together with what was typed:
// nobody takes a need away that they have not seen.
http::Answer DetailsTogether(const Desk& desk, const DeskVisit& visit,
                             const http::Request& request, Answers answers,
                             absl::Status refused) {
  Amended amended;
  CO_ASSIGN_OR_RETURN(AmendProblem problem,
                      co_await WhyNotAmended(desk, visit, request,
                                             std::move(refused), amended));
  EditedForm together = MergedForm(DetailsFields(), DetailsOf(amended.booking),
                                   amended.booking.etag(), visit.form);
  ReadFields(together.form, DetailsFields(), answers);
  problem.changes = std::move(together.changes);
  if (!problem.changes.empty()) problem.words.clear();
  const std::vector<FieldError> none;
  co_return AnswersPage(desk, visit, amended, kWhatIsSaid, answers, none,
                        problem);
}

http::Answer ChangeDetails(const Desk& desk, const DeskVisit& visit,
                           http::Request& request) {
  CO_ASSIGN_OR_RETURN(Amended amended,
                      co_await BeginAmending(desk, visit, request));
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
  if (ReasonOf(done.status()) == "ETAG_MISMATCH") {
    co_return co_await DetailsTogether(desk, visit, request, std::move(answers),
                                       done.status());
  }
  co_return co_await Answered(desk, visit, request, std::move(amended),
                              kWhatIsSaid, answers, std::move(done));
}

}  // namespace

std::vector<DeskRoute> DeskAmendRoutes() {
  constexpr Permission kNeeded = Permission::kChangePeople;
  return {{.method = "GET",
           .pattern = std::string(kAttendees),
           .permission = kNeeded,
           .audit = DeskAudit::Shows(AuditAct::kBookingViewed,
                                     AuditSubject::kBooking),
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
           .audit = DeskAudit::Shows(AuditAct::kBookingViewed,
                                     AuditSubject::kBooking),
           .handler = &AskDetails},
          {.method = "POST",
           .pattern = std::string(kDetails),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kBookingChanged,
                                       AuditSubject::kBooking),
           .handler = &ChangeDetails,
           .has_form = true}};
}

}  // namespace cwp::web
