#include "services/web/page_cache.h"

#include <utility>

namespace cwp::web {
namespace {

// Paths are those of pages that exist and of filters that we offer, so this is
// hardly ever reached.
constexpr size_t kMaxPages = 500;

// With what a reader of seat counts keeps them, half of what they may be old.
constexpr absl::Duration kRecent = absl::Milliseconds(250);

}  // namespace

PageCache::Html PageCache::Find(const std::string& path, const Basis& basis,
                                absl::Time now) {
  MutexLock lock(mu_);
  const auto found = pages_.find(path);
  if (found == pages_.end() || !(found->second.basis == basis)) return nullptr;
  found->second.time = now;
  return found->second.html;
}

PageCache::Html PageCache::FindRecent(const std::string& path,
                                      const Programme* programme, bool known,
                                      absl::Time now) const {
  MutexLock lock(mu_);
  const auto found = pages_.find(path);
  if (found == pages_.end()) return nullptr;
  const auto& [basis, time, html] = found->second;
  const bool recent =
      time <= now && now - time < kRecent && basis.second == SecondOf(now) &&
      basis.programme.get() == programme && basis.known == known;
  return recent ? html : nullptr;
}

PageCache::Html PageCache::Put(const std::string& path, Basis basis,
                               absl::Time now, std::string html) {
  MutexLock lock(mu_);
  if (pages_.size() >= kMaxPages) pages_.clear();
  Entry& entry = pages_[path];
  entry.basis = std::move(basis);
  entry.time = now;
  if (entry.html == nullptr || entry.html->html() != html) {
    entry.html = std::make_shared<const PackedPage>(std::move(html));
  }
  return entry.html;
}

}  // namespace cwp::web
