#include "services/web/booking_post.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/http/form.h"
#include "services/web/booking_outcome.h"
#include "services/web/booking_request.h"
#include "services/web/booking_steps.h"
#include "services/web/coming_up.h"
#include "services/web/page.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

// The dates of a workshop that can be waited for.
std::vector<DateChoice> DatesOf(const Site& site, const Visit& visit) {
  const std::vector<const Session*> sessions = ComingUp(
      *visit.occurrence.programme, visit.occurrence.workshop->id, visit.now);
  const std::vector<std::string> lines = DateLines(sessions, site.zone);
  std::vector<DateChoice> dates;
  for (size_t i = 0; i < sessions.size(); ++i) {
    dates.push_back({absl::StrCat(sessions[i]->id), lines[i],
                     FirstWhen(*sessions[i], site.zone)});
  }
  return dates;
}

}  // namespace

absl::StatusOr<Visit> BeginWaiting(const Site& site, absl::string_view slug) {
  Visit visit;
  visit.occurrence.programme = site.catalogue->Get();
  visit.now = site.clock->Now();
  visit.occurrence.workshop = visit.occurrence.programme->FindWorkshop(slug);
  if (visit.occurrence.workshop == nullptr) {
    if (!site.knows_workshops()) {
      return Unavailable("CATALOGUE_UNKNOWN", "the programme is not known yet");
    }
    return NotFound("WORKSHOP_NOT_FOUND", "there is no such workshop");
  }
  visit.dates = DatesOf(site, visit);
  return visit;
}

http::asio::awaitable<absl::StatusOr<Visit>> Begin(
    const Site& site, const http::Request& request) {
  const absl::string_view slug = request.Param("slug");
  if (!slug.empty()) co_return BeginWaiting(site, slug);
  Visit visit;
  CO_ASSIGN_OR_RETURN(visit.occurrence,
                      FindOccurrence(site, request.Param("id")));
  // Not in the call: GCC 12 cannot have an initialiser list beside co_await.
  std::vector<int64_t> ids = {visit.session_id()};
  const SeatReader::Counts counts = co_await site.seats->Get(std::move(ids));
  visit.seats = counts.at(visit.session_id());
  visit.now = site.clock->Now();
  co_return visit;
}

http::asio::awaitable<absl::StatusOr<Posted>> ReadPosted(
    const Site& site, const http::Request& request) {
  Posted posted;
  CO_ASSIGN_OR_RETURN(posted.fields, http::ParseForm(request));
  CO_ASSIGN_OR_RETURN(posted.visit, co_await Begin(site, request));
  posted.rules = RulesFor(site, posted.visit);
  CO_ASSIGN_OR_RETURN(posted.form,
                      OpenForm(site.form_key, posted.fields.Get("answers"),
                               posted.visit.session_id(),
                               posted.visit.workshop_id(), posted.visit.now));
  co_return posted;
}

http::Response PageOf(const Site& site, const Posted& posted,
                      const Step* step) {
  return step == nullptr ? CheckPage(site, posted.visit, posted.form)
                         : StepPage(site, posted.visit, posted.form, *step, {});
}

http::Response PageLedTo(const Site& site, const Posted& posted,
                         const Step* step) {
  if (step == nullptr) return PageOf(site, posted, step);
  std::vector<FieldError> errors =
      CheckStep(*step, posted.form.answers, posted.rules);
  std::erase_if(errors, [](const FieldError& error) {
    return error.reason == "required";
  });
  return StepPage(site, posted.visit, posted.form, *step, errors);
}

absl::StatusOr<http::Response> AnswerFailure(const Site& site,
                                             const http::Request& request,
                                             const Posted& posted,
                                             const absl::Status& status) {
  const Visit& visit = posted.visit;
  const FormState& form = posted.form;
  switch (OutcomeOf(status)) {
    case Outcome::kNothingDone:
      // The same form may have been sent before, and nobody knew.
      return TryAgainPage(site, visit, form, status,
                          posted.fields.Has(kUnknownField));
    case Outcome::kUnknown:
      return TryAgainPage(site, visit, form, status, true);
    case Outcome::kRefused: {
      // One of the dates is gone.
      if (visit.waits() && ReasonOf(status) != "PARTY_TOO_LARGE") {
        return StepPage(site, visit, form, *FindStep("dates"),
                        {{"dates", "invalid"}});
      }
      return RefusedPage(site, request, visit, RefusalFor(status), &form);
    }
    case Outcome::kNotEligible:
      return UnfitPage(site, request, visit, form,
                       FindUnfit(form.answers, posted.rules));
    case Outcome::kField: {
      const absl::string_view field = FormFieldOf(MetadataOf(status, "field"));
      if (field.empty() || !IsAsked(field, form.answers, posted.rules)) {
        return status;
      }
      return StepPage(site, visit, form, *StepOf(field),
                      {{std::string(field), FieldReasonOf(status)}});
    }
    case Outcome::kOther:
      break;
  }
  return status;
}

}  // namespace cwp::web
