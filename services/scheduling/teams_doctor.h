#ifndef CWP_SERVICES_SCHEDULING_TEAMS_DOCTOR_H_
#define CWP_SERVICES_SCHEDULING_TEAMS_DOCTOR_H_

#include <string>
#include <vector>

#include "common/base/clock.h"
#include "services/scheduling/teams_settings.h"

namespace cwp::scheduling {

// One step of a check. Numbers are those of the proto.
struct TeamsCheck {
  enum class State { kOk = 1, kProblem = 2, kSkipped = 3 };
  std::string step;
  State state = State::kSkipped;
  // What was found and what to do, in sentences.
  std::string advice;
};

// Checks what the set-up for Microsoft Graph lacks: settings, token,
// permissions, policy, organiser, in this order; all five are always there.
// Asks for a token of its own and reads, but changes nothing. Blocks for as
// long as the settings' limits allow. Also for an organisation that types its
// addresses, so that it can be run before changing over.
std::vector<TeamsCheck> CheckTeams(const TeamsSettings& settings,
                                   const Clock& clock);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_TEAMS_DOCTOR_H_
