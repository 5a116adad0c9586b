#include "services/web/short_memory.h"

#include <iterator>
#include <utility>

namespace cwp::web {

bool ShortMemory::Put(const std::string& key, std::string value) {
  const absl::Time now = clock_.Now();
  const size_t size = key.size() + value.size();
  MutexLock lock(mu_);
  Forget(now);
  if (bytes_ + size > most_bytes_) return false;
  const bool added =
      kept_
          .try_emplace(key, Kept{.value = std::move(value), .end = now + time_})
          .second;
  if (added) bytes_ += size;
  return added;
}

std::optional<std::string> ShortMemory::Find(const std::string& key) {
  const absl::Time now = clock_.Now();
  MutexLock lock(mu_);
  Forget(now);
  const auto found = kept_.find(key);
  if (found == kept_.end()) return std::nullopt;
  return found->second.value;
}

std::optional<std::string> ShortMemory::Take(const std::string& key) {
  const absl::Time now = clock_.Now();
  MutexLock lock(mu_);
  Forget(now);
  const auto found = kept_.find(key);
  if (found == kept_.end()) return std::nullopt;
  std::string value = std::move(found->second.value);
  bytes_ -= key.size() + value.size();
  kept_.erase(found);
  return value;
}

void ShortMemory::Forget(absl::Time now) {
  for (auto each = kept_.begin(); each != kept_.end();) {
    const auto next = std::next(each);
    if (now >= each->second.end) {
      bytes_ -= each->first.size() + each->second.value.size();
      kept_.erase(each);
    }
    each = next;
  }
}

}  // namespace cwp::web
