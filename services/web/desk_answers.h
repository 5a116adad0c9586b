#ifndef CWP_SERVICES_WEB_DESK_ANSWERS_H_
#define CWP_SERVICES_WEB_DESK_ANSWERS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/booking_form.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// What staff fill in for somebody: the fields of the families' form, all on one
// page, in the words of the page `desk-book`. They are checked as there.

// StaffCaller() for what is booked on that channel.
rpc::Caller PhoneCaller(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request);

// Asks for the sessions of a workshop that have not begun and take bookings now
// or later, in order of time.
scheduling::v1::ListSessionsRequest DatesOf(const Desk& desk,
                                            int64_t workshop_id);

// Those; 200 at most.
boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::v1::Session>>>
ListDates(const Desk& desk, const DeskVisit& visit,
          const http::Request& request, int64_t workshop_id);

// What is asked for a workshop.
BookingRules DeskRulesFor(const Desk& desk,
                          const scheduling::v1::Workshop& workshop);

// `fields` and `error_summary`, filled in: all fields that may be asked,
// whatever is chosen in others, since nothing appears on one page without
// scripts. Those for the waitlist when `waits`.
View DeskFields(const Desk& desk, BookingRules rules, bool waits,
                const Answers& answers, const std::vector<FieldError>& errors);

// The field that registration did not like, and why; nothing when the failure
// is about no field.
std::vector<FieldError> FieldErrorsOf(const absl::Status& status);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_ANSWERS_H_
