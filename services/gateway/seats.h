#ifndef CWP_SERVICES_GATEWAY_SEATS_H_
#define CWP_SERVICES_GATEWAY_SEATS_H_

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/cache/client.h"
#include "common/cache/read_through.h"
#include "common/cache/seat_reader.h"
#include "common/rpc/peer.h"
#include "common/telemetry/metrics.h"
#include "services/gateway/domain.h"

namespace cwp::gateway {

// How full sessions are: from memory, from Redis, or from registration. Safe to
// use from several threads at once.
class SeatReader {
 public:
  using Counts = absl::flat_hash_map<int64_t, SeatCount>;

  // All outlive this object; `redis` may be null.
  SeatReader(const Clock& clock, cache::Client* redis,
             const rpc::Peer& registration, Metrics& metrics)
      : reader_(clock, redis, registration, metrics) {}

  // Those nobody can tell of by the deadline are left out.
  boost::asio::awaitable<Counts> Get(std::vector<int64_t> session_ids,
                                     absl::Time deadline);

  cache::ReadThrough::Stats stats() const { return reader_.stats(); }

 private:
  cache::SeatReader reader_;
};

// The count in a list; null when it is not there.
const SeatCount* FindSeats(const SeatReader::Counts& counts,
                           int64_t session_id);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_SEATS_H_
