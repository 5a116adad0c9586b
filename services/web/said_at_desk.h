#ifndef CWP_SERVICES_WEB_SAID_AT_DESK_H_
#define CWP_SERVICES_WEB_SAID_AT_DESK_H_

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/organisation/parts.h"
#include "common/time/days_off.h"
#include "services/web/said.h"
#include "services/web/settings.h"
#include "services/web/view.h"

namespace cwp::web {

// How what the organisation says at the desk becomes what pages say.

// The settings as if they said what is said at the desk, which goes before
// them.
Settings LayOver(Settings settings, const organisation::Parts& parts);

// What such settings say. `site` is what texts may name of it. Fails as
// LoadTexts, Opening::Read and ReadUrgentSigning do.
absl::StatusOr<Said> MakeSaid(const Settings& settings, const View& site,
                              const civil::DaysOff& days_off,
                              const absl::TimeZone& zone, absl::CivilDay today);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SAID_AT_DESK_H_
