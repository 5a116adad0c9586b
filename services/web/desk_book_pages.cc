// Booking for somebody on the phone, or putting them on the waitlist.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/booking_outcome.h"
#include "services/web/booking_request.h"
#include "services/web/desk.h"
#include "services/web/desk_amend.h"
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

constexpr absl::string_view kPattern = "/desk/sessions/{id}/book";
// The button that was pressed, and what it says.
constexpr absl::string_view kThen = "then";
constexpr absl::string_view kWait = "wait";
// The form has the part about the waitlist.
constexpr char kWaitsField[] = "waits";
// As many as can be waited for at once.
constexpr size_t kMostDates = 10;

// What a call is about.
struct Call {
  scheduling::Session session;
  // With the dates that can be waited for.
  BookingRules rules;
  DeskSeats seats;

  bool full() const {
    const auto found = seats.counts.find(session.id());
    return found != seats.counts.end() && found->second.left() == 0;
  }
};

// What the form says, and what came of it.
struct Shown {
  Answers answers;
  std::vector<FieldError> errors;
  // Whether it has the part about the waitlist.
  bool waits = false;
  // Why nothing came of it.
  std::string problem;
  // Nobody knows whether anything did.
  bool unknown = false;
};

Awaited<Call> Begin(const Desk& desk, const DeskVisit& visit,
                    const http::Request& request) {
  Call call;
  CO_ASSIGN_OR_RETURN(call.session, co_await GetSession(desk, visit, request));
  CO_ASSIGN_OR_RETURN(
      const scheduling::Workshop workshop,
      co_await GetWorkshop(desk, visit, request, call.session.workshop_id()));
  call.rules = DeskRulesFor(desk, workshop);
  CO_ASSIGN_OR_RETURN(
      const std::vector<scheduling::Session> dates,
      co_await ListDates(desk, visit, request, call.session.workshop_id()));
  // The session of the call is among them, however many come before it.
  size_t kept_free = 1;
  for (const scheduling::Session& date : dates) {
    const bool own = date.id() == call.session.id();
    if (own) kept_free = 0;
    if (!own && call.rules.dates.size() + kept_free >= kMostDates) continue;
    call.rules.dates.push_back(
        {absl::StrCat(date.id()), RangeOf(date, desk.site->zone)});
  }
  std::vector<int64_t> ids = {call.session.id()};
  call.seats = co_await GetDeskSeats(desk, visit, request, std::move(ids));
  co_return call;
}

http::Response FormPage(const Desk& desk, const DeskVisit& visit,
                        const Call& call, Shown shown) {
  const std::string path = SessionPath(call.session.id());
  if (shown.waits && shown.answers.dates.empty()) {
    shown.answers.dates = {absl::StrCat(call.session.id())};
  }
  View view =
      DeskFields(desk, call.rules, shown.waits, shown.answers, shown.errors);
  view["session_title"] = call.session.workshop_title();
  view["session_begins"] = RangeOf(call.session, desk.site->zone);
  view["seats_words"] = Say("people.book.seats",
                            {{"places", PlacesWords(call.session, call.seats)},
                             {"state", StateWords(call.session)}});
  View form = DeskForm(desk, visit, absl::StrCat(path, "/book"));
  if (shown.waits) {
    view["offers_waitlist"] = true;
    form["hidden"].as_array().push_back(
        View{{"name", kWaitsField}, {"value", "yes"}});
  }
  view["form"] = std::move(form);
  view["back_link"] =
      View{{"text", Say("people.back_to_session")}, {"href", path}};
  if (!shown.problem.empty()) view["refused_because"] = shown.problem;
  if (shown.unknown) view["outcome_unknown"] = true;
  const int code = shown.unknown                          ? 503
                   : !shown.problem.empty()               ? 409
                   : shown.errors.empty() || visit.review ? 200
                                                          : 400;
  return DeskPage(desk, visit, "desk-book", std::move(view), code);
}

http::Answer ShowForm(const Desk& desk, const DeskVisit& visit,
                      http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Call call, co_await Begin(desk, visit, request));
  Shown shown = {.waits = call.full() || request.query().Has(kWait)};
  co_return FormPage(desk, visit, call, std::move(shown));
}

// Why nothing was booked, on the form as it was filled in. Without places, it
// offers the waitlist.
http::Answer AnswerFailure(const Desk& desk, const DeskVisit& visit,
                           const Call& call, Shown shown,
                           const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  shown.errors = FieldErrorsOf(status);
  if (!shown.errors.empty()) co_return FormPage(desk, visit, call, shown);
  shown.unknown = OutcomeOf(status) == Outcome::kUnknown;
  if (shown.unknown) co_return FormPage(desk, visit, call, shown);
  shown.problem = StaffWordsFor(reason);
  if (shown.problem.empty()) co_return status;
  if (reason == "NOT_ENOUGH_PLACES" || reason == "PLACES_HELD") {
    shown.waits = true;
    absl::StrAppend(&shown.problem, " ", Say("people.book.or_waitlist"));
  }
  co_return FormPage(desk, visit, call, std::move(shown));
}

http::Answer JoinWaitlist(const Desk& desk, const DeskVisit& visit,
                          const http::Request& request, Call call,
                          Shown shown) {
  call.rules.waits = true;
  v1::CreateWaitlistEntryRequest wanted =
      ToWaitlistRequest(shown.answers, call.rules, call.session.workshop_id(),
                        RequestIdOf(desk, visit));
  const absl::StatusOr<v1::WaitlistEntry> entry =
      co_await desk.registration->Call(&Calls::CreateWaitlistEntry,
                                       PhoneCaller(desk, visit, request),
                                       std::move(wanted));
  if (entry.ok()) {
    co_return http::Redirect(WaitingPath(entry->id()));
  }
  co_return co_await AnswerFailure(desk, visit, call, std::move(shown),
                                   entry.status());
}

http::Answer CreateBooking(const Desk& desk, const DeskVisit& visit,
                           const http::Request& request, Call call,
                           Shown shown) {
  v1::CreateBookingRequest wanted = ToRequest(
      shown.answers, call.rules, call.session.id(), RequestIdOf(desk, visit));
  const absl::StatusOr<v1::Booking> booking = co_await desk.registration->Call(
      &Calls::CreateBooking, PhoneCaller(desk, visit, request),
      std::move(wanted));
  if (booking.ok()) {
    co_return http::Redirect(
        absl::StrCat(BookingPath(booking->id()), "/booked",
                     booking->has_repeat_time() ? "?again=yes" : ""));
  }
  co_return co_await AnswerFailure(desk, visit, call, std::move(shown),
                                   booking.status());
}

Answers AnswersIn(const http::Parameters& form) {
  static const auto* const fields = new std::vector<absl::string_view>{
      "who_for",       "places",         "young_people", "age_band",
      "in_area",       "attendee_names", "contact_name", "contact_email",
      "contact_phone", "access_needs",   "access_other", "dates",
      "least_places"};
  Answers answers;
  ReadFields(form, *fields, answers);
  return answers;
}

// What is wrong with the answers, as far as can be said without registration.
std::vector<FieldError> Check(const Answers& answers,
                              const BookingRules& rules) {
  std::vector<FieldError> errors = CheckAnswers(answers, rules);
  if (!errors.empty()) return errors;
  const Unfit unfit = FindUnfit(answers, rules);
  if (unfit.too_young || unfit.too_old) {
    errors.push_back({"age_band", "not_eligible"});
  }
  if (unfit.out_of_area) errors.push_back({"in_area", "not_eligible"});
  return errors;
}

http::Answer Send(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(Call call, co_await Begin(desk, visit, request));
  const bool wait = visit.form.Get(kThen) == kWait;
  Shown shown = {.answers = AnswersIn(visit.form),
                 .waits = wait || visit.form.Has(kWaitsField)};
  if (visit.review) co_return FormPage(desk, visit, call, std::move(shown));
  BookingRules rules = call.rules;
  rules.waits = wait;
  shown.errors = Check(shown.answers, rules);
  if (!shown.errors.empty()) {
    co_return FormPage(desk, visit, call, std::move(shown));
  }
  if (wait) {
    co_return co_await JoinWaitlist(desk, visit, request, std::move(call),
                                    std::move(shown));
  }
  co_return co_await CreateBooking(desk, visit, request, std::move(call),
                                   std::move(shown));
}

// What came of it, to be read out. `again` says that there was a booking.
View ToReadOut(const v1::Booking& booking, bool again) {
  View view = {{"reference", booking.reference()},
               {"contact_name", booking.contact().name()},
               {"booking_href", BookingPath(booking.id())}};
  SetCount(view, "places", booking.places());
  if (booking.state() != v1::Booking::CONFIRMED) {
    view["not_booked"] = true;
    view["state_words"] = BookingStateWords(booking);
    return view;
  }
  view[again ? "had_booked" : "newly_booked"] = true;
  AddEmailLink(booking, view);
  if (booking.contact().email().empty()) {
    view["no_email"] = true;
  } else {
    view["contact_email"] = booking.contact().email();
  }
  return view;
}

http::Answer ShowBooked(const Desk& desk, const DeskVisit& visit,
                        http::Request& request) {
  CO_ASSIGN_OR_RETURN(const v1::Booking booking,
                      co_await GetBooking(desk, visit, request));
  CO_ASSIGN_OR_RETURN(
      const scheduling::Session session,
      co_await GetSession(desk, visit, request, booking.session_id()));
  View view = ToReadOut(booking, request.query().Has("again"));
  const std::string path = SessionPath(session.id());
  view["session_title"] = session.workshop_title();
  view["session_begins"] = RangeOf(session, desk.site->zone);
  view["book_href"] = absl::StrCat(path, "/book");
  view["back_link"] =
      View{{"text", Say("people.back_to_session")}, {"href", path}};
  co_return DeskPage(desk, visit, "desk-booked", std::move(view));
}

}  // namespace

std::vector<DeskRoute> DeskBookRoutes() {
  constexpr Permission kNeeded = Permission::kChangePeople;
  return {{.method = "GET",
           .pattern = std::string(kPattern),
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &ShowForm},
          {.method = "POST",
           .pattern = std::string(kPattern),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kBookingMade,
                                       AuditSubject::kSession),
           .handler = &Send,
           .has_form = true},
          {.method = "GET",
           .pattern = "/desk/bookings/{id}/booked",
           .permission = kNeeded,
           .audit = DeskAudit::Shows(AuditAct::kBookingViewed,
                                     AuditSubject::kBooking),
           .handler = &ShowBooked}};
}

}  // namespace cwp::web
