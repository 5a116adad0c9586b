#include "common/cache/publisher.h"

#include <chrono>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace cwp::cache {
namespace {

using std::chrono::steady_clock;

// How many entries are written at a time.
constexpr size_t kSome = 256;

// How long one such write may take, and how long to wait after one failed.
constexpr absl::Duration kPatience = absl::Seconds(1);
constexpr absl::Duration kPause = absl::Milliseconds(100);

}  // namespace

Publisher::Publisher(const Clock& clock, Options options)
    : clock_(clock),
      options_(std::move(options)),
      meter_(options_.metrics, "redis_publisher"),
      client_(clock, WithHooks(options_.client)),
      thread_([this] { Loop(); }) {
  if (options_.metrics == nullptr) return;
  callbacks_.push_back(options_.metrics->AddCallbackGauge(
      "cwp_redis_connected", "1 while there is a connection to Redis, else 0.",
      {}, [this] { return stats().client.connected ? 1.0 : 0.0; }));
  callbacks_.push_back(options_.metrics->AddCallbackGauge(
      "cwp_redis_values_waiting", "Values that Redis does not have yet.", {},
      [this] { return static_cast<double>(stats().waiting); }));
}

Publisher::~Publisher() {
  callbacks_.clear();
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wakes_.NotifyAll();
  }
  thread_.join();
}

void Publisher::Put(Entry entry) {
  MutexLock lock(mu_);
  const auto found = held_.find(entry.key);
  if (found == held_.end() && held_.size() >= options_.max_entries) {
    ++dropped_;
    return;
  }
  Held& held = found == held_.end() ? held_[entry.key] : found->second;
  if (held.value.identity == entry.value.identity &&
      held.value.revision > entry.value.revision) {
    return;
  }
  held.value = std::move(entry.value);
  Mark(entry.key);
  wakes_.NotifyAll();
}

void Publisher::Forget(absl::string_view key) {
  MutexLock lock(mu_);
  // A key that is still in waiting_ is passed over there.
  held_.erase(key);
}

Publisher::Stats Publisher::stats() const {
  const Client::Stats client = client_.stats();
  MutexLock lock(mu_);
  return {.client = client,
          .written = written_,
          .older = older_,
          .dropped = dropped_,
          .held = static_cast<int64_t>(held_.size()),
          .waiting = static_cast<int64_t>(waiting_.size() + in_hand_)};
}

Client::Options Publisher::WithHooks(Client::Options options) {
  options.on_connect = [this] { RewriteAll(); };
  options.on_lost = [this] { RewriteAll(); };
  return options;
}

void Publisher::RewriteAll() {
  MutexLock lock(mu_);
  rewrite_ = true;
  wakes_.NotifyAll();
}

void Publisher::Loop() {
  std::vector<Entry> entries;
  while (TakeSome(entries)) {
    const absl::StatusOr<PutCounts> counts =
        client_.PutNewerEach(entries, clock_.Now() + kPatience);
    meter_.Count(counts.status());
    if (!counts.ok()) {
      PutBack(entries);
      continue;
    }
    MutexLock lock(mu_);
    in_hand_ = 0;
    written_ += counts->written;
    older_ += counts->older;
  }
}

// Waits for something to write. False when the publisher is stopping.
bool Publisher::TakeSome(std::vector<Entry>& entries) {
  entries.clear();
  MutexLock lock(mu_);
  while (!stopping_) {
    if (steady_clock::now() >= next_rewrite_) rewrite_ = true;
    if (std::exchange(rewrite_, false)) MarkAll();
    for (; !waiting_.empty() && entries.size() < kSome; waiting_.pop_front()) {
      const auto held = held_.find(waiting_.front());
      if (held == held_.end() || !held->second.waiting) continue;
      held->second.waiting = false;
      entries.push_back({held->first, held->second.value});
    }
    in_hand_ = entries.size();
    if (!entries.empty()) return true;
    wakes_.WaitFor(mu_, absl::FromChrono(next_rewrite_ - steady_clock::now()));
  }
  return false;
}

// Waits a little, or until there is a connection again.
void Publisher::PutBack(const std::vector<Entry>& entries) {
  MutexLock lock(mu_);
  for (const Entry& entry : entries) Mark(entry.key);
  in_hand_ = 0;
  if (!stopping_ && !rewrite_) wakes_.WaitFor(mu_, kPause);
}

void Publisher::Mark(const std::string& key) {
  const auto held = held_.find(key);
  if (held == held_.end() || std::exchange(held->second.waiting, true)) return;
  waiting_.push_back(key);
}

void Publisher::MarkAll() {
  next_rewrite_ =
      steady_clock::now() + absl::ToChronoNanoseconds(options_.rewrite);
  for (auto& [key, held] : held_) Mark(key);
}

}  // namespace cwp::cache
