#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/random.h"
#include "common/http/co_status_macros.h"
#include "common/http/form.h"
#include "services/web/booking_outcome.h"
#include "services/web/booking_post.h"
#include "services/web/booking_request.h"
#include "services/web/booking_steps.h"
#include "services/web/booking_views.h"
#include "services/web/client_limits.h"
#include "services/web/form_dates.h"
#include "services/web/kept_places.h"
#include "services/web/line_cookie.h"
#include "services/web/line_pages.h"
#include "services/web/made_booking.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/sealed_form.h"
#include "services/web/views.h"
#include "services/web/waiting_pages.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// A field that nobody sees.
constexpr absl::string_view kTrapField = "website";

http::Answer ShowForm(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Visit visit, co_await Begin(site, request));
  FormState form = {.session_id = visit.session_id(),
                    .workshop_id = visit.workshop_id(),
                    .form_id = crypto::RandomToken()};
  if (visit.waits()) {
    const absl::string_view date = request.query().Get("date");
    if (!date.empty()) form.answers.dates.emplace_back(date);
  } else if (const Refusal refusal = RefusalFor(visit.standing());
             refusal.flag != nullptr) {
    co_return RefusedPage(site, request, visit, refusal, nullptr);
  }
  co_return StepPage(site, visit, form, BookingSteps().front(), {});
}

// Where somebody goes on from a step whose answers are as they must be. Whoever
// has seen all answers once, goes back to where something is missing, or to the
// last look.
const Step* NextOf(const Posted& posted, const Step& step) {
  const Answers& answers = posted.form.answers;
  const Step* const wrong = FirstWrongStep(
      posted.form.reviewed ? nullptr : &step, answers, posted.rules);
  if (wrong != nullptr || posted.form.reviewed) return wrong;
  return StepAfter(step, answers, posted.rules);
}

// Has places kept, for as long as `more_time` or as before. Answers with the
// page that says why there are none; with nothing when there are, or when
// nobody can say: then the form goes on without, and asks again with the next
// step.
http::asio::awaitable<absl::StatusOr<std::optional<http::Response>>> Keep(
    const Site& site, const http::Request& request, Posted& posted,
    bool more_time) {
  if (posted.visit.waits()) co_return std::nullopt;
  if (more_time) co_await KeepLonger(site, request, posted.form);
  // How many there shall be may be what is to be put right.
  const bool known =
      CheckStep(BookingSteps().front(), posted.form.answers, posted.rules)
          .empty();
  if (!known) co_return std::nullopt;
  const absl::Status kept =
      co_await KeepPlaces(site, request, posted.form, /*wait_in_line=*/false);
  switch (OutcomeOf(kept)) {
    case Outcome::kRefused:
      co_return RefusedPage(site, request, posted.visit, RefusalFor(kept),
                            &posted.form);
    case Outcome::kNothingDone:
    case Outcome::kUnknown:
      co_return std::nullopt;
    default:
      if (!kept.ok()) co_return kept;
      co_return std::nullopt;
  }
}

// Shows a step, or the last look for null, with places kept if there are any.
http::Answer Show(const Site& site, const http::Request& request, Posted posted,
                  const Step* step, bool more_time) {
  CO_ASSIGN_OR_RETURN(std::optional<http::Response> refused,
                      co_await Keep(site, request, posted, more_time));
  if (refused.has_value()) co_return *std::move(refused);
  // Also without having asked for it, where one address keeps too much.
  if (posted.form.kept.has_value() && posted.form.kept->in_line) {
    co_return co_await ShowTurn(site, request, std::move(posted));
  }
  http::Response page =
      more_time ? PageOf(site, posted, step) : PageLedTo(site, posted, step);
  RememberBrowser(site, posted.form, page);
  co_return page;
}

// Other dates than the step showed. What was chosen goes along, unless
// something is wrong with that: then it is said first.
http::Response TurnDates(const Site& site, Posted& posted, const Step& step) {
  std::vector<FieldError> errors =
      CheckStep(step, posted.form.answers, posted.rules);
  std::erase_if(errors, [](const FieldError& error) {
    return error.field != "dates" || error.reason == "required";
  });
  if (errors.empty()) posted.visit.dates_page = NextDatesPage(posted.fields);
  return StepPage(site, posted.visit, posted.form, step, errors);
}

// A step was sent: to go on, or back, or for more time, or for other dates.
// What was typed is kept in any case.
http::Answer TakeStep(const Site& site, const http::Request& request,
                      const Step* step) {
  absl::StatusOr<Posted> posted = co_await ReadPosted(site, request);
  if (!posted.ok()) co_return NotOpened(site, request, posted.status());
  FormState& form = posted->form;
  if (!IsAsked(*step, form.answers, posted->rules)) {
    const Step* const next = NextOf(*posted, *step);
    co_return co_await Show(site, request, *std::move(posted), next, false);
  }
  ReadFields(posted->fields, step->fields, form.answers);
  if (step == StepOf("dates")) {
    form.answers.dates = ChosenDates(posted->fields, "dates");
  }
  posted->visit.dates_page = DatesPageOf(posted->fields);
  if (TurnsDates(posted->fields)) co_return TurnDates(site, *posted, *step);
  // Only a machine fills in what nobody sees.
  const bool trapped = !posted->fields.Get(kTrapField).empty();
  if (posted->then() == kBack) {
    const Step* const before = StepBefore(step, form.answers, posted->rules);
    co_return PageOf(site, *posted, before == nullptr ? step : before);
  }
  if (posted->then() == kMoreTime && !trapped) {
    co_return co_await Show(site, request, *std::move(posted), step, true);
  }
  std::vector<FieldError> errors =
      CheckStep(*step, form.answers, posted->rules);
  // Not a mistake: it has a page of its own, below.
  std::erase_if(errors, [](const FieldError& error) {
    return error.reason == kTooYoungAlone;
  });
  if (trapped) errors.push_back({std::string(kTrapField), "filled"});
  if (!errors.empty()) {
    co_return StepPage(site, posted->visit, form, *step, errors);
  }
  const Unfit unfit = FindUnfit(form.answers, posted->rules);
  if (unfit.any()) {
    co_await GiveBack(site, request, form);
    co_return UnfitPage(site, request, posted->visit, form, unfit);
  }
  const Step* const next = NextOf(*posted, *step);
  co_return co_await Show(site, request, *std::move(posted), next, false);
}

// The step that asks a field once more, filled in as it was.
http::Answer ChangeAnswers(const Site& site, const http::Request& request) {
  const absl::StatusOr<Posted> posted = co_await ReadPosted(site, request);
  if (!posted.ok()) co_return NotOpened(site, request, posted.status());
  const Step* const step = StepOf(posted->fields.Get("change"));
  co_return PageOf(site, *posted,
                   step == nullptr ? &BookingSteps().front() : step);
}

v1::CreateBookingRequest ToRequest(const Site& site, const BookingRules& rules,
                                   const FormState& form) {
  v1::CreateBookingRequest request = ToRequest(
      form.answers, rules, form.session_id, RequestIdOf(site.form_key, form));
  if (form.kept.has_value()) {
    request.set_hold_id(form.kept->hold_id);
    request.set_browser_token(form.kept->browser_token);
  }
  return request;
}

http::Answer Book(const Site& site, const http::Request& request,
                  Posted posted) {
  v1::CreateBookingRequest asked = ToRequest(site, posted.rules, posted.form);
  const absl::StatusOr<v1::Booking> booking =
      co_await site.registration->CreateBooking(PublicCaller(site, request),
                                                std::move(asked));
  if (OutcomeOf(booking.status()) == Outcome::kNotEligible) {
    co_await GiveBack(site, request, posted.form);
  }
  if (!booking.ok()) {
    co_return AnswerFailure(site, request, posted, booking.status());
  }
  const Visit& visit = posted.visit;
  if (booking->state() == v1::Booking::CANCELLED) {
    // The same form again, after its booking was cancelled.
    co_return RefusedPage(site, request, visit,
                          {.flag = "reason_booking_cancelled"}, nullptr);
  }
  const Receipt receipt = {.session_id = visit.session_id(),
                           .reference = booking->reference(),
                           .places = booking->places()};
  http::Response response = http::Redirect(
      absl::StrCat("/booked/", SealReceipt(site.form_key, receipt, visit.now)));
  RememberMade(site,
               {.form = posted.form,
                .first_email = posted.form.answers.contact_email,
                .reference = receipt.reference,
                .until = visit.now + kCorrectionTime},
               response);
  ForgetAnswers(site, request, posted.form, response);
  co_return response;
}

// Where somebody is led who booked, went back and changed the answers: the
// booking is there, and its page says how to put it right. Nothing when it was
// cancelled since, be it in another browser: the same request again tells, and
// has no other effect. Then the answers are a new booking.
http::asio::awaitable<std::optional<http::Response>> BookedBefore(
    const Site& site, const http::Request& request, const Posted& posted) {
  const std::optional<MadeBooking> made =
      FindMadeBefore(site, request, posted.form);
  if (!made.has_value()) co_return std::nullopt;
  v1::CreateBookingRequest again =
      ToRequest(site, posted.rules, FirstSent(*made));
  const absl::StatusOr<v1::Booking> before =
      co_await site.registration->CreateBooking(PublicCaller(site, request),
                                                std::move(again));
  const Outcome outcome = OutcomeOf(before.status());
  if (outcome == Outcome::kUnknown || outcome == Outcome::kNothingDone) {
    co_return TryAgainPage(site, posted.visit, posted.form, before.status(),
                           true);
  }
  if (before.ok() && before->state() == v1::Booking::CANCELLED) {
    co_return std::nullopt;
  }
  const Receipt receipt = {.session_id = posted.form.session_id,
                           .reference = made->reference,
                           .places = PlacesOf(made->form.answers)};
  http::Response led = http::Redirect(absl::StrCat(
      "/booked/", SealReceipt(site.form_key, receipt, posted.visit.now)));
  ForgetAnswers(site, request, posted.form, led);
  co_return led;
}

// The last look was sent. A form that skipped a step goes back to it.
http::Answer Confirm(const Site& site, const http::Request& request) {
  absl::StatusOr<Posted> posted = co_await ReadPosted(site, request);
  if (!posted.ok()) co_return NotOpened(site, request, posted.status());
  FormState& form = posted->form;
  if (posted->then() == kBack) {
    // From there it goes on step by step.
    form.reviewed = false;
    co_return PageOf(site, *posted,
                     StepBefore(nullptr, form.answers, posted->rules));
  }
  if (posted->then() == kMoreTime) {
    co_return co_await Show(site, request, *std::move(posted), nullptr, true);
  }
  // Whatever is to be put right now leads straight back.
  form.reviewed = true;
  const Unfit unfit = FindUnfit(form.answers, posted->rules);
  if (unfit.any()) {
    co_await GiveBack(site, request, form);
    co_return UnfitPage(site, request, posted->visit, form, unfit);
  }
  const Step* const wrong =
      FirstWrongStep(nullptr, form.answers, posted->rules);
  if (wrong != nullptr) co_return PageLedTo(site, *posted, wrong);
  CO_RETURN_IF_ERROR(TakeLetter(site, request, form.answers.contact_email));
  if (posted->visit.waits()) {
    co_return co_await JoinWaitlist(site, request, *std::move(posted));
  }
  // Nobody books a time that they have not seen.
  if (HasMoved(posted->visit, form)) co_return PageOf(site, *posted, nullptr);
  std::optional<http::Response> before =
      co_await BookedBefore(site, request, *posted);
  if (before.has_value()) co_return *std::move(before);
  co_return co_await Book(site, request, *std::move(posted));
}

// A receipt that cannot be opened says nothing of the booking, which is there
// all the same.
http::Response ReceiptOver(const Site& site, const absl::Status& status) {
  const bool too_old = ReasonOf(status) == "TOKEN_EXPIRED";
  return Secret(Page(site, "booked-over",
                     {{too_old ? "too_old" : "not_whole", true}},
                     too_old ? 410 : 400));
}

// `by` says who cancelled the booking, as the page has it.
http::Response CancelledSince(const Site& site, const Occurrence& occurrence,
                              const char* by) {
  return Secret(Page(site, "booked-over",
                     {{"is_cancelled", true},
                      {by, true},
                      {"workshop", WorkshopView(*occurrence.workshop)}}));
}

http::Answer Confirmation(const Site& site, const http::Request& request) {
  const absl::StatusOr<Receipt> receipt =
      OpenReceipt(site.form_key, request.Param("receipt"), site.clock->Now());
  if (!receipt.ok()) co_return ReceiptOver(site, receipt.status());
  CO_ASSIGN_OR_RETURN(const Occurrence occurrence,
                      FindOccurrence(site, absl::StrCat(receipt->session_id)));
  if (occurrence.session->state == SessionState::kCancelled) {
    co_return CancelledSince(site, occurrence, "by_us");
  }
  if (WasCancelled(site, request, *receipt)) {
    co_return CancelledSince(site, occurrence, "by_booker");
  }
  const Visit visit = {.occurrence = occurrence, .now = site.clock->Now()};
  View view = ShownVisit(site, visit);
  View booking = {{"reference", receipt->reference}};
  SetCount(booking, "places", receipt->places);
  const std::optional<MadeBooking> made = FindMade(site, request, *receipt);
  if (made.has_value()) {
    booking["contact_email"] = made->form.answers.contact_email;
    view["correct_href"] = CorrectPath(request.Param("receipt"));
  }
  view["booking"] = std::move(booking);
  co_return Secret(Page(site, "confirmation", view));
}

// Somebody came back to the address of a step that is only posted to, or sent
// one that there is not.
http::Answer BackToForm(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Visit visit, co_await Begin(site, request));
  co_return http::Redirect(visit.path());
}

}  // namespace

void AddBookingPages(http::Router& router, const Site& site) {
  const auto add = [&](absl::string_view method, const std::string& pattern,
                       auto step) {
    const http::Handler handler = [&site, step](http::Request& request) {
      return step(site, request);
    };
    router.Add(method, pattern,
               method == "GET" ? handler
                               : FromOwnSite(site, Origin::kNamed,
                                             WithinRate(site, handler)));
  };
  // Each page has a limit of its own: one for all would be a school's in no
  // time, where everybody sends all of them.
  for (const std::string& form : {std::string("/sessions/{id}/book"),
                                  std::string("/workshops/{slug}/waitlist")}) {
    add("GET", form, &ShowForm);
    add("GET", form + "/{step}", &BackToForm);
    for (const Step& step : BookingSteps()) {
      add("POST", absl::StrCat(form, "/", step.name),
          [&step](const Site& of, const http::Request& request) {
            return TakeStep(of, request, &step);
          });
    }
    add("POST", form + "/{step}", &BackToForm);
    add("POST", form + "/change", &ChangeAnswers);
    add("POST", form + "/confirm", &Confirm);
  }
  add("GET", "/booked/{receipt}", &Confirmation);
}

}  // namespace cwp::web
