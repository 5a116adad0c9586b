#ifndef CWP_SERVICES_WEB_BOOKING_VISIT_H_
#define CWP_SERVICES_WEB_BOOKING_VISIT_H_

#include "absl/strings/string_view.h"
#include "common/http/handler.h"
#include "common/http/request.h"
#include "common/http/router.h"
#include "common/rpc/caller.h"
#include "cwp/registration/v1/booking.pb.h"
#include "services/web/domain.h"
#include "services/web/site.h"
#include "services/web/view.h"

namespace cwp::web {

// Where the booking of a visit is.
inline constexpr absl::string_view kBookingPath = "/booking";

// A booking that is looked at by its link, and its session, which is null when
// the programme does not say.
struct Kept {
  registration::v1::Booking booking;
  // Who holds the link: the booking, and of which generation that is, so that
  // nothing is done with one that was revoked meanwhile.
  std::string holder;
  ProgrammePtr programme;
  const Session* session = nullptr;
  const Workshop* workshop = nullptr;

  bool is_cancelled() const {
    return booking.state() == registration::v1::Booking::CANCELLED;
  }
  // Whether we cancelled the session.
  bool is_called_off() const {
    return session != nullptr && session->state == SessionState::kCancelled;
  }
  bool has_ended(absl::Time now) const {
    return session != nullptr && session->end() <= now;
  }
  bool is_on(absl::Time now) const {
    return session != nullptr && session->start() <= now && !has_ended(now);
  }
  // Whether there is still something to come to, for whoever holds the link.
  bool may_come(absl::Time now) const {
    return !booking.join_token().empty() && !is_called_off() && !has_ended(now);
  }
  // Whether anything of the booking can be changed still. Registration changes
  // nothing once the first meeting has begun.
  bool can_change(absl::Time now) const {
    return !is_cancelled() && !is_called_off() && session != nullptr &&
           now < session->start();
  }
};

// What all pages of a booking show of it.
View ShownBooking(const Site& site, const Kept& kept);

// A page of a visit. Registration, asked by PUBLIC, is the judge of the link on
// each of them.
using BookingPage = http::Answer (*)(const Site& site,
                                     const http::Request& request, Kept kept);

// Adds a page at `step` below the booking's.
void AddBookingPage(http::Router& router, const Site& site,
                    absl::string_view method, absl::string_view step,
                    BookingPage page);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_BOOKING_VISIT_H_
