#ifndef CWP_SERVICES_SCHEDULING_LEADING_COMMANDS_H_
#define CWP_SERVICES_SCHEDULING_LEADING_COMMANDS_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/engagement.h"

namespace cwp::scheduling {

// What has to hold of those who lead sessions, looked up in the transaction
// that saves the sessions, or plans them.

// What becomes of a session.
struct LedChange {
  // Nothing of a new one.
  std::optional<Session> before;
  Session after;
};

// Checks that those who are to lead the sessions, and did not before, may.
// Fails with NOT_FOUND `FACILITATOR_NOT_FOUND` and FAILED_PRECONDITION
// `FACILITATOR_RETIRED`; metadata `facilitator`.
absl::Status CheckLeaders(db::Transaction& tx,
                          const std::vector<LedChange>& changes);

// Where those who lead the sessions would be in two places at once, if all
// changes came: with one another, and with all other sessions.
absl::StatusOr<std::vector<Clash>> LoadClashes(
    db::Transaction& tx, const std::vector<LedChange>& changes);

// Whether trainees alone would lead one of the sessions, which the workshop
// does not want, and that is to be asked about: others lead it now, or it is
// not open yet and would be.
absl::StatusOr<bool> FindTraineeAlone(db::Transaction& tx,
                                      const std::vector<LedChange>& changes,
                                      const Workshop& workshop);

// All of it. Fails also with FAILED_PRECONDITION `FACILITATOR_BUSY` and, unless
// it is acknowledged, `TRAINEE_ALONE`.
absl::Status CheckLeading(db::Transaction& tx,
                          const std::vector<LedChange>& changes,
                          const Workshop& workshop, bool acknowledged);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_LEADING_COMMANDS_H_
