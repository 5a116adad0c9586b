#ifndef CWP_COMMON_FEED_INTAKE_H_
#define CWP_COMMON_FEED_INTAKE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/feed/log.h"
#include "cwp/feed/v1/feed_service.pb.h"

namespace cwp::feed {

// What a follower has received and checked.
struct Received {
  std::vector<v1::Change> changes;
  // The revision of the first one; the others follow without gaps.
  int64_t first_revision = 0;
  // Where the last one stands; with its hash, also when none came but the feed
  // told the hash of where the follower is.
  Position end;
};

// DATA_LOSS `FEED_CHAIN_BROKEN`.
absl::Status ChainBroken(int64_t revision);

// Reads what comes after `position`, and moves that to its end. Fails with
// DATA_LOSS `FEED_CHAIN_BROKEN` when an entry does not follow the one before it
// or cannot be read, or when the feed says that it sent more than it did: what
// lies between would be lost.
absl::StatusOr<Received> ReadPage(const v1::WatchResponse& response,
                                  Position& position);

// Where what one thread of a follower receives waits for the other one to apply
// it: while a transaction is committed, the next ones arrive, and all that has
// arrived shares the next commit.
class Intake {
 public:
  // Holds at most so many pages.
  explicit Intake(size_t limit) : limit_(limit) {}

  // For the receiving thread: waits until there is room, then adds. False when
  // nothing will be taken any more.
  bool Put(Received page);

  // For the receiving thread: nothing more will come, because of this.
  void Close(absl::Status status);

  // For the applying thread: waits, and takes all there is. Nothing once the
  // intake was closed and is empty.
  std::vector<Received> Take();

  // For the applying thread: takes nothing any more.
  void Abandon();

  // Why it was closed.
  absl::Status status() const;

 private:
  const size_t limit_;
  mutable Mutex mu_;
  CondVar changed_;
  std::vector<Received> pages_ ABSL_GUARDED_BY(mu_);
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_INTAKE_H_
