// An entry on the waitlist: what it waits for, its offer, and its end.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/booking_request.h"
#include "services/web/booking_steps.h"
#include "services/web/desk.h"
#include "services/web/desk_answers.h"
#include "services/web/desk_check.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_waiting.h"
#include "services/web/desk_waiting_entry.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;
template <class T>
using Awaited = http::asio::awaitable<absl::StatusOr<T>>;

constexpr absl::string_view kPattern = "/desk/waitlist/{id}";

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await FindWaiting(desk, visit, request));
  co_return co_await WaitingPage(desk, visit, request, waiting, "");
}

// Shows how things are now, and why what was asked was not done.
http::Answer AfterFailure(const Desk& desk, const DeskVisit& visit,
                          const http::Request& request, absl::Status status) {
  std::string words = StaffWordsFor(ReasonOf(status));
  if (words.empty()) co_return status;
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await FindWaiting(desk, visit, request));
  co_return co_await WaitingPage(desk, visit, request, waiting,
                                 std::move(words));
}

// Shows the offer that stands now, which was not the one that was answered.
http::Answer AnotherOffer(const Desk& desk, const DeskVisit& visit,
                          const http::Request& request,
                          const Waiting& waiting) {
  const DeskVisit anew = WithNewForm(visit);
  std::string words = Say("people.waiting.another_offer");
  co_return co_await WaitingPage(desk, anew, request, waiting,
                                 std::move(words));
}

http::Answer NoOffer(const Desk& desk, const DeskVisit& visit,
                     const http::Request& request, const Waiting& waiting) {
  std::string words = StaffWordsFor("OFFER_LAPSED");
  co_return co_await WaitingPage(desk, visit, request, waiting,
                                 std::move(words));
}

http::Response DeclineCheck(const Desk& desk, const DeskVisit& visit,
                            const Waiting& waiting) {
  Check check = {.heading = Say("people.waiting.decline.heading"),
                 .action = absl::StrCat(waiting.path(), "/decline"),
                 .button = Say("people.waiting.decline.button"),
                 .back_button = Say("people.waiting.decline.leave"),
                 .rows = {FactRow(Say("people.label.name"),
                                  waiting.entry.contact().name()),
                          FactRow(Say("people.label.offer"),
                                  OfferWords(waiting.entry, desk.site->zone))}};
  check.impact.emplace_back(Say("people.waiting.decline.next"));
  check.impact.emplace_back(Say("people.waiting.decline.others"));
  return CheckPage(desk, visit, check);
}

http::Answer Decline(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await FindWaiting(desk, visit, request));
  if (IsOfAnother(waiting, visit)) {
    co_return co_await AnotherOffer(desk, visit, request, waiting);
  }
  if (visit.form.Get("then") == "form") {
    co_return co_await WaitingPage(desk, visit, request, waiting, "");
  }
  if (!IsConfirmed(visit)) {
    if (waiting.has_offer()) co_return DeclineCheck(desk, visit, waiting);
    co_return co_await NoOffer(desk, visit, request, waiting);
  }
  v1::DeclineOfferRequest wanted;
  wanted.set_id(waiting.entry.id());
  wanted.set_offer_id(OfferIn(visit));
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<v1::WaitlistEntry> done =
      co_await desk.registration->Call(&Calls::DeclineOffer,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted));
  if (!done.ok()) {
    co_return co_await AfterFailure(desk, visit, request, done.status());
  }
  co_return http::Redirect(WaitingPath(done->id()));
}

// Says which offer would be given up, too.
http::Response RemovePage(const Desk& desk, const DeskVisit& visit,
                          const Waiting& waiting, const std::string& problem) {
  View view = {{"contact_name", waiting.entry.contact().name()},
               {"form", WaitingForm(desk, visit, waiting, "/remove")},
               {"back_link",
                View{{"text", Say("people.back")}, {"href", waiting.path()}}}};
  if (waiting.has_offer()) {
    view["offer_words"] = OfferWords(waiting.entry, desk.site->zone);
  }
  if (!problem.empty()) view["refused_because"] = problem;
  return DeskPage(desk, visit, "desk-waiting-remove", std::move(view),
                  problem.empty() ? 200 : 409);
}

http::Answer AskToRemove(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await FindWaiting(desk, visit, request));
  co_return RemovePage(desk, visit, waiting, "");
}

http::Answer Remove(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await FindWaiting(desk, visit, request));
  if (IsOfAnother(waiting, visit)) {
    co_return RemovePage(desk, WithNewForm(visit), waiting,
                         Say("people.waiting.offer_since"));
  }
  v1::LeaveWaitlistRequest wanted;
  wanted.set_id(waiting.entry.id());
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<v1::WaitlistEntry> done =
      co_await desk.registration->Call(&Calls::LeaveWaitlist,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted));
  if (!done.ok()) {
    co_return co_await AfterFailure(desk, visit, request, done.status());
  }
  co_return http::Redirect(absl::StrCat(waiting.list_path(), "?done=left"));
}

// Who comes, when an offer is taken for somebody.

Awaited<BookingRules> RulesOf(const Desk& desk, const DeskVisit& visit,
                              const http::Request& request,
                              const Waiting& waiting) {
  CO_ASSIGN_OR_RETURN(
      const scheduling::Workshop workshop,
      co_await GetWorkshop(desk, visit, request, waiting.workshop_id));
  BookingRules rules = DeskRulesFor(desk, workshop);
  rules.ask_area = false;
  rules.max_places = waiting.entry.offer().places();
  co_return rules;
}

http::Response AcceptPage(const Desk& desk, const DeskVisit& visit,
                          const Waiting& waiting, const BookingRules& rules,
                          const Answers& answers,
                          const std::vector<FieldError>& errors,
                          const std::string& problem = "") {
  View view = DeskFields(desk, rules, /*waits=*/false, answers, errors);
  view["contact_name"] = waiting.entry.contact().name();
  view["offer_words"] = OfferWords(waiting.entry, desk.site->zone);
  view["form"] = WaitingForm(desk, visit, waiting, "/accept");
  view["back_link"] =
      View{{"text", Say("people.back")}, {"href", waiting.path()}};
  if (!problem.empty()) view["refused_because"] = problem;
  return DeskPage(desk, visit, "desk-waiting-accept", std::move(view),
                  FormCode(!errors.empty(), !problem.empty()));
}

http::Answer AskWhoComes(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await FindWaiting(desk, visit, request));
  if (!waiting.has_offer()) {
    co_return co_await NoOffer(desk, visit, request, waiting);
  }
  CO_ASSIGN_OR_RETURN(const BookingRules rules,
                      co_await RulesOf(desk, visit, request, waiting));
  Answers answers;
  answers.places = absl::StrCat(waiting.entry.offer().places());
  if (waiting.entry.professionals()) answers.who_for = "professional";
  co_return AcceptPage(desk, visit, waiting, rules, answers, {});
}

http::Answer Accept(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await FindWaiting(desk, visit, request));
  // A form that is sent again has taken the offer already.
  const bool again = waiting.entry.state() == v1::WaitlistEntry::BOOKED;
  if (!waiting.has_offer() && !again) {
    co_return co_await NoOffer(desk, visit, request, waiting);
  }
  CO_ASSIGN_OR_RETURN(const BookingRules rules,
                      co_await RulesOf(desk, visit, request, waiting));
  Answers answers;
  ReadFields(visit.form, WhoComesFields(), answers);
  std::vector<FieldError> errors;
  if (IsOfAnother(waiting, visit)) {
    co_return AcceptPage(desk, WithNewForm(visit), waiting, rules, answers,
                         errors, Say("people.waiting.another_offer"));
  }
  if (!visit.review) errors = CheckWhoComes(answers, rules);
  if (visit.review || !errors.empty()) {
    co_return AcceptPage(desk, visit, waiting, rules, answers, errors);
  }
  v1::AcceptOfferRequest wanted;
  wanted.set_id(waiting.entry.id());
  wanted.set_offer_id(OfferIn(visit));
  *wanted.mutable_attendees() = AttendeesOf(answers, rules);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<v1::Booking> booked = co_await desk.registration->Call(
      &Calls::AcceptOffer, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (booked.ok()) {
    co_return http::Redirect(
        absl::StrCat(BookingPath(booked->id()), "/booked"));
  }
  errors = FieldErrorsOf(booked.status());
  if (!errors.empty()) {
    co_return AcceptPage(desk, visit, waiting, rules, answers, errors);
  }
  co_return co_await AfterFailure(desk, visit, request, booked.status());
}

}  // namespace

std::vector<DeskRoute> DeskWaitingRoutes() {
  constexpr AuditSubject kEntry = AuditSubject::kWaitlistEntry;
  const DeskAudit shows =
      DeskAudit::Shows(AuditAct::kWaitlistEntryViewed, kEntry);
  const auto route = [](std::string method, absl::string_view step,
                        DeskAudit audit, DeskHandler handler,
                        bool has_form = false) {
    return DeskRoute{.method = std::move(method),
                     .pattern = absl::StrCat(kPattern, step),
                     .permission = Permission::kChangePeople,
                     .audit = std::move(audit),
                     .handler = std::move(handler),
                     .has_form = has_form};
  };
  return {route("GET", "", shows, &Show),
          route("GET", "/accept", shows, &AskWhoComes),
          route("POST", "/accept",
                DeskAudit::Changes(AuditAct::kOfferAccepted, kEntry), &Accept,
                /*has_form=*/true),
          route("POST", "/decline",
                DeskAudit::Changes(AuditAct::kOfferDeclined, kEntry)
                    .OnceHas("confirmed")
                    .AfterShowing(AuditAct::kWaitlistEntryViewed),
                &Decline),
          route("GET", "/remove", shows, &AskToRemove),
          route("POST", "/remove",
                DeskAudit::Changes(AuditAct::kWaitlistLeft, kEntry), &Remove)};
}

}  // namespace cwp::web
