#ifndef CWP_SERVICES_WEB_PASSWORD_POOL_H_
#define CWP_SERVICES_WEB_PASSWORD_POOL_H_

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "common/base/mutex.h"

namespace cwp::web {

// Threads that hash passwords, which takes its time by design: so that no other
// thread waits for that, and many who sign in at once hold up nobody but one
// another. Safe to use from several threads at once.
class PasswordPool {
 public:
  using Work = absl::AnyInvocable<void()>;

  PasswordPool(int threads, size_t queue_limit);

  // Does what was submitted, then stops.
  ~PasswordPool();

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

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_PASSWORD_POOL_H_
