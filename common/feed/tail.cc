#include "common/feed/tail.h"

#include <utility>

#include "common/base/error.h"
#include "common/telemetry/log.h"

namespace cwp::feed {

Tail::Tail(Options options, int64_t after_revision, Apply apply)
    : options_(options), apply_(std::move(apply)), applied_(after_revision) {
  thread_ = std::thread([this] { Run(); });
}

Tail::~Tail() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
  }
  options_.bell->Ring();
  thread_.join();
}

int64_t Tail::applied() const {
  MutexLock lock(mu_);
  return applied_;
}

void Tail::Run() {
  int64_t heard = 0;
  while (true) {
    {
      MutexLock lock(mu_);
      if (stopping_) return;
    }
    if (!ApplyPage()) {
      heard = options_.bell->Wait(heard, options_.poll_interval);
    }
  }
}

// Applies the next entries; false when there were none.
bool Tail::ApplyPage() {
  const int64_t after = applied();
  Page page;
  const absl::Status status =
      options_.database->Read([&](db::Transaction& tx) -> absl::Status {
        absl::StatusOr<Page> read =
            ReadOn(tx, after, options_.page_entries, options_.page_bytes);
        if (read.ok()) page = *std::move(read);
        return read.status();
      });
  if (!status.ok()) {
    Log(LogLevel::kWarning, "tail_failed", {{"reason", ReasonOf(status)}});
    return false;
  }
  if (page.entries.empty()) return false;
  apply_(page.entries);
  MutexLock lock(mu_);
  applied_ = page.entries.back().revision;
  return true;
}

}  // namespace cwp::feed
