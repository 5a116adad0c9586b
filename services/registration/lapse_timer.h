#ifndef CWP_SERVICES_REGISTRATION_LAPSE_TIMER_H_
#define CWP_SERVICES_REGISTRATION_LAPSE_TIMER_H_

#include <atomic>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "services/registration/service.h"

namespace cwp::registration {

// Gives back holds and offers when their time runs out: within a second, by
// reading an index and submitting commands to the writer. What has lapsed is
// treated so in every decision anyhow; the timer serves those who wait. Several
// replicas that do so do no harm.
class LapseTimer {
 public:
  // All outlive the timer.
  LapseTimer(db::Database& database, BookingWriter& writer, const Clock& clock);

  // Stops; waits for what was submitted.
  ~LapseTimer();

  LapseTimer(const LapseTimer&) = delete;
  LapseTimer& operator=(const LapseTimer&) = delete;

 private:
  void Run();
  absl::Status LapseAll();

  db::Database& database_;
  BookingWriter& writer_;
  const Clock& clock_;
  Mutex mu_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  int submitted_ ABSL_GUARDED_BY(mu_) = 0;
  std::thread thread_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_LAPSE_TIMER_H_
