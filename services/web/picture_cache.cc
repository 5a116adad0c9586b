#include "services/web/picture_cache.h"

#include <utility>

namespace cwp::web {

PictureCache::Bytes PictureCache::Find(absl::string_view name) const {
  MutexLock lock(mu_);
  const auto found = pictures_.find(std::string(name));
  return found == pictures_.end() ? nullptr : found->second;
}

PictureCache::Bytes PictureCache::Put(const std::string& name,
                                      std::string bytes) {
  Bytes kept = std::make_shared<const std::string>(std::move(bytes));
  MutexLock lock(mu_);
  if (kept->size() > max_bytes_ || !pictures_.emplace(name, kept).second) {
    return kept;
  }
  order_.push_back(name);
  bytes_ += kept->size();
  while (bytes_ > max_bytes_) {
    const auto oldest = pictures_.find(order_.front());
    bytes_ -= oldest->second->size();
    pictures_.erase(oldest);
    order_.pop_front();
  }
  return kept;
}

}  // namespace cwp::web
