// A booking is given another e-mail address, or its first: the places stay,
// and the links that went out before do not.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/booking_form.h"
#include "services/web/desk.h"
#include "services/web/desk_amend.h"
#include "services/web/desk_answers.h"
#include "services/web/desk_audit.h"
#include "services/web/desk_check.h"
#include "services/web/desk_form.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"
#include "services/web/typed_email.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;

constexpr absl::string_view kEmail = "/desk/bookings/{id}/email";
constexpr char kField[] = "contact_email";

http::Response FormPage(const Desk& desk, const DeskVisit& visit,
                        const Amended& amended,
                        const std::vector<FieldError>& errors,
                        const AmendProblem& problem) {
  View view = AmendView(desk, amended, problem);
  const View filled = FilledFields(
      desk.site->renderer->Fixed("desk-booking-email"), visit.form, errors);
  for (const auto& part : filled) view[part.key()] = part.value();
  const std::string& email = amended.booking.contact().email();
  if (!email.empty()) view["contact_email"] = email;
  view["form"] = AmendForm(desk, visit, amended, kEmailStep, problem);
  return DeskPage(desk, visit, "desk-booking-email", std::move(view),
                  FormCode(!errors.empty(), !problem.words.empty()));
}

std::vector<FieldError> CheckEmail(const std::string& email,
                                   const v1::Booking& booking) {
  std::string reason = EmailError(email);
  // Letters of another size are the same address.
  if (absl::EqualsIgnoreCase(email, booking.contact().email())) reason = "same";
  if (reason.empty()) return {};
  return {{kField, std::move(reason)}};
}

// Whom mail goes to from now on, and what becomes of what went out.
http::Response AskOnceMore(const Desk& desk, const DeskVisit& visit,
                           const Amended& amended, const std::string& email) {
  const v1::Contact& contact = amended.booking.contact();
  Check check = {
      .heading = Say("people.email.right"),
      .action = absl::StrCat(amended.path(), kEmailStep),
      .button = Say("people.email.yes"),
      .rows = {FactRow(Say("people.label.name"), contact.name()),
               FactRow(Say("people.email.until_now"), contact.email()),
               FactRow(Say("people.email.new"), email)},
      .impact = {Say("people.email.goes_out", {{"email", email}})},
      .hidden = {{kField, email}}};
  if (!contact.email().empty()) {
    for (const char* lost :
         {"people.email.old_links", "people.email.others_stay"}) {
      check.impact.emplace_back(Say(lost, {{"email", contact.email()}}));
    }
  }
  check.impact.emplace_back(Say("people.email.places_stay"));
  return CheckPage(desk, visit, check);
}

http::Answer Ask(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Amended amended,
                      co_await BeginAmending(desk, visit, request));
  co_return FormPage(desk, visit, amended, {}, {});
}

// Back to the form with the words why not.
http::Answer Refused(const Desk& desk, const DeskVisit& visit,
                     const http::Request& request, Amended amended,
                     absl::Status refused) {
  const std::vector<FieldError> errors = FieldErrorsOf(refused);
  AmendProblem problem;
  if (ReasonOf(refused) == "CONTACT_ALREADY_BOOKED") {
    problem.words = Say("people.email.has_booked");
  } else if (errors.empty()) {
    CO_ASSIGN_OR_RETURN(problem,
                        co_await WhyNotAmended(desk, visit, request,
                                               std::move(refused), amended));
  }
  co_return FormPage(desk, visit, amended, errors, problem);
}

http::Answer Change(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(Amended amended,
                      co_await BeginAmending(desk, visit, request));
  const std::vector<FieldError> none;
  if (visit.review || LeadsBack(visit.form)) {
    co_return FormPage(desk, visit, amended, none, {});
  }
  const std::string email = EmailIn(visit.form.Get(kField));
  // What was confirmed before may have been done, and is answered as it was.
  if (!IsConfirmed(visit)) {
    const std::vector<FieldError> errors = CheckEmail(email, amended.booking);
    if (errors.empty()) co_return AskOnceMore(desk, visit, amended, email);
    co_return FormPage(desk, visit, amended, errors, {});
  }
  v1::CorrectEmailRequest wanted;
  wanted.set_id(amended.booking.id());
  wanted.mutable_booking()->mutable_contact()->set_email(email);
  wanted.set_request_id(RequestIdOf(desk, visit));
  wanted.set_etag(std::string(visit.form.Get("etag")));
  const absl::StatusOr<v1::Booking> done = co_await desk.registration->Call(
      &Calls::CorrectEmail, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (done.ok()) {
    co_return http::Redirect(absl::StrCat(amended.path(), "?done=email"));
  }
  co_return co_await Refused(desk, visit, request, std::move(amended),
                             done.status());
}

}  // namespace

std::vector<DeskRoute> DeskEmailRoutes() {
  constexpr Permission kNeeded = Permission::kChangePeople;
  return {{.method = "GET",
           .pattern = std::string(kEmail),
           .permission = kNeeded,
           .audit = DeskAudit::Shows(AuditAct::kBookingViewed,
                                     AuditSubject::kBooking),
           .handler = &Ask},
          {.method = "POST",
           .pattern = std::string(kEmail),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kEmailCorrected,
                                       AuditSubject::kBooking)
                        .OnceHas("confirmed")
                        .AfterShowing(AuditAct::kBookingViewed),
           .handler = &Change,
           .has_form = true}};
}

}  // namespace cwp::web
