#ifndef CWP_COMMON_TELEMETRY_METRICS_H_
#define CWP_COMMON_TELEMETRY_METRICS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/telemetry/histogram.h"

namespace cwp {

// A number that only grows. Adding takes no lock. Safe to use from several
// threads at once.
class Counter {
 public:
  void Add(uint64_t count = 1) {
    shards_[MetricShard()].value.fetch_add(count, std::memory_order_relaxed);
  }

  uint64_t Value() const;

 private:
  struct alignas(64) Shard {
    std::atomic<uint64_t> value{0};
  };

  std::array<Shard, kMetricShards> shards_;
};

// A number that goes up and down. Safe to use from several threads at once.
class Gauge {
 public:
  void Set(double value) { value_.store(value, std::memory_order_relaxed); }
  void Add(double change) {
    value_.fetch_add(change, std::memory_order_relaxed);
  }

  double Value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

// Names and values that tell the series of one metric apart. Values come from
// constants of the program (methods, routes, codes), never from input: each
// new value is a new series for ever.
using MetricLabels = std::map<std::string, std::string>;

// From 0.5 ms to 10 s.
const std::vector<double>& LatencyBuckets();

// All metrics of one process, made by main and passed to those who count.
//
// Whoever counts asks for its metrics once, when it is made, and keeps the
// references: they live as long as this does. Asking again with the same name
// and labels gives the same metric, so objects that are made many times (one
// per connection, one per test) share theirs. A name stands for one kind of
// metric and one help text; anything else is a mistake and aborts.
//
// Names begin with `cwp_`, or with the subject when that is a convention
// (`http_requests_total`), use base units, and end in them: `_seconds`,
// `_bytes`; counters in `_total`.
//
// Safe to use from several threads at once.
class Metrics {
 public:
  // `service` is the name without `cwp-`. Also adds cwp_build_info and the
  // process_* metrics.
  explicit Metrics(absl::string_view service);
  ~Metrics();

  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  Counter& AddCounter(absl::string_view name, absl::string_view help,
                      const MetricLabels& labels = {});
  Gauge& AddGauge(absl::string_view name, absl::string_view help,
                  const MetricLabels& labels = {});
  Histogram& AddHistogram(absl::string_view name, absl::string_view help,
                          const MetricLabels& labels = {},
                          const std::vector<double>& bounds = LatencyBuckets());

  // A value that is asked for with every scrape: the length of a queue, the
  // lag of a follower. It is read on the scraping thread and must not block
  // for long nor use this object. The returned handle ends it, and waits until
  // it is no longer running: keep it in the object that `read` looks into.
  class Callback;
  [[nodiscard]] Callback AddCallbackGauge(absl::string_view name,
                                          absl::string_view help,
                                          const MetricLabels& labels,
                                          std::function<double()> read);

  // The same for a total that is counted elsewhere.
  [[nodiscard]] Callback AddCallbackCounter(absl::string_view name,
                                            absl::string_view help,
                                            const MetricLabels& labels,
                                            std::function<double()> read);

  // Everything, in Prometheus' text format (version 0.0.4).
  std::string Text() const;

 private:
  enum class Kind { kCounter, kGauge, kHistogram };
  struct Series;
  struct Family;

  Family& FindFamily(absl::string_view name, absl::string_view help, Kind kind)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Series& FindSeries(absl::string_view name, absl::string_view help, Kind kind,
                     const MetricLabels& labels)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Callback AddCallback(absl::string_view name, absl::string_view help,
                       Kind kind, const MetricLabels& labels,
                       std::function<double()> read);
  void Remove(const std::string& name, const MetricLabels& labels);

  mutable Mutex mu_;
  std::map<std::string, Family> families_ ABSL_GUARDED_BY(mu_);
  std::vector<Callback> process_;
};

// Ends a callback metric when destroyed. Must not outlive its Metrics.
class Metrics::Callback {
 public:
  Callback() = default;
  Callback(Callback&& other) noexcept
      : metrics_(std::exchange(other.metrics_, nullptr)),
        name_(std::move(other.name_)),
        labels_(std::move(other.labels_)) {}
  Callback& operator=(Callback&& other) noexcept;
  ~Callback() { End(); }

 private:
  friend class Metrics;
  Callback(Metrics* metrics, absl::string_view name, MetricLabels labels)
      : metrics_(metrics), name_(name), labels_(std::move(labels)) {}
  void End();

  Metrics* metrics_ = nullptr;
  std::string name_;
  MetricLabels labels_;
};

}  // namespace cwp

#endif  // CWP_COMMON_TELEMETRY_METRICS_H_
