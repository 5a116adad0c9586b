#include "common/db/readers.h"

#include <utility>

#include "common/db/error.h"

namespace cwp::db {

Readers::Readers(Database& database, const Clock& clock, int threads,
                 size_t queue_limit)
    : database_(database), clock_(clock), queue_limit_(queue_limit) {
  threads_.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Run(); });
  }
}

Readers::~Readers() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

void Readers::Submit(absl::Time deadline, Body body, Done done) {
  {
    MutexLock lock(mu_);
    if (queue_.size() < queue_limit_) {
      queue_.push_back({deadline, std::move(body), std::move(done)});
      wake_.NotifyOne();
      return;
    }
  }
  done(Overloaded("too many reads are waiting"));
}

size_t Readers::queued() const {
  MutexLock lock(mu_);
  return queue_.size();
}

void Readers::Run() {
  while (std::optional<Job> job = Next()) {
    if (clock_.Now() >= job->deadline) {
      job->done(TooLate());
    } else {
      job->done(database_.Read([&](Transaction& tx) { return job->body(tx); }));
    }
  }
}

std::optional<Readers::Job> Readers::Next() {
  MutexLock lock(mu_);
  while (queue_.empty() && !stopping_) wake_.Wait(mu_);
  if (queue_.empty()) return std::nullopt;
  Job job = std::move(queue_.front());
  queue_.pop_front();
  return job;
}

}  // namespace cwp::db
