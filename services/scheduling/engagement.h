#ifndef CWP_SERVICES_SCHEDULING_ENGAGEMENT_H_
#define CWP_SERVICES_SCHEDULING_ENGAGEMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// When facilitators are taken: pure functions, as in domain.h.

// A time at which somebody leads a session, or will once what is pending has
// come.
struct Engagement {
  int64_t facilitator_id = 0;
  int64_t session_id = 0;
  absl::Time start;
  absl::Time end;
  // Of the session.
  std::string workshop_title;

  bool operator==(const Engagement&) const = default;
};

// Both the meetings that a session has and those that it will have. None of a
// session that is cancelled or completed.
std::vector<Engagement> EngagementsOf(const Session& session);

// Those of `after` that `before`, the same session, does not have.
std::vector<Engagement> NewEngagements(const Session& before,
                                       const Session& after);

// Two sessions at once for one facilitator.
struct Clash {
  Engagement planned;
  Engagement other;
};

// Which others fall together with a planned one of another session: in order of
// `planned`, then of their start. At most 400.
std::vector<Clash> FindClashes(const std::vector<Engagement>& planned,
                               std::vector<Engagement> others);

// Fails with FAILED_PRECONDITION `FACILITATOR_BUSY` when there are any.
absl::Status CheckClashes(const std::vector<Clash>& clashes);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_ENGAGEMENT_H_
