#include "services/registration/line.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {
namespace {

// Snapshots of so many sessions are kept.
constexpr size_t kMostKept = 500;

}  // namespace

absl::StatusOr<int64_t> Line::PlaceOf(db::Transaction& tx, int64_t session_id,
                                      int64_t revision) {
  const auto place_in = [revision](const Places& places) {
    return std::lower_bound(places.begin(), places.end(), revision) -
           places.begin() + 1;
  };
  ASSIGN_OR_RETURN(const auto first, FirstOf(tx, session_id));
  const int64_t place = place_in(*first);
  if (place <= kExactPlaces) return place;

  // One reads for all who ask meanwhile.
  const absl::Time now = clock_.Now();
  MutexLock lock(mu_);
  Snapshot& known = SnapshotOf(session_id);
  if (now - known.all_time >= kPlacesAge) {
    ASSIGN_OR_RETURN(
        known.all,
        ListQueued(tx, session_id, std::numeric_limits<int64_t>::max()));
    known.all_time = now;
  }
  return std::max<int64_t>(place, place_in(known.all));
}

// Whatever changes a line is on the feed, so that its end tells whether what is
// known still holds.
absl::StatusOr<std::shared_ptr<const Line::Places>> Line::FirstOf(
    db::Transaction& tx, int64_t session_id) {
  ASSIGN_OR_RETURN(const feed::Position head, feed::ReadHead(tx));
  {
    MutexLock lock(mu_);
    const Snapshot& known = SnapshotOf(session_id);
    if (known.first_head == head.revision) return known.first;
  }
  ASSIGN_OR_RETURN(Places places, ListQueued(tx, session_id, kExactPlaces));
  const auto first = std::make_shared<const Places>(std::move(places));
  MutexLock lock(mu_);
  Snapshot& known = SnapshotOf(session_id);
  // Another may have read a later one.
  if (known.first_head < head.revision) {
    known.first_head = head.revision;
    known.first = first;
  }
  return first;
}

// They can be read anew, so all are forgotten when there are too many.
Line::Snapshot& Line::SnapshotOf(int64_t session_id) {
  if (sessions_.size() >= kMostKept && !sessions_.contains(session_id)) {
    sessions_.clear();
  }
  return sessions_[session_id];
}

}  // namespace cwp::registration
