#ifndef CWP_COMMON_BASE_LATEST_H_
#define CWP_COMMON_BASE_LATEST_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "common/base/mutex.h"

namespace cwp {

// Something immutable that is replaced as a whole: who got it keeps it as it
// was, for as long as they need it. Safe to use from several threads at once.
template <class T>
class Latest {
 public:
  explicit Latest(T first)
      : value_(std::make_shared<const T>(std::move(first))) {}

  // Never null.
  std::shared_ptr<const T> Get() const {
    MutexLock lock(mu_);
    return value_;
  }

  void Set(T next) {
    auto value = std::make_shared<const T>(std::move(next));
    MutexLock lock(mu_);
    value_.swap(value);
  }

 private:
  mutable Mutex mu_;
  std::shared_ptr<const T> value_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp

#endif  // CWP_COMMON_BASE_LATEST_H_
