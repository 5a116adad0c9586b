#ifndef CWP_SERVICES_REGISTRATION_LINE_H_
#define CWP_SERVICES_REGISTRATION_LINE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"

namespace cwp::registration {

// At which place those who wait for a session stand. Counting those before them
// costs more the longer the line is, and in a rush everybody asks: so the first
// kExactPlaces are read once after each change, for all who ask until the next,
// and the rest is read at most every kPlacesAge. Safe to use from several
// threads at once.
class Line {
 public:
  // The clock outlives this.
  explicit Line(const Clock& clock) : clock_(clock) {}

  // The place, from 1, of whoever began to wait with this feed revision: exact
  // up to kExactPlaces, else as it was at most kPlacesAge ago.
  absl::StatusOr<int64_t> PlaceOf(db::Transaction& tx, int64_t session_id,
                                  int64_t revision);

  static constexpr int kExactPlaces = 500;
  static constexpr absl::Duration kPlacesAge = absl::Milliseconds(250);

 private:
  // Revisions of those who wait, in order.
  using Places = std::vector<int64_t>;
  struct Snapshot {
    // The first who wait, as of a revision of the feed.
    int64_t first_head = -1;
    std::shared_ptr<const Places> first;
    // All who wait, where the line is long.
    absl::Time all_time = absl::InfinitePast();
    Places all;
  };

  absl::StatusOr<std::shared_ptr<const Places>> FirstOf(db::Transaction& tx,
                                                        int64_t session_id);
  Snapshot& SnapshotOf(int64_t session_id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Clock& clock_;
  Mutex mu_;
  absl::flat_hash_map<int64_t, Snapshot> sessions_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_LINE_H_
