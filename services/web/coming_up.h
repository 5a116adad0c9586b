#ifndef CWP_SERVICES_WEB_COMING_UP_H_
#define CWP_SERVICES_WEB_COMING_UP_H_

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "services/web/domain.h"

namespace cwp::web {

// Whether places in a session can still be booked or waited for, now or later:
// it is not called off, has not begun, and its booking has not closed.
bool IsComingUp(const Session& session, absl::Time now);

// Those of a workshop, in order of start. Without any, its dates are later, and
// its waitlist takes entries for any date, whatever there is besides.
std::vector<const Session*> ComingUp(const Programme& programme,
                                     int64_t workshop_id, absl::Time now);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_COMING_UP_H_
