#ifndef CWP_SERVICES_NOTIFICATIONS_CONVERT_H_
#define CWP_SERVICES_NOTIFICATIONS_CONVERT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "cwp/notifications/v1/notifications_service.pb.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/notifications/calendar.h"
#include "services/notifications/domain.h"

namespace cwp::notifications {

v1::Message ToProto(const Message& message);

// What a calendar shows of a join link.
CalendarBooking ToCalendarBooking(const registration::v1::JoinPass& pass,
                                  absl::string_view join_token,
                                  absl::string_view public_url);

// The host name in an address such as `https://host:8443/path`.
std::string HostOf(absl::string_view url);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_CONVERT_H_
