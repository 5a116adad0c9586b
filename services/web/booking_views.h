#ifndef CWP_SERVICES_WEB_BOOKING_VIEWS_H_
#define CWP_SERVICES_WEB_BOOKING_VIEWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/booking_outcome.h"
#include "services/web/booking_steps.h"
#include "services/web/page.h"
#include "services/web/sealed_form.h"
#include "services/web/site.h"

namespace cwp::web {

// One visit of the booking pages: what they are about.
struct Visit {
  // Without a session for who waits for places of the workshop.
  Occurrence occurrence;
  Seats seats;
  absl::Time now;
  // What can be waited for.
  std::vector<DateChoice> dates;
  // The page of them that the form shows, as ShowDatesPage() has it.
  size_t dates_page = 0;

  bool waits() const { return occurrence.session == nullptr; }
  // One of these two is 0.
  int64_t session_id() const { return waits() ? 0 : occurrence.session->id; }
  int64_t workshop_id() const { return waits() ? occurrence.workshop->id : 0; }
  Standing standing() const {
    return StandingOf(*occurrence.session, seats, now);
  }
  // Where its form begins.
  std::string path() const;
};

// What the form asks.
BookingRules RulesFor(const Site& site, const Visit& visit);

// When a session takes place, for a form that shows it to say when it is sent.
std::string WhenOf(const Session& session);

// Whether the session takes place at another time than the last page said.
bool HasMoved(const Visit& visit, const FormState& form);

// The workshop and session, as every page here shows them.
View ShownVisit(const Site& site, const Visit& visit);

// A step with what was answered, and what is wrong with it.
http::Response StepPage(const Site& site, const Visit& visit,
                        const FormState& form, const Step& step,
                        const std::vector<FieldError>& errors);

// All answers, for a last look before they are booked.
http::Response CheckPage(const Site& site, const Visit& visit,
                         const FormState& form);

// Places cannot be had. `form` is null while there is nothing to change yet.
http::Response RefusedPage(const Site& site, const http::Request& request,
                           const Visit& visit, const Refusal& refusal,
                           const FormState* form);

// The service is not for them, and where else to go. Whoever waited does so no
// more: the browser forgets the answers.
http::Response UnfitPage(const Site& site, const http::Request& request,
                         const Visit& visit, const FormState& form,
                         const Unfit& unfit);

// Asks to confirm once more. `unknown` says that this request, or the same
// before it, may have booked.
http::Response TryAgainPage(const Site& site, const Visit& visit,
                            const FormState& form, const absl::Status& status,
                            bool unknown);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_BOOKING_VIEWS_H_
