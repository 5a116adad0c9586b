#ifndef CWP_SERVICES_SCHEDULING_TEAMS_DESK_H_
#define CWP_SERVICES_SCHEDULING_TEAMS_DESK_H_

#include <deque>
#include <thread>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "common/base/mutex.h"

namespace cwp::scheduling {

// A thread for what operators ask now and then and what waits for Microsoft or
// for a write, so that no gRPC thread does. Safe to use from several threads at
// once.
class TeamsDesk {
 public:
  using Work = absl::AnyInvocable<void()>;

  TeamsDesk();

  // Does what was submitted, then stops.
  ~TeamsDesk();

  // Fails with RESOURCE_EXHAUSTED `OVERLOADED` when much waits already; then
  // the work is not done.
  absl::Status Submit(Work work);

 private:
  void Run();

  Mutex mu_;
  CondVar wake_;
  std::deque<Work> queue_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_TEAMS_DESK_H_
