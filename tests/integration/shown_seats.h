#ifndef CWP_TESTS_INTEGRATION_SHOWN_SEATS_H_
#define CWP_TESTS_INTEGRATION_SHOWN_SEATS_H_

#include <cstdint>
#include <optional>

#include "common/base/clock.h"
#include "common/cache/client.h"
#include "common/testing/redis_server.h"
#include "cwp/registration/v1/seat.pb.h"

namespace cwp {

// What a Redis shows of seats, read as web and gateway read it.
class ShownSeats {
 public:
  // The server outlives this.
  explicit ShownSeats(const RedisServer& redis);

  // Nothing when Redis shows nothing, or is gone.
  std::optional<registration::v1::SeatCount> Of(int64_t session_id);

  // Waits until a session is shown with so many places left, at most 20 s;
  // whether it is.
  bool Become(int64_t session_id, int left);

 private:
  SystemClock clock_;
  cache::Client client_;
};

}  // namespace cwp

#endif  // CWP_TESTS_INTEGRATION_SHOWN_SEATS_H_
