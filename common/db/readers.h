#ifndef CWP_COMMON_DB_READERS_H_
#define CWP_COMMON_DB_READERS_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"

namespace cwp::db {

// A few threads that run reading transactions, so that no gRPC thread ever
// blocks on SQL.
class Readers {
 public:
  // `done` gets what `body` returned, or why it never ran: RESOURCE_EXHAUSTED
  // `OVERLOADED` (at once, on the submitting thread) or DEADLINE_EXCEEDED
  // `DEADLINE_EXCEEDED`.
  using Body = absl::AnyInvocable<absl::Status(Transaction&)>;
  using Done = absl::AnyInvocable<void(absl::Status)>;

  Readers(Database& database, const Clock& clock, int threads,
          size_t queue_limit);

  // Finishes what was submitted, then stops.
  ~Readers();

  // Runs `body` in a read transaction and then `done`, both on a reader's
  // thread.
  void Submit(absl::Time deadline, Body body, Done done);

  // How many wait for a thread.
  size_t queued() const;

 private:
  struct Job {
    absl::Time deadline;
    Body body;
    Done done;
  };

  void Run();
  // The next job, waiting for it; nothing when this is to stop.
  std::optional<Job> Next();

  Database& database_;
  const Clock& clock_;
  const size_t queue_limit_;
  mutable Mutex mu_;
  CondVar wake_;
  std::deque<Job> queue_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_READERS_H_
