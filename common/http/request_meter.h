#ifndef CWP_COMMON_HTTP_REQUEST_METER_H_
#define CWP_COMMON_HTTP_REQUEST_METER_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/request.h"
#include "common/http/router.h"
#include "common/telemetry/metrics.h"

namespace cwp::http {

// Counts every request, and logs those worth it. Safe to use from several
// threads at once; counting takes no lock once a series exists.
class RequestMeter {
 public:
  // `metrics` outlives this object. See ServerOptions.
  RequestMeter(const Router& router, Metrics& metrics, absl::Duration slow,
               int log_one_in);

  struct Outcome {
    const Route* route = nullptr;  // Null when none was found.
    int code = 200;
    absl::Duration duration;
    absl::Status status;
  };
  void Record(const Request& request, const Outcome& outcome);

  Gauge& connections() { return connections_; }
  Counter& refused() { return refused_; }

 private:
  // Methods and codes that are counted by themselves; the rest is `other`.
  static constexpr size_t kMethods = 8;
  static constexpr size_t kCodes = 40;

  // The series of one route, made when first needed.
  struct RouteSeries {
    std::string pattern;
    std::array<std::array<std::atomic<Counter*>, kCodes>, kMethods> counts{};
    std::array<std::atomic<Histogram*>, kMethods> durations{};
  };

  RouteSeries& SeriesOf(const Route* route);
  Counter& Count(RouteSeries& series, size_t method, int code);
  Histogram& Durations(RouteSeries& series, size_t method);
  bool IsWorthALine(const Outcome& outcome);

  Metrics& metrics_;
  const absl::Duration slow_;
  const uint64_t log_one_in_;
  std::atomic<uint64_t> ordinary_{0};
  // One per route, then one for requests without.
  std::vector<std::unique_ptr<RouteSeries>> series_;
  Gauge& connections_;
  Counter& refused_;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_REQUEST_METER_H_
