#ifndef CWP_SERVICES_WEB_PICTURE_CACHE_H_
#define CWP_SERVICES_WEB_PICTURE_CACHE_H_

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"

namespace cwp::web {

// Pictures by name, which never means other bytes. Where there are too many,
// those go that have been here longest. Safe to use from several threads at
// once.
class PictureCache {
 public:
  using Bytes = std::shared_ptr<const std::string>;

  // Enough for about 300 pictures.
  static constexpr size_t kMaxBytes = 32 << 20;

  // All together have at most so many bytes.
  explicit PictureCache(size_t max_bytes = kMaxBytes) : max_bytes_(max_bytes) {}

  // Null when it is not here.
  Bytes Find(absl::string_view name) const;

  // Keeps a picture, if it fits, and returns it.
  Bytes Put(const std::string& name, std::string bytes);

 private:
  const size_t max_bytes_;
  mutable Mutex mu_;
  std::map<std::string, Bytes, std::less<>> pictures_ ABSL_GUARDED_BY(mu_);
  // Their names as they came.
  std::deque<std::string> order_ ABSL_GUARDED_BY(mu_);
  size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_PICTURE_CACHE_H_
