#ifndef CWP_COMMON_TELEMETRY_HISTOGRAM_H_
#define CWP_COMMON_TELEMETRY_HISTOGRAM_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/time/time.h"

namespace cwp {

// How many copies a hot number is kept in. Threads are spread over them, so
// that two threads seldom write to one cache line.
inline constexpr size_t kMetricShards = 8;

// The copy that the calling thread writes to.
size_t MetricShard();

// Counts observations by size. Observing takes no lock: prometheus-cpp's own
// histogram takes one on each, which services that handle 100,000 calls a
// second would feel. Safe to use from several threads at once.
class Histogram {
 public:
  // `bounds` are the upper bounds of the buckets, inclusive and rising; values
  // above the last one are counted too.
  explicit Histogram(std::vector<double> bounds);

  void Observe(double value);
  void Observe(absl::Duration duration) {
    Observe(absl::ToDoubleSeconds(duration));
  }

  // What was observed so far. Observations made meanwhile may be in the sum
  // and not yet in the counts.
  struct Snapshot {
    std::vector<uint64_t> counts;  // Per bucket, then those above the last.
    double sum = 0;
  };
  Snapshot Read() const;

  const std::vector<double>& bounds() const { return bounds_; }

 private:
  struct alignas(64) Shard {
    std::unique_ptr<std::atomic<uint64_t>[]> counts;
    std::atomic<double> sum{0};
  };

  const std::vector<double> bounds_;
  std::array<Shard, kMetricShards> shards_;
};

}  // namespace cwp

#endif  // CWP_COMMON_TELEMETRY_HISTOGRAM_H_
