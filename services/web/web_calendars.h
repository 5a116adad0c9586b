#ifndef CWP_SERVICES_WEB_WEB_CALENDARS_H_
#define CWP_SERVICES_WEB_WEB_CALENDARS_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/json/array.hpp"
#include "services/web/domain.h"

namespace cwp::web {

// Where a visit finds the links of all meetings of its booking.
inline constexpr absl::string_view kWebCalendarsPath = "/booking/calendars";

// Links that enter the meetings of a visit's booking, which is for `session`,
// into calendars on the web: for each that is not over `entry_date`,
// `google_href` and `outlook_href`. They name when it begins, so that one that
// was moved since is not taken for another.
boost::json::array WebCalendars(const Session& session, absl::Time now,
                                const absl::TimeZone& zone);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_WEB_CALENDARS_H_
