#ifndef CWP_SERVICES_WEBINARS_WORKER_POOL_H_
#define CWP_SERVICES_WEBINARS_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "common/base/mutex.h"

namespace cwp::webinars {

// A few threads that wait for the disk, so that no gRPC thread does. Safe to
// use from several threads at once.
//
// The queue has no bound of its own: a transfer has one piece of work in it at
// a time, and the number of transfers is bounded.
class WorkerPool {
 public:
  using Work = absl::AnyInvocable<void()>;

  explicit WorkerPool(int threads);

  // Does what was submitted, then stops.
  ~WorkerPool();

  void Submit(Work work);

  // Pieces of work that wait now.
  size_t waiting() const;

 private:
  void Run();

  mutable Mutex mu_;
  CondVar wake_;
  std::deque<Work> queue_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_WORKER_POOL_H_
