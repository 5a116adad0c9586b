#ifndef CWP_SERVICES_WEB_DESK_AMEND_H_
#define CWP_SERVICES_WEB_DESK_AMEND_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "cwp/registration/v1/booking.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/booking_form.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/view.h"

namespace cwp::web {

// What the pages share on which a booking is changed for its contact.

// A booking, and what it is for.
struct Amended {
  registration::v1::Booking booking;
  scheduling::v1::Session session;
  BookingRules rules;

  std::string path() const;
};

// That which the path names.
boost::asio::awaitable<absl::StatusOr<Amended>> BeginAmending(
    const Desk& desk, const DeskVisit& visit, const http::Request& request);

// Why what was asked was not done; the form is to be sent anew then.
struct AmendProblem {
  std::string words;
  // Somebody else has changed the booking: it is shown as it is now, and what
  // was typed beside it.
  bool changed = false;
  // Of that, what stands in the form: it is shown field by field then.
  std::vector<MeanwhileChange> changes;
};

// What to tell of a refusal. Reads the booking again when it has changed.
boost::asio::awaitable<absl::StatusOr<AmendProblem>> WhyNotAmended(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    absl::Status refused, Amended& amended);

// The end of the path of the page that changes what a booking says of its
// contact, and its form as a booking has it.
inline constexpr absl::string_view kDetailsStep = "/details";
http::Parameters DetailsOf(const registration::v1::Booking& booking);

// The same of the page that gives a booking another e-mail address.
inline constexpr absl::string_view kEmailStep = "/email";

// Where its e-mail address is put right: `email_href`, `email_words`.
void AddEmailLink(const registration::v1::Booking& booking, View& view);

// A form of the booking as it was first read, for the path of the booking with
// `step`. One that is shown again because the booking has changed is another
// one: what was sent before stays done.
View AmendForm(const Desk& desk, const DeskVisit& visit, const Amended& amended,
               absl::string_view step, const AmendProblem& problem);

// What all these pages show.
View AmendView(const Desk& desk, const Amended& amended,
               const AmendProblem& problem);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_AMEND_H_
