#ifndef CWP_SERVICES_GATEWAY_ORDER_SHAPE_H_
#define CWP_SERVICES_GATEWAY_ORDER_SHAPE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/gateway/presence.h"
#include "services/gateway/shape.h"

namespace cwp::gateway {

// Bookings in the shape of Eventbrite's orders and attendees. An attendee
// carries the profile of the contact, as on Eventbrite when only the buyer is
// asked; `age_band` is our own addition.

using BookingProto = registration::v1::Booking;

json::object OrderShape(const BookingProto& booking, const Presence& presence);

// `position` counts from 1; `place` is the name of the ticket class.
json::object AttendeeShape(const BookingProto& booking, int position,
                           absl::string_view place, const Presence& presence);

// All attendees of a booking.
json::array AttendeeShapes(const BookingProto& booking, absl::string_view place,
                           const Presence& presence);

// When a booking was made, and when it last changed.
absl::Time CreateTimeOf(const BookingProto& booking);
absl::Time ChangeTimeOf(const BookingProto& booking);

// Ages as the API writes them: `under_5`, `5_to_11`, `12`, `20_and_over`.
std::string AgeBandName(const registration::v1::AgeBand& band);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_ORDER_SHAPE_H_
