#ifndef CWP_SERVICES_SCHEDULING_MEETING_WORKER_H_
#define CWP_SERVICES_SCHEDULING_MEETING_WORKER_H_

#include <cstdint>
#include <functional>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/telemetry/metrics.h"
#include "services/scheduling/meeting_commands.h"
#include "services/scheduling/meeting_provider.h"
#include "services/scheduling/vault.h"

namespace cwp::scheduling {

// Has meetings made and changed that stand in the queue, outside every
// request's path. An entry is taken in hand, then the provider asked, then what
// came of it recorded; whoever dies in between leaves an entry that is due
// again once its lease is over, and a provider that gives the same meeting for
// the same session. So each session has one meeting in the end, and its address
// is known only once its options are set.
//
// A failure that concerns all meetings lets all of them wait.
class MeetingWorker {
 public:
  struct Options {
    // All outlive it.
    db::Database* database = nullptr;
    const Clock* clock = nullptr;
    MeetingProvider* provider = nullptr;
    const Vault* vault = nullptr;
    Metrics* metrics = nullptr;
    // Called after a session's address was committed, to wake the feed.
    std::function<void()> committed = [] {};
    // Longer than all calls of one try may take.
    absl::Duration lease = absl::Minutes(10);
  };

  explicit MeetingWorker(Options options);

  // Stops, ends what the provider is being asked, and records what came of it.
  ~MeetingWorker();

  // Starts its thread; not for a provider that makes no meetings.
  void Start();

  // Ends a pause that was not asked for by the provider, and looks now whether
  // something is due.
  void Resume();

  // Sees to what is due now, on this thread; returns how many were tried. Fails
  // when the database does. For tests, and for a worker that was not started.
  absl::StatusOr<int> TryDue();

 private:
  void Run();
  absl::Duration UntilNext();
  bool MustStop();
  absl::StatusOr<bool> TryOne(int64_t session_id);
  absl::StatusOr<OnlineMeeting> Make(const MeetingTask& task);
  absl::Status Record(const MeetingTask& task,
                      const absl::StatusOr<OnlineMeeting>& made);
  absl::Duration Pause(const absl::Status& failure, int64_t tries);

  const Options options_;
  Counter& done_;
  Counter& failed_;
  Mutex mu_;
  CondVar wake_;
  bool woken_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  // Nothing is tried before; whether the provider itself said so.
  absl::Time quiet_until_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
  bool quiet_as_asked_ ABSL_GUARDED_BY(mu_) = false;
  // Failures in a row that concerned all. Used by the trying thread only.
  int64_t troubles_ = 0;
  std::thread thread_;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_WORKER_H_
