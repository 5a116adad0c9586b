#ifndef CWP_COMMON_FEED_TAIL_H_
#define CWP_COMMON_FEED_TAIL_H_

#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "common/base/bell.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/feed/log.h"

namespace cwp::feed {

// Follows a service's own feed inside its process, to keep something in memory
// up to date. Wakes when the bell rings, and looks by itself every
// `poll_interval`, for what other replicas committed.
class Tail {
 public:
  struct Options {
    db::Database* database = nullptr;
    Bell* bell = nullptr;
    absl::Duration poll_interval = absl::Milliseconds(50);
    int page_entries = 512;
    size_t page_bytes = 256 << 10;
  };

  // `apply` is called on the tail's thread with entries in order.
  using Apply = std::function<void(const std::vector<Entry>& entries)>;

  Tail(Options options, int64_t after_revision, Apply apply);

  // Stops.
  ~Tail();

  // The last revision that was applied.
  int64_t applied() const;

 private:
  void Run();
  bool ApplyPage();

  const Options options_;
  const Apply apply_;
  mutable Mutex mu_;
  int64_t applied_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_TAIL_H_
