#ifndef CWP_COMMON_DB_WRITER_H_
#define CWP_COMMON_DB_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/db/database.h"

namespace cwp::db {

// Limits of a Writer.
struct WriterOptions {
  // Commands that may wait; past it Submit refuses at once.
  size_t queue_limit = 8192;
  // Commands that share one commit.
  size_t group_limit = 512;
};

// What a Writer has done since it started.
struct WriterStats {
  int64_t commands = 0;
  int64_t groups = 0;
  int64_t rejected = 0;
  int64_t expired = 0;
  int64_t rolled_back = 0;
  size_t queued = 0;
};

// Lets the writes of a service take turns, many to one commit: durable by
// construction, and the busier it is, the cheaper each command gets.
//
// `Apply` is given a transaction and a group of commands and returns one answer
// for each, in order. A refusal is an answer, not an error: it waits for the
// commit of the group it was decided in, because it may rest on a neighbour's
// effect. When Apply returns an error, the group is rolled back and each of its
// commands runs again alone, once. When the outcome of a commit is unknown, the
// whole group is answered UNAVAILABLE `OUTCOME_UNKNOWN`. When the database is
// unreachable, the group is answered with that error.
//
// Commands whose deadline has passed before their turn are answered
// DEADLINE_EXCEEDED `DEADLINE_EXCEEDED` unheard.
//
// One thread applies and commits; another one calls `done`, so that answering
// does not hold up the next group.
template <class Command, class Answer>
class Writer {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<Answer>)>;
  using Apply =
      std::function<absl::StatusOr<std::vector<absl::StatusOr<Answer>>>(
          Transaction&, absl::Span<const Command* const>)>;

  // Called by the writing thread after each commit, for example to wake the
  // feed's pump.
  using Committed = std::function<void()>;

  Writer(Database& database, const Clock& clock, WriterOptions options,
         Apply apply, Committed committed = [] {});

  // Finishes what was submitted, then stops.
  ~Writer();

  // Starts the two threads. Without it, RunOnce drives the writer.
  void Start();

  // Puts a command in line; `done` is called exactly once, from another thread.
  // When the queue is full it is called at once, from this thread, with
  // RESOURCE_EXHAUSTED `OVERLOADED` and metadata `retry_after_ms`.
  void Submit(Command command, absl::Time deadline, Done done);

  // Applies one group and answers it on this thread; false when nothing waited.
  // Only for a writer that was not started.
  bool RunOnce();

  WriterStats stats() const;
};

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_WRITER_H_
