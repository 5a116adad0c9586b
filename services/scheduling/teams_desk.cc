#include "services/scheduling/teams_desk.h"

#include <cstddef>
#include <utility>

#include "common/db/error.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMostWaiting = 16;

}  // namespace

TeamsDesk::TeamsDesk() : thread_([this] { Run(); }) {}

TeamsDesk::~TeamsDesk() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

absl::Status TeamsDesk::Submit(Work work) {
  MutexLock lock(mu_);
  if (queue_.size() >= kMostWaiting) {
    return db::Overloaded("too many ask about Teams at once");
  }
  queue_.push_back(std::move(work));
  wake_.NotifyOne();
  return absl::OkStatus();
}

void TeamsDesk::Run() {
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

}  // namespace cwp::scheduling
