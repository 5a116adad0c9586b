#ifndef CWP_SERVICES_WEB_AUDIT_KEEPER_H_
#define CWP_SERVICES_WEB_AUDIT_KEEPER_H_

#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/telemetry/loop_meter.h"
#include "common/telemetry/metrics.h"
#include "services/web/audit_log.h"

namespace cwp::web {

// Looks after the audit log: writes to the process's log once a day where it
// ends, and erases what staff typed as reasons when its time is over. The
// entries themselves stay.
class AuditKeeper {
 public:
  // What it works with; all outlive it.
  struct Options {
    db::Database* database = nullptr;
    const Clock* clock = nullptr;
    AuditLog* log = nullptr;
    Metrics* metrics = nullptr;
    // For how long reasons are kept.
    absl::Duration retention;
  };
  explicit AuditKeeper(const Options& options);

  // Stops.
  ~AuditKeeper();

 private:
  void Run();
  absl::Status Tidy();
  absl::Status EraseOld();

  const Options options_;
  const LoopMeter meter_;
  absl::Time last_head_ = absl::InfinitePast();
  Mutex mu_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_AUDIT_KEEPER_H_
