#include "services/web/page_cache.h"

#include <utility>

namespace cwp::web {
namespace {

// Paths are those of pages that exist and of filters that we offer, so this is
// hardly ever reached.
constexpr size_t kMaxPages = 500;

}  // namespace

PageCache::Html PageCache::Find(const std::string& path,
                                const Basis& basis) const {
  MutexLock lock(mu_);
  const auto found = pages_.find(path);
  if (found == pages_.end() || !(found->second.basis == basis)) return nullptr;
  return found->second.html;
}

PageCache::Html PageCache::Put(const std::string& path, Basis basis,
                               std::string html) {
  MutexLock lock(mu_);
  if (pages_.size() >= kMaxPages) pages_.clear();
  Entry& entry = pages_[path];
  entry.basis = std::move(basis);
  if (entry.html == nullptr || entry.html->html() != html) {
    entry.html = std::make_shared<const PackedPage>(std::move(html));
  }
  return entry.html;
}

}  // namespace cwp::web
