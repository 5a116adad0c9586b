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
#include "services/web/booking_request.h"
#include "services/web/made_booking.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/sealed_form.h"
#include "services/web/views.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// Ours are 43 characters; anything longer is not.
constexpr size_t kLongestFormId = 64;

// One visit of the booking pages: what they are about.
struct Visit {
  Occurrence occurrence;
  Seats seats;
  absl::Time now;

  int64_t session_id() const { return occurrence.session->id; }
  Standing standing() const {
    return StandingOf(*occurrence.session, seats, now);
  }
};

http::asio::awaitable<absl::StatusOr<Visit>> Begin(const Site& site,
                                                   std::string session_id) {
  Visit visit;
  CO_ASSIGN_OR_RETURN(visit.occurrence, FindOccurrence(site, session_id));
  // Not in the call: GCC 12 cannot have an initialiser list beside co_await.
  std::vector<int64_t> ids = {visit.session_id()};
  const SeatReader::Counts counts = co_await site.seats->Get(std::move(ids));
  visit.seats = counts.at(visit.session_id());
  visit.now = site.clock->Now();
  co_return visit;
}

BookingRules RulesFor(const Site& site, const Visit& visit) {
  BookingRules rules = RulesFor(site, *visit.occurrence.workshop);
  rules.left = visit.seats.left;
  return rules;
}

// The workshop and session, as every page here shows them.
View ShownVisit(const Site& site, const Visit& visit) {
  return {{"workshop", WorkshopView(*visit.occurrence.workshop)},
          {"session", SessionView(*visit.occurrence.session, visit.seats,
                                  visit.now, site.zone)}};
}

View Form(const Visit& visit, absl::string_view step, const char* name,
          const std::string& value) {
  return {{"action", absl::StrCat(BookPath(visit.session_id()), step)},
          {"hidden", json::array{View{{"name", name}, {"value", value}}}}};
}

http::Response FormPage(const Site& site, const Visit& visit,
                        const std::string& form_id, const Answers& answers,
                        const std::vector<FieldError>& errors) {
  View view = ShownVisit(site, visit);
  view["form"] = Form(visit, "", "form_id", form_id);
  view["back_link"] = View{{"href", WorkshopPath(*visit.occurrence.workshop)}};
  const BookingRules rules = RulesFor(site, visit);
  Overlay(view, FilledForm(AskedForm(site.renderer->Fixed("book"), rules),
                           answers, errors, rules));
  return Page(site, "book", view, errors.empty() ? 200 : 400);
}

std::string Sealed(const Site& site, const Visit& visit,
                   const CheckedAnswers& checked) {
  return SealAnswers(site.form_key, checked, visit.now);
}

// `checked` is null while there is nothing to change yet.
http::Response RefusedPage(const Site& site, const Visit& visit,
                           const Refusal& refusal,
                           const CheckedAnswers* checked) {
  View view = ShownVisit(site, visit);
  view[refusal.flag] = true;
  if (refusal.left > 0 && checked != nullptr) {
    SetCount(view, "left", refusal.left);
    view["change_form"] =
        Form(visit, "/change#places", "answers", Sealed(site, visit, *checked));
  }
  return Page(site, "booking-refused", view, 409);
}

http::Response UnfitPage(const Site& site, const Visit& visit,
                         const CheckedAnswers& checked, const Unfit& unfit) {
  const bool wrong_age = unfit.too_young || unfit.too_old;
  View view = {{"too_young", unfit.too_young},
               {"too_old", unfit.too_old},
               {"out_of_area", unfit.out_of_area},
               {"change_form",
                Form(visit, wrong_age ? "/change#age_band" : "/change#in_area",
                     "answers", Sealed(site, visit, checked))}};
  return Page(site, "not-eligible", view);
}

http::Answer ShowForm(const Site& site, std::string session_id) {
  CO_ASSIGN_OR_RETURN(const Visit visit, co_await Begin(site, session_id));
  const Refusal refusal = RefusalFor(visit.standing());
  if (refusal.flag != nullptr) {
    co_return RefusedPage(site, visit, refusal, nullptr);
  }
  co_return FormPage(site, visit, crypto::RandomToken(), {}, {});
}

// Answers were sent: shows them for a last look, or what is wrong with them.
http::Answer CheckForm(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  CO_ASSIGN_OR_RETURN(const Visit visit,
                      co_await Begin(site, std::string(request.Param("id"))));
  const BookingRules rules = RulesFor(site, visit);
  CheckedAnswers checked = {.session_id = visit.session_id(),
                            .form_id = std::string(form.Get("form_id")),
                            .answers = ReadAnswers(form, rules)};
  if (checked.form_id.empty() || checked.form_id.size() > kLongestFormId) {
    checked.form_id = crypto::RandomToken();
  }
  const std::vector<FieldError> errors = CheckAnswers(checked.answers, rules);
  if (!errors.empty()) {
    co_return FormPage(site, visit, checked.form_id, checked.answers, errors);
  }
  const Unfit unfit = FindUnfit(checked.answers, rules);
  if (unfit.any()) co_return UnfitPage(site, visit, checked, unfit);
  const Refusal refusal = RefusalFor(visit.standing());
  if (refusal.flag != nullptr) {
    co_return RefusedPage(site, visit, refusal, &checked);
  }

  const std::string sealed = Sealed(site, visit, checked);
  View view = ShownVisit(site, visit);
  view["rows"] = SummaryRows(
      AskedForm(site.renderer->Fixed("book"), rules), checked.answers,
      absl::StrCat(BookPath(visit.session_id()), "/change"));
  view["confirm_form"] = Form(visit, "/confirm", "answers", sealed);
  view["change_form"] = Form(visit, "/change", "answers", sealed);
  co_return Page(site, "check", view);
}

// The form once more, filled in as it was.
http::Answer ChangeAnswers(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  CO_ASSIGN_OR_RETURN(const Visit visit,
                      co_await Begin(site, std::string(request.Param("id"))));
  const absl::StatusOr<CheckedAnswers> checked = OpenAnswers(
      site.form_key, form.Get("answers"), visit.session_id(), visit.now);
  if (!checked.ok()) co_return NotOpened(site, request, checked.status());
  co_return FormPage(site, visit, checked->form_id, checked->answers, {});
}

// `unknown` says that this request, or the same before it, may have booked.
http::Response TryAgainPage(const Site& site, const Visit& visit,
                            const CheckedAnswers& checked,
                            const absl::Status& status, bool unknown) {
  View view = ShownVisit(site, visit);
  View form = Form(visit, "/confirm", "answers", Sealed(site, visit, checked));
  if (unknown) {
    form["hidden"].as_array().push_back(
        View{{"name", kUnknownField}, {"value", "yes"}});
  } else {
    view["nothing_done"] = true;
    view["problem"] = std::string(WordsFor(ReasonOf(status)));
  }
  view["confirm_form"] = std::move(form);
  return TryLater(Page(site, "try-again", view, 503), status);
}

// Says why nothing was booked, or that nobody knows, as when the same request
// came before and `was_unknown`.
absl::StatusOr<http::Response> AnswerFailure(const Site& site,
                                             const Visit& visit,
                                             const CheckedAnswers& checked,
                                             const absl::Status& status,
                                             bool was_unknown) {
  switch (OutcomeOf(status)) {
    case Outcome::kNothingDone:
      return TryAgainPage(site, visit, checked, status, was_unknown);
    case Outcome::kUnknown:
      return TryAgainPage(site, visit, checked, status, true);
    case Outcome::kRefused:
      return RefusedPage(site, visit, RefusalFor(status), &checked);
    case Outcome::kNotEligible:
      return UnfitPage(site, visit, checked,
                       FindUnfit(checked.answers, RulesFor(site, visit)));
    case Outcome::kField: {
      const absl::string_view field = FormFieldOf(MetadataOf(status, "field"));
      if (field.empty()) return status;
      return FormPage(site, visit, checked.form_id, checked.answers,
                      {{std::string(field), FieldReasonOf(status)}});
    }
    case Outcome::kOther:
      break;
  }
  return status;
}

http::Answer Confirm(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  CO_ASSIGN_OR_RETURN(const Visit visit,
                      co_await Begin(site, std::string(request.Param("id"))));
  const absl::StatusOr<CheckedAnswers> checked = OpenAnswers(
      site.form_key, form.Get("answers"), visit.session_id(), visit.now);
  if (!checked.ok()) co_return NotOpened(site, request, checked.status());
  const absl::StatusOr<v1::Booking> booking =
      co_await site.registration->CreateBooking(
          PublicCaller(site, request),
          ToRequest(checked->answers, RulesFor(site, visit), visit.session_id(),
                    RequestIdOf(site.form_key, *checked)));
  if (!booking.ok()) {
    co_return AnswerFailure(site, visit, *checked, booking.status(),
                            !form.Get(kUnknownField).empty());
  }
  if (booking->state() == v1::Booking::CANCELLED) {
    // The same form again, after its booking was cancelled.
    co_return RefusedPage(site, visit, {.flag = "reason_booking_cancelled"},
                          nullptr);
  }
  const Receipt receipt = {.session_id = visit.session_id(),
                           .reference = booking->reference(),
                           .places = booking->places()};
  http::Response response = http::Redirect(
      absl::StrCat("/booked/", SealReceipt(site.form_key, receipt, visit.now)));
  RememberMade(site,
               {.checked = *checked,
                .reference = receipt.reference,
                .until = visit.now + kCorrectionTime},
               response);
  co_return response;
}

http::Answer Confirmation(const Site& site, const http::Request& request) {
  const absl::StatusOr<Receipt> receipt =
      OpenReceipt(site.form_key, request.Param("receipt"), site.clock->Now());
  if (!receipt.ok()) co_return NotOpened(site, request, receipt.status());
  CO_ASSIGN_OR_RETURN(const Occurrence occurrence,
                      FindOccurrence(site, absl::StrCat(receipt->session_id)));
  const Visit visit = {.occurrence = occurrence, .now = site.clock->Now()};
  View view = ShownVisit(site, visit);
  View booking = {{"reference", receipt->reference}};
  SetCount(booking, "places", receipt->places);
  const std::optional<MadeBooking> made = FindMade(site, request, *receipt);
  if (made.has_value()) {
    booking["contact_email"] = made->checked.answers.contact_email;
    view["correct_href"] = CorrectPath(request.Param("receipt"));
  }
  view["booking"] = std::move(booking);
  co_return Secret(Page(site, "confirmation", view));
}

// Somebody came back to the address of a step that is only posted to.
http::Answer BackToForm(std::string session_id) {
  int64_t id = 0;
  if (!absl::SimpleAtoi(session_id, &id)) {
    co_return NotFound("SESSION_NOT_FOUND", "there is no such session");
  }
  co_return http::Redirect(BookPath(id));
}

}  // namespace

void AddBookingPages(http::Router& router, const Site& site) {
  constexpr absl::string_view kBook = "/sessions/{id}/book";
  constexpr absl::string_view kChange = "/sessions/{id}/book/change";
  constexpr absl::string_view kConfirm = "/sessions/{id}/book/confirm";
  router.Add("GET", kBook, [&site](http::Request& request) {
    return ShowForm(site, std::string(request.Param("id")));
  });
  const auto back = [](http::Request& request) {
    return BackToForm(std::string(request.Param("id")));
  };
  router.Add("GET", kChange, back);
  router.Add("GET", kConfirm, back);
  const auto post = [&](absl::string_view pattern, auto step) {
    router.Add("POST", pattern,
               FromOwnSite(site, Origin::kNamed,
                           [&site, step](http::Request& request) {
                             return step(site, request);
                           }));
  };
  post(kBook, &CheckForm);
  post(kChange, &ChangeAnswers);
  post(kConfirm, &Confirm);
  router.Add("GET", "/booked/{receipt}", [&site](http::Request& request) {
    return Confirmation(site, request);
  });
}

}  // namespace cwp::web
