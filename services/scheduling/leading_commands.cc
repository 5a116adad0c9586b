#include "services/scheduling/leading_commands.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "services/scheduling/engagement_store.h"
#include "services/scheduling/facilitator_commands.h"
#include "services/scheduling/facilitator_domain.h"

namespace cwp::scheduling {
namespace {

// The facilitators that any of the sessions has and had not before.
std::set<int64_t> NewLeaders(const std::vector<LedChange>& changes) {
  std::set<int64_t> leaders;
  for (const LedChange& change : changes) {
    for (const int64_t id : change.after.content.facilitator_ids) {
      const bool had =
          change.before.has_value() &&
          std::count(change.before->content.facilitator_ids.begin(),
                     change.before->content.facilitator_ids.end(), id) > 0;
      if (!had) leaders.insert(id);
    }
  }
  return leaders;
}

std::vector<Engagement> Planned(const std::vector<LedChange>& changes) {
  std::vector<Engagement> planned;
  for (const LedChange& change : changes) {
    const std::vector<Engagement> own =
        change.before.has_value() ? NewEngagements(*change.before, change.after)
                                  : EngagementsOf(change.after);
    planned.insert(planned.end(), own.begin(), own.end());
  }
  return planned;
}

bool AsksForPair(const LedChange& change) {
  if (!change.before.has_value()) return true;
  const Session& before = *change.before;
  const Session& after = change.after;
  return before.content.facilitator_ids != after.content.facilitator_ids ||
         (after.state == SessionState::kOpen &&
          before.state != SessionState::kOpen);
}

// The leaders of the first session that trainees alone would lead and that is
// to be asked about; nobody when there is none.
absl::StatusOr<std::vector<Facilitator>> FindTrainees(
    db::Transaction& tx, const std::vector<LedChange>& changes,
    const Workshop& workshop) {
  std::vector<Facilitator> leaders;
  if (!workshop.content.supervised_pair) return leaders;
  // Those who lead one session usually lead its neighbours.
  std::set<std::vector<int64_t>> seen;
  for (const LedChange& change : changes) {
    const std::vector<int64_t>& ids = change.after.content.facilitator_ids;
    if (!AsksForPair(change) || !seen.insert(ids).second) continue;
    leaders.clear();
    for (const int64_t id : ids) {
      ASSIGN_OR_RETURN(leaders.emplace_back(), LoadFacilitator(tx, id));
    }
    if (IsTraineeAlone(leaders)) return leaders;
  }
  return std::vector<Facilitator>();
}

}  // namespace

absl::Status CheckLeaders(db::Transaction& tx,
                          const std::vector<LedChange>& changes) {
  for (const int64_t id : NewLeaders(changes)) {
    ASSIGN_OR_RETURN(const Facilitator facilitator, LoadFacilitator(tx, id));
    RETURN_IF_ERROR(CheckActive(facilitator));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Clash>> LoadClashes(
    db::Transaction& tx, const std::vector<LedChange>& changes) {
  const std::vector<Engagement> planned = Planned(changes);
  if (planned.empty()) return std::vector<Clash>();
  std::set<int64_t> leaders;
  absl::Time from = absl::InfiniteFuture();
  absl::Time until = absl::InfinitePast();
  for (const Engagement& each : planned) {
    leaders.insert(each.facilitator_id);
    from = std::min(from, each.start);
    until = std::max(until, each.end);
  }
  // Of the sessions that change, what counts is how they will be.
  std::set<int64_t> changing;
  std::vector<Engagement> others;
  for (const LedChange& change : changes) {
    changing.insert(change.after.id);
    const std::vector<Engagement> own = EngagementsOf(change.after);
    others.insert(others.end(), own.begin(), own.end());
  }
  for (const int64_t id : leaders) {
    ASSIGN_OR_RETURN(const std::vector<Engagement> stored,
                     ListEngagements(tx, id, from, until));
    for (const Engagement& each : stored) {
      if (changing.count(each.session_id) == 0) others.push_back(each);
    }
  }
  return FindClashes(planned, std::move(others));
}

absl::StatusOr<bool> FindTraineeAlone(db::Transaction& tx,
                                      const std::vector<LedChange>& changes,
                                      const Workshop& workshop) {
  ASSIGN_OR_RETURN(const std::vector<Facilitator> trainees,
                   FindTrainees(tx, changes, workshop));
  return IsTraineeAlone(trainees);
}

absl::Status CheckLeading(db::Transaction& tx,
                          const std::vector<LedChange>& changes,
                          const Workshop& workshop, bool acknowledged) {
  RETURN_IF_ERROR(CheckLeaders(tx, changes));
  ASSIGN_OR_RETURN(const std::vector<Clash> clashes, LoadClashes(tx, changes));
  RETURN_IF_ERROR(CheckClashes(clashes));
  ASSIGN_OR_RETURN(const std::vector<Facilitator> trainees,
                   FindTrainees(tx, changes, workshop));
  return CheckPair(trainees, acknowledged);
}

}  // namespace cwp::scheduling
