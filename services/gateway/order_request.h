#ifndef CWP_SERVICES_GATEWAY_ORDER_REQUEST_H_
#define CWP_SERVICES_GATEWAY_ORDER_REQUEST_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/gateway/domain.h"

namespace cwp::gateway {

// Reads what a partner posts to book places in a session:
//
//   {"order": {"contact": {"name": "", "email": "", "phone": ""},
//              "attendees": [{"ticket_class_id": "", "age_band": "5_to_11"}],
//              "eligibility": {"in_area": "yes", "of_age": "not_sure"}}}
//
// phone, age_band and eligibility may be left out. An attendee may have a name,
// which is kept only when the workshop needs names. What else Eventbrite knows
// of people, such as birth_date, gender and addresses, is dropped. Fails with
// INVALID_ARGUMENT `INVALID_BODY` when it is not a JSON object, or
// `ARGUMENTS_ERROR`, naming every field that is unknown, missing or wrong. What
// only registration knows, such as what a phone number looks like, it checks
// itself.
absl::StatusOr<registration::v1::CreateBookingRequest> ParseOrder(
    absl::string_view body, const Session& session);

// Reads the Idempotency-Key header: 1 to 128 visible ASCII characters, with or
// without quotes around them. Fails as above.
absl::StatusOr<std::string> ParseIdempotencyKey(absl::string_view header);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_ORDER_REQUEST_H_
