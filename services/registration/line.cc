#include "services/registration/line.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "services/registration/hold_store.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

absl::StatusOr<int64_t> Line::PlaceOf(db::Transaction& tx, int64_t session_id,
                                      int64_t revision) {
  ASSIGN_OR_RETURN(const int64_t in_line,
                   CountInLine(tx, session_id, revision, kExactPlaces));
  ASSIGN_OR_RETURN(const int64_t waiting,
                   CountWaiting(tx, session_id, revision, kExactPlaces));
  if (in_line + waiting < kExactPlaces) return in_line + waiting + 1;

  // One reads for all who ask meanwhile.
  const absl::Time now = clock_.Now();
  MutexLock lock(mu_);
  Snapshot& known = sessions_[session_id];
  if (now - known.read_time >= kPlacesAge) {
    ASSIGN_OR_RETURN(known.revisions, ListQueued(tx, session_id));
    known.read_time = now;
    // Lines that were long and are no more.
    absl::erase_if(sessions_, [now](const auto& session) {
      return now - session.second.read_time > absl::Minutes(1);
    });
  }
  const auto& all = sessions_.at(session_id).revisions;
  const auto before = std::lower_bound(all.begin(), all.end(), revision);
  return std::max<int64_t>(kExactPlaces, before - all.begin()) + 1;
}

}  // namespace cwp::registration
