#ifndef CWP_SERVICES_SCHEDULING_SERIES_COMMANDS_H_
#define CWP_SERVICES_SCHEDULING_SERIES_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/feed_entries.h"
#include "services/scheduling/leading_commands.h"
#include "services/scheduling/series_domain.h"
#include "services/scheduling/session_change.h"

namespace cwp::scheduling {

// What the writer can do with series, and how it is done.

struct CreateSeries {
  // Without its sessions.
  Series series;
  struct NewSession {
    int64_t id = 0;
    absl::CivilDay day;
    Meeting meeting;
    // Empty for none.
    std::string sealed_join_uri;
  };
  // In order; at least one.
  std::vector<NewSession> sessions;
  bool accept_conflicts = false;
  bool acknowledge_trainee_alone = false;
};
struct EditSeries {
  int64_t id = 0;
  SeriesEdit edit;
  std::set<int64_t> confirmed;
  bool accept_conflicts = false;
  bool acknowledge_trainee_alone = false;
  bool at_once = false;
  UndoRules undo;
};
struct UndoSeriesEdit {
  int64_t id = 0;
  std::optional<int64_t> if_revision;
};
// Saves what time makes of the series and of the parts that its sessions have
// in an edit; see PassTime().
struct LetSeriesTimePass {
  int64_t id = 0;
};

// `series` is as it is stored; each acts on it as time has made it by `now`,
// whether or not that was saved, and decides everything before it saves
// anything. Fails as series_service.proto says.
absl::StatusOr<Series> ApplyCreateSeries(db::Transaction& tx,
                                         const CreateSeries& create,
                                         const Workshop& workshop,
                                         absl::Time now, FeedEntries& entries);
absl::StatusOr<Series> ApplyEditSeries(db::Transaction& tx,
                                       const EditSeries& edit,
                                       const Series& series,
                                       const Workshop& workshop, absl::Time now,
                                       FeedEntries& entries);
absl::StatusOr<Series> ApplyUndoSeriesEdit(
    db::Transaction& tx, const UndoSeriesEdit& undo, const Series& series,
    const Workshop& workshop, absl::Time now, FeedEntries& entries);
absl::StatusOr<Series> ApplyLetSeriesTimePass(db::Transaction& tx,
                                              const Series& series,
                                              const Workshop& workshop,
                                              absl::Time now,
                                              FeedEntries& entries);

// The sessions in the way of what is planned for a series of this workshop;
// without regard to who leads them.
absl::StatusOr<std::vector<SessionConflict>> LoadConflicts(
    db::Transaction& tx, const Workshop& workshop, int64_t series_id,
    const std::vector<PlannedMeeting>& planned);

// The same for what an edit would change.
absl::StatusOr<std::vector<SessionConflict>> LoadConflictsOf(
    db::Transaction& tx, const Workshop& workshop, const SeriesEditPlan& plan);

// What the edit would change, those too that are still to be confirmed.
std::vector<LedChange> LedChangesOf(const SeriesEditPlan& plan);

// Adds where those who lead the sessions of a series would be in two places at
// once, and keeps the order of dates. Fails as CheckLeaders() does.
absl::Status AddLeaderConflicts(db::Transaction& tx,
                                const std::vector<LedChange>& changes,
                                std::vector<SessionConflict>& conflicts);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SERIES_COMMANDS_H_
