#ifndef CWP_SERVICES_GATEWAY_REPLAYS_H_
#define CWP_SERVICES_GATEWAY_REPLAYS_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/host/request_keys.h"
#include "common/rpc/caller.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/gateway/commands.h"

namespace cwp::gateway {

// Remembers which orders were answered under which Idempotency-Key, to tell a
// partner that an answer is a repeat. Only for that: whether a booking is made
// twice, registration decides. Safe to use from several threads at once.
class Replays {
 public:
  // Both outlive this object.
  Replays(const host::RequestKeys& keys, GatewayWriter& writer)
      : keys_(keys), writer_(writer) {}

  // Remembers for 7 days that `order`, asked for under `key`, was answered with
  // a booking. Returns whether it was answered so before. False when the
  // database cannot tell, which is no reason to refuse the answer.
  boost::asio::awaitable<bool> Remember(
      const rpc::Caller& partner, const std::string& key,
      const registration::v1::CreateBookingRequest& order, int64_t booking_id,
      absl::Time deadline);

 private:
  const host::RequestKeys& keys_;
  GatewayWriter& writer_;
};

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_REPLAYS_H_
