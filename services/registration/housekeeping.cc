#include "services/registration/housekeeping.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/requests.h"
#include "common/feed/head.h"
#include "common/telemetry/log.h"
#include "services/registration/retention.h"

namespace cwp::registration {
namespace {

constexpr absl::Duration kEvery = absl::Minutes(1);
constexpr absl::Duration kHeadEvery = absl::Hours(24);
constexpr int kBatch = 500;

}  // namespace

Housekeeping::Housekeeping(Options options)
    : options_(std::move(options)),
      meter_(options_.metrics, "housekeeping"),
      thread_([this] { Run(); }) {}

Housekeeping::~Housekeeping() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

void Housekeeping::Run() {
  while (true) {
    const absl::Status status = Tidy();
    meter_.Count(status);
    if (!status.ok()) {
      Log(LogLevel::kWarning, "housekeeping_failed",
          {{"reason", ReasonOf(status)}});
    }
    if (options_.clock->Now() - last_head_ >= kHeadEvery) LogHead();
    MutexLock lock(mu_);
    if (!stopping_) wake_.WaitFor(mu_, kEvery);
    if (stopping_) return;
  }
}

// What fails does not keep the rest from being done.
absl::Status Housekeeping::Tidy() {
  absl::Status status = Prune();
  status.Update(SetAside());
  status.Update(Purge());
  options_.board->DropEnded();
  return status;
}

absl::Status Housekeeping::Prune() {
  const absl::Time before = options_.clock->Now() - kRequestLifetime;
  int64_t pruned = kBatch;
  while (pruned == kBatch) {
    RETURN_IF_ERROR(
        options_.database->Write([&](db::Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(pruned, db::PruneRequests(tx, before, kBatch));
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

absl::Status Housekeeping::SetAside() {
  bool more = true;
  while (more && !Stopping()) {
    ASSIGN_OR_RETURN(more,
                     SetSomeAside(*options_.database, options_.clock->Now()));
  }
  return absl::OkStatus();
}

// A clock that was set back since is right by now.
bool Housekeeping::MayPurge() const {
  const absl::Time now = options_.clock->Now();
  return now >= options_.purge_time || now < options_.purge_time - kDoubt;
}

absl::Status Housekeeping::Purge() {
  bool more = MayPurge();
  while (more && !Stopping()) {
    ASSIGN_OR_RETURN(more, PurgeSome(*options_.database, *options_.group->Get(),
                                     options_.clock->Now()));
    if (more) options_.committed();
  }
  return absl::OkStatus();
}

bool Housekeeping::Stopping() {
  MutexLock lock(mu_);
  return stopping_;
}

void Housekeeping::LogHead() {
  const absl::Time now = options_.clock->Now();
  if (feed::LogHead(*options_.database).ok()) last_head_ = now;
}

}  // namespace cwp::registration
