#include "common/cache/client.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::cache {
namespace {

using std::chrono::steady_clock;

absl::Status NoConnection() {
  return Unavailable("CACHE_UNAVAILABLE", "there is no connection to Redis");
}

absl::Status TooLate() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   "Redis did not answer before the deadline");
}

bool IsBroken(const absl::Status& status) {
  return ReasonOf(status) == "CACHE_UNAVAILABLE";
}

// hiredis writes without MSG_NOSIGNAL, and a signal would end the program when
// Redis has gone.
void BlockSigpipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

// A result that one thread waits for and another brings.
template <class T>
class Awaited {
 public:
  void Bring(absl::StatusOr<T> result) {
    MutexLock lock(mu_);
    result_ = std::move(result);
    brought_.NotifyAll();
  }

  absl::StatusOr<T> Wait(const Clock& clock, absl::Time deadline) {
    MutexLock lock(mu_);
    while (!result_.has_value()) {
      const absl::Duration left = deadline - clock.Now();
      if (left <= absl::ZeroDuration()) return TooLate();
      brought_.WaitFor(mu_, std::min(left, absl::Hours(1)));
    }
    return *std::move(result_);
  }

 private:
  Mutex mu_;
  CondVar brought_;
  std::optional<absl::StatusOr<T>> result_ ABSL_GUARDED_BY(mu_);
};

std::string NewSentinel() {
  std::random_device random;
  return absl::StrCat("sentinel:", absl::Hex(random(), absl::kZeroPad8),
                      absl::Hex(random(), absl::kZeroPad8));
}

}  // namespace

Client::Client(const Clock& clock, Options options)
    : clock_(clock),
      options_(std::move(options)),
      backoff_(options_.first_backoff, options_.longest_backoff),
      thread_([this] { Loop(); }) {}

Client::~Client() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wakes_.NotifyAll();
  }
  thread_.join();
}

absl::StatusOr<Client::Values> Client::MultiGet(std::vector<std::string> keys,
                                                absl::Time deadline) {
  CheckMayBlock();
  const auto awaited = std::make_shared<Awaited<Values>>();
  AsyncMultiGet(std::move(keys), deadline,
                [awaited](absl::StatusOr<Values> values) {
                  awaited->Bring(std::move(values));
                });
  return awaited->Wait(clock_, deadline);
}

void Client::AsyncMultiGet(std::vector<std::string> keys, absl::Time deadline,
                           GetDone done) {
  absl::Status status;
  {
    MutexLock lock(mu_);
    status = Admit(keys.size());
    if (status.ok()) {
      gets_.push_back({std::move(keys), deadline, std::move(done)});
      wakes_.NotifyAll();
      return;
    }
  }
  ++errors_;
  done(std::move(status));
}

absl::StatusOr<bool> Client::PutNewer(Entry entry, absl::Time deadline) {
  std::vector<Entry> entries;
  entries.push_back(std::move(entry));
  ASSIGN_OR_RETURN(const PutCounts counts,
                   PutNewerEach(std::move(entries), deadline));
  return counts.written > 0;
}

absl::StatusOr<PutCounts> Client::PutNewerEach(std::vector<Entry> entries,
                                               absl::Time deadline) {
  CheckMayBlock();
  for (const Entry& entry : entries) {
    CWP_CHECK(IsIdentity(entry.value.identity) && entry.value.revision >= 0,
              "a cached value names a feed and a revision of it");
  }
  const auto awaited = std::make_shared<Awaited<PutCounts>>();
  absl::Status status;
  {
    MutexLock lock(mu_);
    status = Admit(entries.size());
    if (status.ok()) {
      puts_.push_back({std::move(entries), deadline,
                       [awaited](absl::StatusOr<PutCounts> counts) {
                         awaited->Bring(std::move(counts));
                       }});
      wakes_.NotifyAll();
    }
  }
  if (!status.ok()) {
    ++errors_;
    return status;
  }
  return awaited->Wait(clock_, deadline);
}

Client::Stats Client::stats() const {
  MutexLock lock(mu_);
  return {.hits = hits_,
          .misses = misses_,
          .errors = errors_,
          .connects = connects_,
          .losses = losses_,
          .connected = connected_};
}

absl::Status Client::Admit(size_t size) {
  if (!connected_ || stopping_) return NoConnection();
  if (queued_ > 0 && queued_ + size > options_.max_queue) {
    return MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                     "too many calls wait for Redis");
  }
  queued_ += size;
  return absl::OkStatus();
}

void Client::CheckMayBlock() {
  MutexLock lock(mu_);
  CWP_CHECK(std::this_thread::get_id() != thread_id_,
            "the cache's own thread would wait for itself");
}

void Client::Loop() {
  BlockSigpipe();
  {
    MutexLock lock(mu_);
    thread_id_ = std::this_thread::get_id();
  }
  const Wire::Options options = {
      .address = options_.address,
      .password = options_.password,
      .connect_timeout = options_.connect_timeout,
      .command_timeout = options_.command_timeout,
      .value_lifetime = options_.value_lifetime,
      .sentinel = options_.on_lost == nullptr ? "" : NewSentinel()};
  do {
    absl::StatusOr<Wire> wire = Wire::Open(options);
    if (wire.ok()) Serve(*wire);
  } while (Pause(backoff_.Next()));
}

// False when the client is stopping.
bool Client::Pause(absl::Duration pause) {
  const auto end = steady_clock::now() + absl::ToChronoNanoseconds(pause);
  MutexLock lock(mu_);
  while (!stopping_ && steady_clock::now() < end) {
    wakes_.WaitFor(mu_, absl::FromChrono(end - steady_clock::now()));
  }
  return !stopping_;
}

// Serves until the connection breaks or the client stops.
void Client::Serve(Wire& wire) {
  next_beat_ = steady_clock::now();
  {
    MutexLock lock(mu_);
    connected_ = true;
  }
  ++connects_;
  if (options_.on_connect != nullptr) options_.on_connect();

  absl::Status status;
  while (status.ok()) {
    std::optional<Batch> batch = TakeBatch();
    if (!batch.has_value()) status = NoConnection();
    if (status.ok()) status = RunBatch(wire, *batch);
    // An answer to PING alone is not enough: it may be all that works.
    if (status.ok()) backoff_.Reset();
  }
  FailAll(status);
}

// Waits until there is something to do. Nothing when the client is stopping.
std::optional<Client::Batch> Client::TakeBatch() {
  MutexLock lock(mu_);
  for (;;) {
    if (stopping_) return std::nullopt;
    const absl::Duration until_beat =
        absl::FromChrono(next_beat_ - steady_clock::now());
    Batch batch{.beat = until_beat <= absl::ZeroDuration()};
    if (batch.beat || !gets_.empty() || !puts_.empty()) {
      batch.gets.swap(gets_);
      batch.puts.swap(puts_);
      queued_ = 0;
      return batch;
    }
    wakes_.WaitFor(mu_, until_beat);
  }
}

// Answers all of the batch; an error means that the connection broke.
absl::Status Client::RunBatch(Wire& wire, Batch& batch) {
  absl::Status status = RunGets(wire, batch.gets);
  if (status.ok()) {
    status = RunPuts(wire, batch.puts);
  } else {
    for (Put& put : batch.puts) Fail(put, status);
  }
  if (status.ok() && batch.beat) status = RunBeat(wire);
  return status;
}

absl::Status Client::RunGets(Wire& wire, std::vector<Get>& gets) {
  DropLate(gets);
  if (gets.empty()) return absl::OkStatus();
  absl::flat_hash_map<std::string, size_t> places;
  std::vector<std::string> keys;
  for (const Get& get : gets) {
    for (const std::string& key : get.keys) {
      if (places.try_emplace(key, keys.size()).second) keys.push_back(key);
    }
  }
  const absl::StatusOr<Values> found = wire.Get(keys);
  for (Get& get : gets) {
    if (!found.ok()) {
      Fail(get, found.status());
      continue;
    }
    Values values;
    for (const std::string& key : get.keys) {
      values.push_back((*found)[places[key]]);
      ++(values.back().has_value() ? hits_ : misses_);
    }
    get.done(std::move(values));
  }
  return IsBroken(found.status()) ? found.status() : absl::OkStatus();
}

absl::Status Client::RunPuts(Wire& wire, std::vector<Put>& puts) {
  DropLate(puts);
  absl::Status broken;
  for (Put& put : puts) {
    if (!broken.ok()) {
      Fail(put, broken);
      continue;
    }
    absl::StatusOr<PutCounts> counts = wire.Put(put.entries);
    if (IsBroken(counts.status())) broken = counts.status();
    if (counts.ok()) {
      put.done(std::move(counts));
    } else {
      Fail(put, counts.status());
    }
  }
  return broken;
}

absl::Status Client::RunBeat(Wire& wire) {
  next_beat_ =
      steady_clock::now() + absl::ToChronoNanoseconds(options_.heartbeat);
  const absl::StatusOr<bool> lost = wire.Beat();
  if (!lost.ok()) {
    ++errors_;
    return IsBroken(lost.status()) ? lost.status() : absl::OkStatus();
  }
  if (*lost) {
    ++losses_;
    options_.on_lost();
  }
  return absl::OkStatus();
}

void Client::FailAll(const absl::Status& status) {
  Batch batch;
  {
    MutexLock lock(mu_);
    connected_ = false;
    batch.gets.swap(gets_);
    batch.puts.swap(puts_);
    queued_ = 0;
  }
  for (Get& get : batch.gets) Fail(get, status);
  for (Put& put : batch.puts) Fail(put, status);
}

template <class Job>
void Client::Fail(Job& job, const absl::Status& status) {
  ++errors_;
  job.done(status);
}

template <class Job>
void Client::DropLate(std::vector<Job>& jobs) {
  const absl::Time now = clock_.Now();
  const auto late = std::stable_partition(
      jobs.begin(), jobs.end(),
      [now](const Job& job) { return now < job.deadline; });
  for (auto job = late; job != jobs.end(); ++job) Fail(*job, TooLate());
  jobs.erase(late, jobs.end());
}

}  // namespace cwp::cache
