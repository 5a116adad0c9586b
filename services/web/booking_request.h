#ifndef CWP_SERVICES_WEB_BOOKING_REQUEST_H_
#define CWP_SERVICES_WEB_BOOKING_REQUEST_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/web/booking_form.h"

namespace cwp::web {

// What registration is asked, for answers that passed the checks.
registration::v1::CreateBookingRequest ToRequest(const Answers& answers,
                                                 const BookingRules& rules,
                                                 int64_t session_id,
                                                 absl::string_view request_id);

// What it is asked for somebody who waits for places of a workshop.
registration::v1::CreateWaitlistEntryRequest ToWaitlistRequest(
    const Answers& answers, const BookingRules& rules, int64_t workshop_id,
    absl::string_view request_id);

// Those who come.
google::protobuf::RepeatedPtrField<registration::v1::Attendee> AttendeesOf(
    const Answers& answers, const BookingRules& rules);

// What a booking is to say of its contact.
registration::v1::ChangeDetailsRequest ToDetails(
    const Answers& answers, const registration::v1::Booking& booking);

// The opposite, for the page that shows a booking to its contact; without the
// age band, which may be none of those on offer any more.
Answers ToAnswers(const registration::v1::Booking& booking);

// The field of our form for one of registration's, as its errors name them;
// empty for one that no family fills in.
absl::string_view FormFieldOf(absl::string_view proto_field);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_BOOKING_REQUEST_H_
