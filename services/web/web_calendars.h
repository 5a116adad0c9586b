#ifndef CWP_SERVICES_WEB_WEB_CALENDARS_H_
#define CWP_SERVICES_WEB_WEB_CALENDARS_H_

#include "absl/strings/string_view.h"
#include "boost/json/array.hpp"
#include "services/web/domain.h"
#include "services/web/site.h"

namespace cwp::web {

// Where a visit finds the links of all meetings of its booking.
inline constexpr absl::string_view kWebCalendarsPath = "/booking/calendars";

// Links that enter the meetings of a visit's booking, which is for `session`,
// into calendars on the web: for each `entry_date`, `google_href` and
// `outlook_href`.
boost::json::array WebCalendars(const Site& site, const Session& session);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_WEB_CALENDARS_H_
