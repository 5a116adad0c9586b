#ifndef CWP_SERVICES_WEB_DESK_ATTENDANCE_FORM_H_
#define CWP_SERVICES_WEB_DESK_ATTENDANCE_FORM_H_

#include <string>
#include <vector>

#include "common/http/parameters.h"
#include "cwp/registration/v1/booking.pb.h"
#include "services/web/attendance_proposal.h"
#include "services/web/view.h"

namespace cwp::web {

// The form in which staff say who came with each booking of a session.

// The field of how many came with a booking, as text; "leave" to leave it.
std::string ChosenField(const registration::v1::Booking& booking);
// The field of the version that was looked at.
std::string EtagField(const registration::v1::Booking& booking);

// Whether its attendees have names. Which of them came is said on the booking's
// own page then, and here only whether all or none did.
bool HasNames(const registration::v1::Booking& booking);

// What is chosen at first: all who are surely in the report, all where staff
// begin with that, or what was chosen before.
enum class Begin { kReport, kAllCame, kTyped };

// The fields of all bookings, in groups by what the report says of them.
json::array GroupsOf(const std::vector<registration::v1::Booking>& bookings,
                     const Proposal& proposal, const http::Parameters& typed,
                     Begin begin);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_ATTENDANCE_FORM_H_
