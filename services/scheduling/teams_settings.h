#ifndef CWP_SERVICES_SCHEDULING_TEAMS_SETTINGS_H_
#define CWP_SERVICES_SCHEDULING_TEAMS_SETTINGS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "services/scheduling/meeting_provider.h"
#include "services/scheduling/teams_graph.h"

namespace cwp::scheduling {

// Who makes the meetings of sessions on Teams.
struct TeamsSettings {
  // `typed`, `local` or `graph`.
  std::string provider = "typed";
  GraphOptions graph;
};

void AddTeamsSettings(Config& config, TeamsSettings& settings);

// Which settings Graph cannot do without and have not.
std::vector<std::string> MissingGraphSettings(const TeamsSettings& settings);

// The provider as set. `clock` outlives it. Fails with INVALID_ARGUMENT
// `CONFIG_INVALID`: a provider that is none of the three, an address that is
// neither https nor on this machine, or `graph` without what it needs.
absl::StatusOr<std::unique_ptr<MeetingProvider>> MakeMeetingProvider(
    const TeamsSettings& settings, const Clock& clock);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_TEAMS_SETTINGS_H_
