#ifndef CWP_SERVICES_WEBINARS_TRANSFERS_H_
#define CWP_SERVICES_WEBINARS_TRANSFERS_H_

#include <cstdint>

#include "common/base/mutex.h"
#include "common/base/worker_pool.h"
#include "common/db/readers.h"
#include "services/webinars/commands.h"
#include "services/webinars/domain.h"
#include "services/webinars/media_folder.h"

namespace cwp::webinars {

// How much may go in and out.
struct TransferLimits {
  int64_t video_bytes = int64_t{2} << 30;
  int64_t other_bytes = int64_t{20} << 20;
  // Streams at the same time.
  int uploads = 16;
  int downloads = 512;

  int64_t BytesFor(FileType type) const {
    return type == FileType::kMp4 ? video_bytes : other_bytes;
  }
};

// The streams in one direction. Safe to use from several threads at once.
class StreamCount {
 public:
  // Waits until none is left.
  ~StreamCount() {
    MutexLock lock(mu_);
    while (open_ > 0) closed_.Wait(mu_);
  }

  // From when a stream is made until gRPC forgets it.
  void Open() {
    MutexLock lock(mu_);
    ++open_;
  }
  // The count may be gone when this returns.
  void Close() {
    MutexLock lock(mu_);
    --open_;
    closed_.NotifyAll();
  }
  int open() const {
    MutexLock lock(mu_);
    return open_;
  }

  // From when a stream may start until just before its client hears the end, so
  // that a client that sends one file after another counts once. False when
  // `limit` streams are working.
  bool TryStart(int limit) {
    MutexLock lock(mu_);
    if (working_ >= limit) return false;
    ++working_;
    return true;
  }
  void End() {
    MutexLock lock(mu_);
    --working_;
  }

 private:
  mutable Mutex mu_;
  CondVar closed_;
  int open_ ABSL_GUARDED_BY(mu_) = 0;
  int working_ ABSL_GUARDED_BY(mu_) = 0;
};

// What the streams of files work with. Outlives them: it waits for the last one
// when it is destroyed, so the gRPC server must have ended them or be about to.
struct Transfers {
  TransferLimits limits;
  MediaFolder* folder = nullptr;
  // For what waits for the disk. Not bounded: a transfer has one piece of work
  // in it at a time, and the number of transfers is bounded.
  WorkerPool* workers = nullptr;
  db::Readers* readers = nullptr;
  Writer* writer = nullptr;
  const Clock* clock = nullptr;
  StreamCount uploads;
  StreamCount downloads;
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_TRANSFERS_H_
