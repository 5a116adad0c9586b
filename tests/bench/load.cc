#include "tests/bench/load.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/mutex.h"

namespace cwp::bench {
namespace {

constexpr absl::Duration kWarmUp = absl::Milliseconds(500);

// Keeps a number of calls under way until it is told to stop.
class Presser {
 public:
  Presser(Calls& calls, int64_t limit) : calls_(calls), limit_(limit) {}

  void Begin(int in_flight) {
    {
      MutexLock lock(mu_);
      open_ = in_flight;
    }
    for (int i = 0; i < in_flight; ++i) StartOne();
  }

  // From here on answers count.
  void Count() {
    MutexLock lock(mu_);
    counting_ = true;
    begin_ = absl::Now();
  }

  // Answers count no more, and no further calls are made.
  void Freeze() {
    stopping_ = true;
    MutexLock lock(mu_);
    counting_ = false;
    length_ = absl::Now() - begin_;
  }

  // Waits until the last call has ended.
  void Await() {
    MutexLock lock(mu_);
    while (open_ > 0) done_.Wait(mu_);
  }

  Round Result() {
    MutexLock lock(mu_);
    result_.answers = static_cast<int64_t>(times_.size());
    result_.value = result_.answers / absl::ToDoubleSeconds(length_);
    std::sort(times_.begin(), times_.end());
    result_.p50 = Percentile(0.50);
    result_.p99 = Percentile(0.99);
    return result_;
  }

 private:
  void StartOne() {
    const int64_t number = next_.fetch_add(1);
    if (stopping_ || number >= limit_) {
      MutexLock lock(mu_);
      --open_;
      done_.NotifyAll();
      return;
    }
    const absl::Time start = absl::Now();
    calls_.Start(number, [this, start](const absl::Status& status) {
      Finish(start, status);
    });
  }

  void Finish(absl::Time start, const absl::Status& status) {
    {
      MutexLock lock(mu_);
      if (counting_) times_.push_back(absl::Now() - start);
      if (!status.ok()) {
        ++result_.errors;
        if (result_.first_error.empty()) {
          result_.first_error = std::string(status.ToString());
        }
      }
    }
    StartOne();
  }

  absl::Duration Percentile(double share) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    if (times_.empty()) return absl::ZeroDuration();
    return times_[static_cast<size_t>(share * (times_.size() - 1))];
  }

  Calls& calls_;
  const int64_t limit_;
  std::atomic<int64_t> next_ = 0;
  std::atomic<bool> stopping_ = false;
  Mutex mu_;
  CondVar done_;
  bool counting_ ABSL_GUARDED_BY(mu_) = false;
  int open_ ABSL_GUARDED_BY(mu_) = 0;
  absl::Time begin_ ABSL_GUARDED_BY(mu_);
  absl::Duration length_ ABSL_GUARDED_BY(mu_);
  std::vector<absl::Duration> times_ ABSL_GUARDED_BY(mu_);
  Round result_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

Round Press(Calls& calls, int in_flight, absl::Duration length,
            absl::FunctionRef<void()> end) {
  auto* const presser = new Presser(calls, std::numeric_limits<int64_t>::max());
  presser->Begin(in_flight);
  absl::SleepFor(kWarmUp);
  presser->Count();
  absl::SleepFor(length);
  end();
  presser->Freeze();
  presser->Await();
  return presser->Result();
}

Round PressCount(Calls& calls, int in_flight, int64_t count) {
  auto* const presser = new Presser(calls, count);
  presser->Count();
  presser->Begin(in_flight);
  presser->Await();
  presser->Freeze();
  return presser->Result();
}

}  // namespace cwp::bench
