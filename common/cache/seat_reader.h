#ifndef CWP_COMMON_CACHE_SEAT_READER_H_
#define CWP_COMMON_CACHE_SEAT_READER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/cache/client.h"
#include "common/cache/id_reader.h"
#include "common/cache/read_through.h"
#include "common/rpc/peer.h"
#include "common/telemetry/metrics.h"

namespace cwp::cache {

// How full sessions are: from memory, from Redis, or from registration. What it
// says may be a second old, and decides nothing. Safe to use from several
// threads at once.
class SeatReader {
 public:
  // Of cwp.registration.v1.SeatCount, what is shown.
  struct Count {
    int capacity = 0;
    int confirmed = 0;
    int left = 0;
  };
  using Counts = absl::flat_hash_map<int64_t, Count>;
  using Done = absl::AnyInvocable<void(Counts)>;

  // All outlive this object, and so do callbacks under way; `redis` may be
  // null. Registration is asked on the service's own behalf.
  SeatReader(const Clock& clock, Client* redis, const rpc::Peer& registration,
             Metrics& metrics);
  ~SeatReader();

  // Calls `done` once, in this call when all is in memory, else on any thread.
  // Those that nobody can tell of by the deadline are left out.
  void Get(const std::vector<int64_t>& session_ids, absl::Time deadline,
           Done done);

  ReadThrough::Stats stats() const { return reader_->stats(); }

 private:
  class Registration;

  const std::unique_ptr<Registration> registration_;
  const std::unique_ptr<IdReader> reader_;
};

}  // namespace cwp::cache

#endif  // CWP_COMMON_CACHE_SEAT_READER_H_
