#include "services/web/audit_keeper.h"

#include <future>
#include <memory>

#include "absl/status/statusor.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/feed/head.h"
#include "common/telemetry/log.h"

namespace cwp::web {
namespace {

constexpr absl::Duration kEvery = absl::Minutes(1);
constexpr absl::Duration kHeadEvery = absl::Hours(24);
constexpr absl::Duration kPatience = absl::Seconds(30);

}  // namespace

AuditKeeper::AuditKeeper(const Options& options)
    : options_(options),
      meter_(options.metrics, "audit_keeper"),
      thread_([this] { Run(); }) {}

AuditKeeper::~AuditKeeper() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

void AuditKeeper::Run() {
  while (true) {
    const absl::Status status = Tidy();
    meter_.Count(status);
    if (!status.ok()) {
      Log(LogLevel::kWarning, "audit_keeper_failed",
          {{"reason", ReasonOf(status)}});
    }
    MutexLock lock(mu_);
    if (!stopping_) wake_.WaitFor(mu_, kEvery);
    if (stopping_) return;
  }
}

// What fails does not keep the rest from being done.
absl::Status AuditKeeper::Tidy() {
  absl::Status status = EraseOld();
  const absl::Time now = options_.clock->Now();
  if (now - last_head_ < kHeadEvery) return status;
  const absl::Status logged = feed::LogHead(*options_.database);
  if (logged.ok()) last_head_ = now;
  status.Update(logged);
  return status;
}

// One group of them; the rest the next time.
absl::Status AuditKeeper::EraseOld() {
  const absl::Time now = options_.clock->Now();
  auto done = std::make_shared<std::promise<absl::Status>>();
  std::future<absl::Status> status = done->get_future();
  options_.log->writer().Submit(EraseOldWhys{now - options_.retention},
                                now + kPatience,
                                [done](const absl::StatusOr<int64_t>& erased) {
                                  done->set_value(erased.status());
                                });
  return status.get();
}

}  // namespace cwp::web
