#ifndef CWP_SERVICES_REGISTRATION_HOUSEKEEPING_H_
#define CWP_SERVICES_REGISTRATION_HOUSEKEEPING_H_

#include <thread>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "services/registration/seat_board.h"

namespace cwp::registration {

// How long a request id is remembered.
inline constexpr absl::Duration kRequestLifetime = absl::Hours(24 * 7);

// Forgets request ids whose time is over, in small transactions between those
// of the writer, has the board drop sessions that have ended, and writes the
// feed's head to the log once a day, because a chain alone cannot show that its
// end was cut off.
class Housekeeping {
 public:
  // All outlive it.
  Housekeeping(db::Database& database, const Clock& clock, SeatBoard& board);

  // Stops.
  ~Housekeeping();

 private:
  void Run();
  absl::Status Tidy();
  absl::Status Prune();
  void LogHead();

  db::Database& database_;
  const Clock& clock_;
  SeatBoard& board_;
  absl::Time last_head_ = absl::InfinitePast();
  Mutex mu_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_HOUSEKEEPING_H_
