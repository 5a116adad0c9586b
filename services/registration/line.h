#ifndef CWP_SERVICES_REGISTRATION_LINE_H_
#define CWP_SERVICES_REGISTRATION_LINE_H_

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"

namespace cwp::registration {

// At which place those who wait for a session stand. Counting those before them
// costs more the longer the line is, and in a rush everybody asks: so only the
// first kExactPlaces are counted each time, and the rest is read at most every
// kPlacesAge. Safe to use from several threads at once.
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
  struct Snapshot {
    absl::Time read_time = absl::InfinitePast();
    // Of all who wait, in order.
    std::vector<int64_t> revisions;
  };

  const Clock& clock_;
  Mutex mu_;
  // Of the sessions with a long line.
  absl::flat_hash_map<int64_t, Snapshot> sessions_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_LINE_H_
