#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/form.h"
#include "services/web/booking_form.h"
#include "services/web/booking_outcome.h"
#include "services/web/booking_request.h"
#include "services/web/client_limits.h"
#include "services/web/made_booking.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/sealed_form.h"
#include "services/web/typed_email.h"
#include "services/web/views.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

std::string BookedPath(const http::Request& request) {
  return absl::StrCat("/booked/",
                      http::PercentEncode(request.Param("receipt")));
}

// What was booked in this browser, or nothing when the address cannot be put
// right any more.
std::optional<MadeBooking> Find(const Site& site,
                                const http::Request& request) {
  const absl::StatusOr<Receipt> receipt =
      OpenReceipt(site.form_key, request.Param("receipt"), site.clock->Now());
  if (!receipt.ok()) return std::nullopt;
  return FindMade(site, request, *receipt);
}

// It is too late, or another browser, or one without cookies.
http::Response ClosedPage(const Site& site, const http::Request& request) {
  return Secret(Page(
      site, "correct-email",
      {{"closed", true}, {"back_link", View{{"href", BookedPath(request)}}}},
      410));
}

View FormView(const Site& site, const http::Request& request,
              const MadeBooking& made, const std::string& typed,
              const std::string& error) {
  Answers shown;
  shown.contact_email = typed;
  std::vector<FieldError> errors;
  if (!error.empty()) errors.push_back({"contact_email", error});
  View view = FilledForm(site.renderer->Fixed("correct-email"), shown, errors);
  view["booking"] = View{{"reference", made.reference},
                         {"contact_email", made.form.answers.contact_email}};
  view["form"] = View{{"action", CorrectPath(request.Param("receipt"))}};
  view["back_link"] = View{{"href", BookedPath(request)}};
  return view;
}

http::Response FormPage(const Site& site, const http::Request& request,
                        const MadeBooking& made, const std::string& typed,
                        const std::string& error, int code) {
  return Secret(Page(site, "correct-email",
                     FormView(site, request, made, typed, error), code));
}

// The same form again settles it. `unknown` says that this request, or the
// same before it, may have worked.
http::Response TryAgainPage(const Site& site, const http::Request& request,
                            const MadeBooking& made, const std::string& typed,
                            const absl::Status& status, bool unknown) {
  View view = FormView(site, request, made, typed, "");
  if (unknown) {
    view["unknown"] = true;
    view["form"].as_object()["hidden"] =
        json::array{View{{"name", kUnknownField}, {"value", "yes"}}};
  } else {
    view["nothing_done"] = true;
    view["problem"] = std::string(WordsFor(ReasonOf(status)));
  }
  return TryLater(Secret(Page(site, "correct-email", view, 503)), status);
}

http::Answer Show(const Site& site, const http::Request& request) {
  const std::optional<MadeBooking> made = Find(site, request);
  if (!made.has_value()) co_return ClosedPage(site, request);
  co_return FormPage(site, request, *made, "", "", 200);
}

v1::CorrectEmailRequest ToCorrection(const Site& site, const MadeBooking& made,
                                     const Workshop& workshop,
                                     const std::string& email) {
  Answers answers = made.form.answers;
  answers.contact_email = email;
  v1::CorrectEmailRequest request;
  *request.mutable_booking() = std::move(
      *ToRequest(answers, RulesFor(site, workshop), made.form.session_id, "")
           .mutable_booking());
  request.set_reference(made.reference);
  request.set_request_id(CorrectionIdOf(site.form_key, made, email));
  return request;
}

http::Answer Correct(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  std::optional<MadeBooking> found = Find(site, request);
  if (!found.has_value()) co_return ClosedPage(site, request);
  MadeBooking made = *std::move(found);
  const std::string email = EmailIn(form.Get("contact_email"));
  const std::string error = EmailError(email);
  if (!error.empty()) {
    co_return FormPage(site, request, made, email, error, 400);
  }
  if (email == made.form.answers.contact_email) {
    co_return Secret(http::Redirect(BookedPath(request)));
  }
  CO_RETURN_IF_ERROR(TakeLetter(site, request, email));
  CO_ASSIGN_OR_RETURN(const Occurrence occurrence,
                      FindOccurrence(site, absl::StrCat(made.form.session_id)));
  const absl::StatusOr<v1::Booking> corrected =
      co_await site.registration->CorrectEmail(
          PublicCaller(site, request),
          ToCorrection(site, made, *occurrence.workshop, email));
  switch (OutcomeOf(corrected.status())) {
    case Outcome::kNothingDone:
      co_return TryAgainPage(site, request, made, email, corrected.status(),
                             !form.Get(kUnknownField).empty());
    case Outcome::kUnknown:
      co_return TryAgainPage(site, request, made, email, corrected.status(),
                             true);
    case Outcome::kField:
      co_return FormPage(site, request, made, email,
                         FieldReasonOf(corrected.status()), 400);
    default:
      if (!corrected.ok()) co_return corrected.status();
  }
  made.form.answers.contact_email = email;
  --made.tries_left;
  http::Response response = Secret(http::Redirect(BookedPath(request)));
  RememberMade(site, made, response);
  co_return response;
}

}  // namespace

void AddCorrectPages(http::Router& router, const Site& site) {
  constexpr absl::string_view kPath = "/booked/{receipt}/email";
  router.Add("GET", kPath,
             [&site](http::Request& request) { return Show(site, request); });
  router.Add("POST", kPath,
             FromOwnSite(site, Origin::kAny,
                         WithinRate(site, [&site](http::Request& request) {
                           return Correct(site, request);
                         })));
}

}  // namespace cwp::web
