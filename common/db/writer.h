#ifndef CWP_COMMON_DB_WRITER_H_
#define CWP_COMMON_DB_WRITER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/db/error.h"

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
  // Commands that were let into the queue.
  int64_t commands = 0;
  // Transactions that were committed, or may have been.
  int64_t groups = 0;
  // Commands that found the queue full.
  int64_t rejected = 0;
  // Commands whose deadline passed before their turn.
  int64_t expired = 0;
  // Transactions that were rolled back.
  int64_t rolled_back = 0;
  // Commands that wait now.
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
// does not hold up the next group. Groups form from what was submitted while
// the last one was committed. Safe to use from several threads at once.
template <class Command, class Answer>
class Writer {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<Answer>)>;
  using Answers = std::vector<absl::StatusOr<Answer>>;
  using Apply = std::function<absl::StatusOr<Answers>(
      Transaction&, absl::Span<const Command* const>)>;
  using ApplyOne =
      std::function<absl::StatusOr<Answer>(Transaction&, const Command&)>;

  // Called by the writing thread after each commit, for example to wake the
  // feed's pump; also after one whose outcome is unknown.
  using Committed = std::function<void()>;

  // Called by the writing thread when a group was not committed, or may not
  // have been: whatever Apply keeps from one group to the next is now wrong.
  using Discarded = std::function<void()>;

  Writer(
      Database& database, const Clock& clock, WriterOptions options,
      Apply apply, Committed committed = [] {}, Discarded discarded = [] {})
      : database_(database),
        clock_(clock),
        options_(options),
        apply_(std::move(apply)),
        committed_(std::move(committed)),
        discarded_(std::move(discarded)) {}

  // Finishes what was submitted, then stops. Nothing may be submitted any more.
  ~Writer();

  // An Apply that applies the commands of a group one by one. An error of
  // `apply_one` is a refusal, unless the transaction itself has failed.
  static Apply OneByOne(ApplyOne apply_one);

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

 private:
  struct Job {
    Command command;
    absl::Time deadline;
    Done done;
  };
  struct Finished {
    Done done;
    absl::StatusOr<Answer> answer;
  };
  using Group = std::vector<Job>;

  void RunWriting();
  void RunAnswering();
  Group WaitForGroup();
  Group TakeGroup() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::vector<Finished> WorkOff(Group group);
  void DropLate(Group& group, std::vector<Finished>& finished);
  void ApplyAlone(Group group, std::vector<Finished>& finished);
  absl::StatusOr<Answers> Commit(absl::Span<const Command* const> commands);

  // Whether running the commands of a group alone cannot help.
  static bool ConcernsAll(const absl::Status& status) {
    return absl::IsUnavailable(status);
  }

  Database& database_;
  const Clock& clock_;
  const WriterOptions options_;
  const Apply apply_;
  const Committed committed_;
  const Discarded discarded_;

  mutable Mutex mu_;
  CondVar submitted_;
  CondVar finished_;
  CondVar answered_;
  std::deque<Job> queue_ ABSL_GUARDED_BY(mu_);
  std::vector<Finished> answers_ ABSL_GUARDED_BY(mu_);
  WriterStats stats_ ABSL_GUARDED_BY(mu_);
  bool waiting_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  bool written_ ABSL_GUARDED_BY(mu_) = false;
  std::thread writing_;
  std::thread answering_;
};

template <class Command, class Answer>
Writer<Command, Answer>::~Writer() {
  if (!writing_.joinable()) {
    while (RunOnce()) {
    }
    return;
  }
  {
    MutexLock lock(mu_);
    stopping_ = true;
  }
  submitted_.NotifyOne();
  writing_.join();
  answering_.join();
}

template <class Command, class Answer>
auto Writer<Command, Answer>::OneByOne(ApplyOne apply_one) -> Apply {
  return [apply_one = std::move(apply_one)](
             Transaction& tx, absl::Span<const Command* const> commands)
             -> absl::StatusOr<Answers> {
    Answers answers;
    answers.reserve(commands.size());
    for (const Command* command : commands) {
      answers.push_back(apply_one(tx, *command));
    }
    return answers;
  };
}

template <class Command, class Answer>
void Writer<Command, Answer>::Start() {
  CWP_CHECK(!writing_.joinable(), "the writer was started before");
  writing_ = std::thread([this] { RunWriting(); });
  answering_ = std::thread([this] { RunAnswering(); });
}

template <class Command, class Answer>
void Writer<Command, Answer>::Submit(Command command, absl::Time deadline,
                                     Done done) {
  {
    MutexLock lock(mu_);
    if (queue_.size() < options_.queue_limit) {
      ++stats_.commands;
      queue_.push_back({std::move(command), deadline, std::move(done)});
      if (waiting_) submitted_.NotifyOne();
      return;
    }
    ++stats_.rejected;
  }
  done(Overloaded("too many changes are waiting"));
}

template <class Command, class Answer>
bool Writer<Command, Answer>::RunOnce() {
  CWP_CHECK(!writing_.joinable(), "a writer that was started drives itself");
  Group group;
  {
    MutexLock lock(mu_);
    group = TakeGroup();
  }
  if (group.empty()) return false;
  for (Finished& finished : WorkOff(std::move(group))) {
    finished.done(std::move(finished.answer));
  }
  return true;
}

template <class Command, class Answer>
WriterStats Writer<Command, Answer>::stats() const {
  MutexLock lock(mu_);
  WriterStats stats = stats_;
  stats.queued = queue_.size();
  return stats;
}

template <class Command, class Answer>
void Writer<Command, Answer>::RunWriting() {
  while (true) {
    Group group = WaitForGroup();
    if (group.empty()) break;
    std::vector<Finished> finished = WorkOff(std::move(group));
    MutexLock lock(mu_);
    // Answers that nobody takes hold up the queue, which is bounded.
    while (answers_.size() > options_.queue_limit) answered_.Wait(mu_);
    std::move(finished.begin(), finished.end(), std::back_inserter(answers_));
    finished_.NotifyOne();
  }
  MutexLock lock(mu_);
  written_ = true;
  finished_.NotifyOne();
}

template <class Command, class Answer>
void Writer<Command, Answer>::RunAnswering() {
  while (true) {
    std::vector<Finished> answers;
    {
      MutexLock lock(mu_);
      while (answers_.empty() && !written_) finished_.Wait(mu_);
      if (answers_.empty()) return;
      answers.swap(answers_);
      answered_.NotifyOne();
    }
    for (Finished& finished : answers) {
      finished.done(std::move(finished.answer));
    }
  }
}

// Waits for commands; an empty group means that this writer is to stop.
template <class Command, class Answer>
auto Writer<Command, Answer>::WaitForGroup() -> Group {
  MutexLock lock(mu_);
  while (queue_.empty() && !stopping_) {
    waiting_ = true;
    submitted_.Wait(mu_);
  }
  waiting_ = false;
  return TakeGroup();
}

template <class Command, class Answer>
auto Writer<Command, Answer>::TakeGroup() -> Group {
  const auto end =
      queue_.begin() + std::min(queue_.size(), options_.group_limit);
  Group group(std::make_move_iterator(queue_.begin()),
              std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return group;
}

template <class Command, class Answer>
auto Writer<Command, Answer>::WorkOff(Group group) -> std::vector<Finished> {
  std::vector<Finished> finished;
  finished.reserve(group.size());
  DropLate(group, finished);
  if (group.empty()) return finished;

  std::vector<const Command*> commands;
  commands.reserve(group.size());
  for (const Job& job : group) commands.push_back(&job.command);
  absl::StatusOr<Answers> answers = Commit(commands);
  if (!answers.ok() && !ConcernsAll(answers.status())) {
    ApplyAlone(std::move(group), finished);
    return finished;
  }
  for (size_t i = 0; i < group.size(); ++i) {
    finished.push_back({std::move(group[i].done), answers.ok()
                                                      ? std::move((*answers)[i])
                                                      : answers.status()});
  }
  return finished;
}

// Takes out what came too late and answers it.
template <class Command, class Answer>
void Writer<Command, Answer>::DropLate(Group& group,
                                       std::vector<Finished>& finished) {
  const absl::Time now = clock_.Now();
  const auto in_time = [&](const Job& job) { return now < job.deadline; };
  if (std::all_of(group.begin(), group.end(), in_time)) return;
  const auto late = std::stable_partition(group.begin(), group.end(), in_time);
  for (auto job = late; job != group.end(); ++job) {
    finished.push_back({std::move(job->done), TooLate()});
  }
  MutexLock lock(mu_);
  stats_.expired += group.end() - late;
  group.erase(late, group.end());
}

template <class Command, class Answer>
void Writer<Command, Answer>::ApplyAlone(Group group,
                                         std::vector<Finished>& finished) {
  absl::Status gone;
  for (Job& job : group) {
    Group alone;
    alone.push_back(std::move(job));
    DropLate(alone, finished);
    if (alone.empty()) continue;
    Done& done = alone[0].done;
    if (!gone.ok()) {
      finished.push_back({std::move(done), gone});
      continue;
    }
    const Command* const command = &alone[0].command;
    absl::StatusOr<Answers> answers = Commit({&command, 1});
    if (answers.ok()) {
      finished.push_back({std::move(done), std::move((*answers)[0])});
      continue;
    }
    finished.push_back({std::move(done), answers.status()});
    // An unknown outcome is that of this command alone; the next ones may
    // well find the database again.
    if (ReasonOf(answers.status()) == "DATABASE_UNAVAILABLE") {
      gone = answers.status();
    }
  }
}

template <class Command, class Answer>
auto Writer<Command, Answer>::Commit(absl::Span<const Command* const> commands)
    -> absl::StatusOr<Answers> {
  Answers answers;
  const absl::Status status =
      database_.Write([&](Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(answers, apply_(tx, commands));
        CWP_CHECK(answers.size() == commands.size(),
                  "a group has one answer for each command");
        return absl::OkStatus();
      });
  const bool maybe = status.ok() || ReasonOf(status) == "OUTCOME_UNKNOWN";
  {
    MutexLock lock(mu_);
    ++(maybe ? stats_.groups : stats_.rolled_back);
  }
  if (!status.ok()) discarded_();
  if (maybe) committed_();
  if (!status.ok()) return status;
  return answers;
}

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_WRITER_H_
