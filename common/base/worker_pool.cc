#include "common/base/worker_pool.h"

#include <utility>

namespace cwp {

WorkerPool::WorkerPool(int threads, size_t queue_limit)
    : queue_limit_(queue_limit) {
  threads_.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Run(); });
  }
}

WorkerPool::~WorkerPool() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::Submit(Work work) {
  MutexLock lock(mu_);
  if (queue_.size() >= queue_limit_) return false;
  queue_.push_back(std::move(work));
  wake_.NotifyOne();
  return true;
}

size_t WorkerPool::waiting() const {
  MutexLock lock(mu_);
  return queue_.size();
}

void WorkerPool::Run() {
  while (true) {
    Work work;
    {
      MutexLock lock(mu_);
      while (queue_.empty() && !stopping_) wake_.Wait(mu_);
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work();
  }
}

}  // namespace cwp
