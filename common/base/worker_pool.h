#ifndef CWP_COMMON_BASE_WORKER_POOL_H_
#define CWP_COMMON_BASE_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <limits>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "common/base/mutex.h"

namespace cwp {

// A few threads for what takes its time, such as waiting for a disk: so that no
// thread that answers calls does. Safe to use from several threads at once.
class WorkerPool {
 public:
  using Work = absl::AnyInvocable<void()>;

  // Without a limit, whoever submits has to bound what waits.
  explicit WorkerPool(int threads,
                      size_t queue_limit = std::numeric_limits<size_t>::max());

  // Does what was submitted, then stops.
  ~WorkerPool();

  // Puts work in line; false, and nothing will be done, when too much waits.
  bool Submit(Work work);

  // How much waits for a thread.
  size_t waiting() const;

 private:
  void Run();

  const size_t queue_limit_;
  mutable Mutex mu_;
  CondVar wake_;
  std::deque<Work> queue_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace cwp

#endif  // CWP_COMMON_BASE_WORKER_POOL_H_
