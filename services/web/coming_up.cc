#include "services/web/coming_up.h"

namespace cwp::web {

bool IsComingUp(const Session& session, absl::Time now) {
  const Standing standing = StandingOf(session, {}, now);
  return standing != Standing::kClosed && standing != Standing::kCancelled;
}

std::vector<const Session*> ComingUp(const Programme& programme,
                                     int64_t workshop_id, absl::Time now) {
  std::vector<const Session*> sessions;
  for (const Session* session : programme.SessionsOf(workshop_id, now)) {
    if (IsComingUp(*session, now)) sessions.push_back(session);
  }
  return sessions;
}

}  // namespace cwp::web
