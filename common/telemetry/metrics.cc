#include "common/telemetry/metrics.h"

#include <sstream>

#include "common/base/check.h"
#include "common/telemetry/process.h"
#include "prometheus/check_names.h"
#include "prometheus/client_metric.h"
#include "prometheus/metric_family.h"
#include "prometheus/text_serializer.h"

namespace cwp {

// One of the pointers, or `read`, is set: which one the family's kind says.
struct Metrics::Series {
  std::unique_ptr<Counter> counter;
  std::unique_ptr<Gauge> gauge;
  std::unique_ptr<Histogram> histogram;
  std::function<double()> read;
};

struct Metrics::Family {
  Kind kind;
  std::string help;
  std::map<MetricLabels, Series> series;
};

namespace {

prometheus::ClientMetric::Histogram ToPrometheus(const Histogram& histogram) {
  const Histogram::Snapshot snapshot = histogram.Read();
  prometheus::ClientMetric::Histogram result;
  uint64_t count = 0;
  for (size_t i = 0; i < histogram.bounds().size(); ++i) {
    count += snapshot.counts[i];
    result.bucket.push_back(
        {.cumulative_count = count, .upper_bound = histogram.bounds()[i]});
  }
  // The serializer adds the bucket +Inf from the count itself.
  result.sample_count = count + snapshot.counts.back();
  result.sample_sum = snapshot.sum;
  return result;
}

prometheus::MetricType ToPrometheus(bool counter, bool histogram) {
  if (counter) return prometheus::MetricType::Counter;
  if (histogram) return prometheus::MetricType::Histogram;
  return prometheus::MetricType::Gauge;
}

}  // namespace

const std::vector<double>& LatencyBuckets() {
  static const auto* const buckets =
      new std::vector<double>{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                              0.1,    0.25,  0.5,    1,     2.5,  5,     10};
  return *buckets;
}

uint64_t Counter::Value() const {
  uint64_t sum = 0;
  for (const Shard& shard : shards_) {
    sum += shard.value.load(std::memory_order_relaxed);
  }
  return sum;
}

Metrics::Metrics(absl::string_view service) {
  AddGauge("cwp_build_info", "Always 1; the labels say what is running.",
           {{"service", std::string(service)},
            {"version", CWP_VERSION},
            {"revision", CWP_REVISION}})
      .Set(1);
  AddGauge("process_start_time_seconds",
           "When the process started, in seconds since 1970.")
      .Set(ProcessStartSeconds());
  process_.push_back(AddCallbackGauge("process_resident_memory_bytes",
                                      "Memory of the process that is in RAM.",
                                      {}, ResidentMemoryBytes));
  process_.push_back(AddCallbackGauge("process_open_fds",
                                      "Open file descriptors.", {}, OpenFiles));
  process_.push_back(AddCallbackCounter(
      "process_cpu_seconds_total",
      "Processor time used by the process, in user and system mode.", {},
      ProcessorSeconds));
}

Metrics::~Metrics() = default;

Metrics::Family& Metrics::FindFamily(absl::string_view name,
                                     absl::string_view help, Kind kind) {
  const auto [found, made] = families_.try_emplace(
      std::string(name), Family{.kind = kind, .help = std::string(help)});
  if (made) {
    CWP_CHECK(prometheus::CheckMetricName(found->first),
              "the name of a metric is lower-case letters, digits and _");
  }
  CWP_CHECK(found->second.kind == kind, "a metric has one kind");
  CWP_CHECK(found->second.help == help, "a metric has one help text");
  return found->second;
}

Metrics::Series& Metrics::FindSeries(absl::string_view name,
                                     absl::string_view help, Kind kind,
                                     const MetricLabels& labels) {
  for (const auto& [label, value] : labels) {
    CWP_CHECK(prometheus::CheckLabelName(label),
              "the name of a label is lower-case letters, digits and _");
  }
  return FindFamily(name, help, kind).series[labels];
}

Counter& Metrics::AddCounter(absl::string_view name, absl::string_view help,
                             const MetricLabels& labels) {
  MutexLock lock(mu_);
  Series& series = FindSeries(name, help, Kind::kCounter, labels);
  if (!series.counter) series.counter = std::make_unique<Counter>();
  return *series.counter;
}

Gauge& Metrics::AddGauge(absl::string_view name, absl::string_view help,
                         const MetricLabels& labels) {
  MutexLock lock(mu_);
  Series& series = FindSeries(name, help, Kind::kGauge, labels);
  if (!series.gauge) series.gauge = std::make_unique<Gauge>();
  return *series.gauge;
}

Histogram& Metrics::AddHistogram(absl::string_view name, absl::string_view help,
                                 const MetricLabels& labels,
                                 const std::vector<double>& bounds) {
  MutexLock lock(mu_);
  Series& series = FindSeries(name, help, Kind::kHistogram, labels);
  if (!series.histogram) {
    series.histogram = std::make_unique<Histogram>(bounds);
  }
  CWP_CHECK(series.histogram->bounds() == bounds, "a metric has one scale");
  return *series.histogram;
}

Metrics::Callback Metrics::AddCallback(absl::string_view name,
                                       absl::string_view help, Kind kind,
                                       const MetricLabels& labels,
                                       std::function<double()> read) {
  MutexLock lock(mu_);
  Series& series = FindSeries(name, help, kind, labels);
  CWP_CHECK(!series.counter && !series.gauge && !series.read,
            "a callback metric has a series of its own");
  series.read = std::move(read);
  return Callback(this, name, labels);
}

Metrics::Callback Metrics::AddCallbackGauge(absl::string_view name,
                                            absl::string_view help,
                                            const MetricLabels& labels,
                                            std::function<double()> read) {
  return AddCallback(name, help, Kind::kGauge, labels, std::move(read));
}

Metrics::Callback Metrics::AddCallbackCounter(absl::string_view name,
                                              absl::string_view help,
                                              const MetricLabels& labels,
                                              std::function<double()> read) {
  return AddCallback(name, help, Kind::kCounter, labels, std::move(read));
}

void Metrics::Remove(const std::string& name, const MetricLabels& labels) {
  MutexLock lock(mu_);
  const auto family = families_.find(name);
  if (family == families_.end()) return;
  family->second.series.erase(labels);
  if (family->second.series.empty()) families_.erase(family);
}

std::string Metrics::Text() const {
  std::vector<prometheus::MetricFamily> families;
  MutexLock lock(mu_);
  for (const auto& [name, family] : families_) {
    prometheus::MetricFamily& result = families.emplace_back();
    result.name = name;
    result.help = family.help;
    result.type = ToPrometheus(family.kind == Kind::kCounter,
                               family.kind == Kind::kHistogram);
    for (const auto& [labels, series] : family.series) {
      prometheus::ClientMetric& metric = result.metric.emplace_back();
      for (const auto& [label, value] : labels) {
        metric.label.push_back({.name = label, .value = value});
      }
      if (series.counter) {
        metric.counter.value = static_cast<double>(series.counter->Value());
      } else if (series.gauge) {
        metric.gauge.value = series.gauge->Value();
      } else if (series.histogram) {
        metric.histogram = ToPrometheus(*series.histogram);
      } else {
        metric.counter.value = metric.gauge.value = series.read();
      }
    }
  }
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return text.str();
}

Metrics::Callback& Metrics::Callback::operator=(Callback&& other) noexcept {
  if (this == &other) return *this;
  End();
  metrics_ = std::exchange(other.metrics_, nullptr);
  name_ = std::move(other.name_);
  labels_ = std::move(other.labels_);
  return *this;
}

void Metrics::Callback::End() {
  if (metrics_ != nullptr) metrics_->Remove(name_, labels_);
  metrics_ = nullptr;
}

}  // namespace cwp
