#ifndef CWP_SERVICES_WEB_DESK_PEOPLE_H_
#define CWP_SERVICES_WEB_DESK_PEOPLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "cwp/registration/v1/booking.pb.h"
#include "cwp/registration/v1/waitlist.pb.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// Who comes to a session and who waits, as registration tells whoever is
// signed in. Personal data: for pages that need it, never kept.

// All bookings of a session, or those in one state, in the order they were
// made.
boost::asio::awaitable<absl::StatusOr<std::vector<registration::v1::Booking>>>
ListBookings(const Desk& desk, const DeskVisit& visit,
             const http::Request& request, int64_t session_id,
             registration::v1::Booking::State state);

// All who wait for it, in the order they are served.
boost::asio::awaitable<
    absl::StatusOr<std::vector<registration::v1::WaitlistEntry>>>
ListWaiting(const Desk& desk, const DeskVisit& visit,
            const http::Request& request, int64_t session_id);

// "Parent or carer", "Young person, 13 to 15".
std::string AttendeeWords(const registration::v1::Attendee& attendee);

// "Captions, breaks, a <quiet> room"; empty when nothing is needed.
std::string NeedsWords(const registration::v1::AccessNeeds& needs);

// "Came", "Did not come", "Not noted".
std::string AttendanceWords(registration::v1::Attendee::Attendance attendance);

// A row of the table of bookings: Contact, Places, Who comes, Needs, State.
View BookingRow(const registration::v1::Booking& booking);

// A row of the waitlist: Contact, Places, Waits, Offer.
View WaitingRow(const registration::v1::WaitlistEntry& entry,
                const absl::TimeZone& zone);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_PEOPLE_H_
