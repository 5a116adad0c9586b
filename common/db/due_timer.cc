#include "common/db/due_timer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/telemetry/log.h"

namespace cwp::db {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(5);

}  // namespace

DueTimer::DueTimer(Options options)
    : options_(std::move(options)),
      meter_(options_.metrics, options_.name),
      thread_([this] { Run(); }) {}

DueTimer::~DueTimer() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

void DueTimer::Run() {
  while (true) {
    const absl::StatusOr<bool> more = DoAll();
    meter_.Count(more.status());
    if (!more.ok()) {
      Log(LogLevel::kWarning, absl::StrCat(options_.name, "_failed"),
          {{"reason", ReasonOf(more.status())}});
    }
    MutexLock lock(mu_);
    if (!stopping_ && !more.value_or(false)) {
      wake_.WaitFor(mu_, options_.every);
    }
    // Nothing may finish after the writer's user is gone.
    while (submitted_ > 0) wake_.Wait(mu_);
    if (stopping_) return;
  }
}

absl::StatusOr<bool> DueTimer::DoAll() {
  const absl::Time now = options_.clock->Now();
  std::vector<int64_t> due;
  RETURN_IF_ERROR(options_.database->Read([&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(due, options_.find(tx, now));
    return absl::OkStatus();
  }));
  for (const int64_t id : due) {
    {
      MutexLock lock(mu_);
      ++submitted_;
    }
    options_.submit(id, now + kPatience, [this] {
      MutexLock lock(mu_);
      --submitted_;
      wake_.NotifyAll();
    });
  }
  // What could not be done now is not to be tried without a pause.
  const bool more =
      options_.most > 0 && due.size() >= options_.most && due != last_due_;
  last_due_ = std::move(due);
  return more;
}

}  // namespace cwp::db
