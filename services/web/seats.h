#ifndef CWP_SERVICES_WEB_SEATS_H_
#define CWP_SERVICES_WEB_SEATS_H_

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/cache/client.h"
#include "common/cache/seat_reader.h"
#include "common/rpc/peer.h"
#include "common/telemetry/metrics.h"
#include "services/web/domain.h"

namespace cwp::web {

// How many places are left, for pages: from memory, Redis, or registration.
// What is shown may be a second old, and decides nothing. Safe to use from
// several threads at once.
class SeatReader {
 public:
  // Sessions that nobody knows, or that nobody could say anything about in
  // time, have no `left`.
  using Counts = absl::flat_hash_map<int64_t, Seats>;

  // `redis` may be null. All outlive the reader.
  SeatReader(const Clock& clock, cache::Client* redis,
             const rpc::Peer& registration, Metrics& metrics)
      : clock_(clock), reader_(clock, redis, registration, metrics) {}

  boost::asio::awaitable<Counts> Get(std::vector<int64_t> sessions);

 private:
  const Clock& clock_;
  cache::SeatReader reader_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SEATS_H_
