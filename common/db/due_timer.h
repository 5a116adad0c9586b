#ifndef CWP_COMMON_DB_DUE_TIMER_H_
#define CWP_COMMON_DB_DUE_TIMER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/telemetry/loop_meter.h"
#include "common/telemetry/metrics.h"

namespace cwp::db {

// Has done what is due: reads an index every so often, and submits a command to
// the writer for each row that it finds. Decisions never wait for it: what is
// due counts as done in all of them. So several replicas that do the same do no
// harm.
class DueTimer {
 public:
  struct Options {
    // Names it in the log, `NAME_failed`, and in cwp_loop_rounds_total.
    std::string name;
    // All outlive the timer. Without metrics its rounds are not counted.
    Database* database = nullptr;
    const Clock* clock = nullptr;
    Metrics* metrics = nullptr;
    absl::Duration every = absl::Milliseconds(250);
    // Where `find` gives so many at most: once those are done it looks for the
    // others at once, unless it was given the same the time before. 0 where it
    // gives all.
    size_t most = 0;
    // Reads the ids of some that are due at `now`.
    std::function<absl::StatusOr<std::vector<int64_t>>(Transaction& tx,
                                                       absl::Time now)>
        find;
    // Submits what is to be done about one of them, and calls `done` once, on
    // any thread, by about the deadline.
    std::function<void(int64_t id, absl::Time deadline,
                       std::function<void()> done)>
        submit;
  };

  explicit DueTimer(Options options);

  // Stops; waits for what was submitted.
  ~DueTimer();

  DueTimer(const DueTimer&) = delete;
  DueTimer& operator=(const DueTimer&) = delete;

 private:
  void Run();
  // Does what is due; says whether to look for more at once.
  absl::StatusOr<bool> DoAll();

  const Options options_;
  const LoopMeter meter_;
  Mutex mu_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  int submitted_ ABSL_GUARDED_BY(mu_) = 0;
  // What was due when it last looked. Used by the thread alone.
  std::vector<int64_t> last_due_;
  std::thread thread_;
};

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_DUE_TIMER_H_
