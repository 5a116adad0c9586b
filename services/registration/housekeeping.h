#ifndef CWP_SERVICES_REGISTRATION_HOUSEKEEPING_H_
#define CWP_SERVICES_REGISTRATION_HOUSEKEEPING_H_

#include <functional>
#include <thread>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/latest.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/telemetry/loop_meter.h"
#include "common/telemetry/metrics.h"
#include "services/registration/group.h"
#include "services/registration/seat_board.h"

namespace cwp::registration {

// How long a request id is remembered.
inline constexpr absl::Duration kRequestLifetime = absl::Hours(24 * 7);

// Forgets request ids and personal data whose time is over, in small
// transactions between those of the writer, has the board drop sessions that
// have ended, and writes the feed's head to the log once a day, because a chain
// alone cannot show that its end was cut off.
class Housekeeping {
 public:
  // What it works with; all outlive it.
  struct Options {
    db::Database* database = nullptr;
    const Clock* clock = nullptr;
    SeatBoard* board = nullptr;
    const Latest<GroupOptions>* group = nullptr;
    Metrics* metrics = nullptr;
    // As FindPurgeTime() said at the start.
    absl::Time purge_time = absl::InfinitePast();
    // Called after each commit that may have changed the feed.
    std::function<void()> committed;
  };
  explicit Housekeeping(Options options);

  // Stops.
  ~Housekeeping();

 private:
  void Run();
  absl::Status Tidy();
  absl::Status Prune();
  absl::Status SetAside();
  bool MayPurge() const;
  absl::Status Purge();
  bool Stopping();
  void LogHead();

  const Options options_;
  const LoopMeter meter_;
  absl::Time last_head_ = absl::InfinitePast();
  Mutex mu_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_HOUSEKEEPING_H_
