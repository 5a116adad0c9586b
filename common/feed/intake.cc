#include "common/feed/intake.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::feed {
namespace {

// Whether `entry` follows the one at `before`.
bool Follows(const v1::Entry& entry, const Position& before) {
  if (entry.revision() != before.revision + 1) return false;
  // After listing anew the hash of the entry before is not known.
  const bool known = before.revision == 0 || !before.hash.empty();
  return !known || NextHash(before.hash, entry.revision(), entry.change()) ==
                       entry.hash();
}

}  // namespace

absl::Status ChainBroken(int64_t revision) {
  return MakeError(absl::StatusCode::kDataLoss, "FEED_CHAIN_BROKEN",
                   absl::StrCat("the feed's entry ", revision,
                                " does not follow the one before it"),
                   {{"revision", absl::StrCat(revision)}});
}

absl::StatusOr<Received> ReadPage(const v1::WatchResponse& response,
                                  Position& position) {
  Received page;
  page.first_revision = position.revision + 1;
  page.changes.resize(static_cast<size_t>(response.entries_size()));
  for (int i = 0; i < response.entries_size(); ++i) {
    const v1::Entry& entry = response.entries(i);
    if (!Follows(entry, position) ||
        !page.changes[i].ParseFromString(entry.change())) {
      return ChainBroken(entry.revision());
    }
    position = {.revision = entry.revision(), .hash = entry.hash()};
  }
  const v1::Position& told = response.position();
  if (told.revision() > position.revision) return ChainBroken(told.revision());
  // Not known after listing anew; without it a feed that is replaced while idle
  // would not be found out.
  if (told.revision() == position.revision && position.hash.empty()) {
    position.hash = told.hash();
  }
  page.end = position;
  return page;
}

bool Intake::Put(Received page) {
  MutexLock lock(mu_);
  while (pages_.size() >= limit_ && !abandoned_) changed_.Wait(mu_);
  if (abandoned_) return false;
  pages_.push_back(std::move(page));
  changed_.NotifyAll();
  return true;
}

void Intake::Close(absl::Status status) {
  MutexLock lock(mu_);
  closed_ = true;
  status_ = std::move(status);
  changed_.NotifyAll();
}

std::vector<Received> Intake::Take() {
  MutexLock lock(mu_);
  while (pages_.empty() && !closed_) changed_.Wait(mu_);
  changed_.NotifyAll();
  return std::exchange(pages_, {});
}

void Intake::Abandon() {
  MutexLock lock(mu_);
  abandoned_ = true;
  changed_.NotifyAll();
}

absl::Status Intake::status() const {
  MutexLock lock(mu_);
  return status_;
}

}  // namespace cwp::feed
