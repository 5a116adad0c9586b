#include "services/registration/lapse_timer.h"

#include <cstdint>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/telemetry/log.h"
#include "services/registration/hold_store.h"

namespace cwp::registration {
namespace {

constexpr absl::Duration kEvery = absl::Milliseconds(250);
constexpr absl::Duration kPatience = absl::Seconds(5);
constexpr int kBatch = 1000;

}  // namespace

LapseTimer::LapseTimer(db::Database& database, BookingWriter& writer,
                       const Clock& clock)
    : database_(database),
      writer_(writer),
      clock_(clock),
      thread_([this] { Run(); }) {}

LapseTimer::~LapseTimer() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

void LapseTimer::Run() {
  while (true) {
    if (const absl::Status status = LapseAll(); !status.ok()) {
      Log(LogLevel::kWarning, "lapse_timer_failed",
          {{"reason", ReasonOf(status)}});
    }
    MutexLock lock(mu_);
    if (!stopping_) wake_.WaitFor(mu_, kEvery);
    // Nothing may finish after the writer's user is gone.
    while (submitted_ > 0) wake_.Wait(mu_);
    if (stopping_) return;
  }
}

absl::Status LapseTimer::LapseAll() {
  const absl::Time now = clock_.Now();
  std::vector<int64_t> due;
  RETURN_IF_ERROR(database_.Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(due, FindDueSessions(tx, now, kBatch));
    return absl::OkStatus();
  }));
  for (const int64_t session_id : due) {
    {
      MutexLock lock(mu_);
      ++submitted_;
    }
    writer_.Submit(LapseDue{.session_id = session_id}, now + kPatience,
                   [this](const absl::StatusOr<WriteAnswer>&) {
                     MutexLock lock(mu_);
                     --submitted_;
                     wake_.NotifyAll();
                   });
  }
  return absl::OkStatus();
}

}  // namespace cwp::registration
