#ifndef CWP_SERVICES_NOTIFICATIONS_SAID_AT_DESK_H_
#define CWP_SERVICES_NOTIFICATIONS_SAID_AT_DESK_H_

#include "absl/time/time.h"
#include "common/organisation/parts.h"
#include "common/time/days_off.h"
#include "common/time/office_hours.h"
#include "services/notifications/text.h"

namespace cwp::notifications {

// Office hours in a zone, with the days on which nobody is there.
civil::OfficeHours MakeOffice(civil::OfficeHours::Options hours,
                              const civil::DaysOff& days_off,
                              const absl::TimeZone& zone);

// What messages say of the organisation when what is said at the desk goes
// before what settings say.
Organisation LayOver(Organisation settings, const organisation::Parts& parts,
                     const civil::DaysOff& days_off);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_SAID_AT_DESK_H_
