#include "common/telemetry/histogram.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace cwp {

size_t MetricShard() {
  static std::atomic<size_t> next{0};
  thread_local const size_t shard =
      next.fetch_add(1, std::memory_order_relaxed) % kMetricShards;
  return shard;
}

Histogram::Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)) {
  CWP_CHECK(!bounds_.empty(), "a histogram has buckets");
  CWP_CHECK(std::is_sorted(bounds_.begin(), bounds_.end()),
            "the bounds of a histogram rise");
  for (Shard& shard : shards_) {
    shard.counts =
        std::make_unique<std::atomic<uint64_t>[]>(bounds_.size() + 1);
  }
}

void Histogram::Observe(double value) {
  const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value);
  Shard& shard = shards_[MetricShard()];
  shard.counts[static_cast<size_t>(bucket - bounds_.begin())].fetch_add(
      1, std::memory_order_relaxed);
  shard.sum.fetch_add(value, std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::Read() const {
  Snapshot snapshot;
  snapshot.counts.resize(bounds_.size() + 1);
  for (const Shard& shard : shards_) {
    for (size_t i = 0; i < snapshot.counts.size(); ++i) {
      snapshot.counts[i] += shard.counts[i].load(std::memory_order_relaxed);
    }
    snapshot.sum += shard.sum.load(std::memory_order_relaxed);
  }
  return snapshot;
}

}  // namespace cwp
