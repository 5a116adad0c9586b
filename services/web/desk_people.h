#ifndef CWP_SERVICES_WEB_DESK_PEOPLE_H_
#define CWP_SERVICES_WEB_DESK_PEOPLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "cwp/registration/v1/booking.pb.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// Who comes to a session, as registration tells whoever is signed in. Personal
// data: for pages that need it, never kept.

// The booking that the path names. Fails as registration's GetBooking does.
boost::asio::awaitable<absl::StatusOr<registration::v1::Booking>> GetBooking(
    const Desk& desk, const DeskVisit& visit, const http::Request& request);

// All bookings of a session, or those in one state, in the order they were
// made.
boost::asio::awaitable<absl::StatusOr<std::vector<registration::v1::Booking>>>
ListBookings(const Desk& desk, const DeskVisit& visit,
             const http::Request& request, int64_t session_id,
             registration::v1::Booking::State state);

// "Parent or carer", "Young person, 13 to 15".
std::string AttendeeWords(const registration::v1::Attendee& attendee);

// Those who come, without their ages: "2 × Parent or carer; Bo (Young person)".
std::string RolesWords(const registration::v1::Booking& booking);

// Their bands of ages, each once: "5 to 11"; empty when none is known.
std::string AgesWords(const registration::v1::Booking& booking);

// "Captions, breaks, a <quiet> room"; empty when nothing is needed.
std::string NeedsWords(const registration::v1::AccessNeeds& needs);

// "Came", "Did not come", "Not noted".
std::string AttendanceWords(registration::v1::Attendee::Attendance attendance);

// "2 of 2"; empty until something is noted.
std::string CameWords(const registration::v1::Booking& booking);

// "Booked, 1 of 2 came, asked again", "Refused: outside the area".
std::string BookingStateWords(const registration::v1::Booking& booking);

// "Ada Example, ada@example.org, 07700 900123".
std::string ContactWords(const registration::v1::Contact& contact);

// A row of the table of bookings: Contact, Places, Who comes, Age, Needs,
// State, Channel, Reference.
View BookingRow(const registration::v1::Booking& booking);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_PEOPLE_H_
