#include "common/http/request_meter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/error.h"
#include "common/telemetry/log.h"

namespace cwp::http {
namespace {

constexpr std::array<absl::string_view, 7> kMethodNames = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

constexpr std::array kCodeNumbers = {
    200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400,
    401, 403, 404, 405, 406, 408, 409, 410, 412, 413, 415, 416,
    417, 422, 429, 431, 499, 500, 501, 502, 503, 504, 505};

template <typename List, typename Value>
size_t IndexIn(const List& list, const Value& value) {
  return static_cast<size_t>(std::find(list.begin(), list.end(), value) -
                             list.begin());
}

std::string MethodLabel(size_t method) {
  return method < kMethodNames.size() ? std::string(kMethodNames[method])
                                      : "other";
}

}  // namespace

RequestMeter::RequestMeter(const Router& router, Metrics& metrics,
                           absl::Duration slow, int log_one_in)
    : metrics_(metrics),
      slow_(slow),
      log_one_in_(static_cast<uint64_t>(std::max(log_one_in, 1))),
      connections_(metrics.AddGauge("http_connections",
                                    "Connections that are open now.")),
      refused_(metrics.AddCounter(
          "http_connections_refused_total",
          "Connections refused because too many were open.")) {
  static_assert(kMethodNames.size() < kMethods);
  static_assert(kCodeNumbers.size() < kCodes);
  for (const std::unique_ptr<Route>& route : router.routes()) {
    series_.push_back(std::make_unique<RouteSeries>());
    series_.back()->pattern = route->pattern;
  }
  series_.push_back(std::make_unique<RouteSeries>());
  series_.back()->pattern = "none";
}

void RequestMeter::Record(const Request& request, const Outcome& outcome) {
  const size_t method = IndexIn(kMethodNames, request.method());
  RouteSeries& series = SeriesOf(outcome.route);
  Count(series, method, outcome.code).Add();
  Durations(series, method).Observe(outcome.duration);
  if (!IsWorthALine(outcome)) return;

  const std::string label = MethodLabel(method);
  const std::string reason = ReasonOf(outcome.status);
  std::vector<LogField> fields = {
      {"request_id", request.id()},
      {"route", series.pattern},
      {"method", label},
      {"code", outcome.code},
      {"duration_s", absl::ToDoubleSeconds(outcome.duration)}};
  if (!reason.empty()) {
    // Only what was written with a reason is known to hold nothing personal.
    fields.push_back({"reason", reason});
    fields.push_back(
        {"error", absl::string_view(outcome.status.message().data(),
                                    outcome.status.message().size())});
  }
  Log(outcome.code >= 500 ? LogLevel::kError : LogLevel::kInfo,
      "request_handled", absl::MakeConstSpan(fields));
}

RequestMeter::RouteSeries& RequestMeter::SeriesOf(const Route* route) {
  return route == nullptr ? *series_.back() : *series_[route->index];
}

Counter& RequestMeter::Count(RouteSeries& series, size_t method, int code) {
  const size_t index = IndexIn(kCodeNumbers, code);
  std::atomic<Counter*>& slot = series.counts[method][index];
  Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    // Two threads that come here at once get the same counter.
    counter = &metrics_.AddCounter(
        "http_requests_total", "Requests answered.",
        {{"route", series.pattern},
         {"method", MethodLabel(method)},
         {"code", index < kCodeNumbers.size() ? absl::StrCat(code) : "other"}});
    slot.store(counter, std::memory_order_release);
  }
  return *counter;
}

Histogram& RequestMeter::Durations(RouteSeries& series, size_t method) {
  std::atomic<Histogram*>& slot = series.durations[method];
  Histogram* histogram = slot.load(std::memory_order_acquire);
  if (histogram == nullptr) {
    histogram = &metrics_.AddHistogram(
        "http_request_duration_seconds",
        "From the first byte of a request to the answer being ready.",
        {{"route", series.pattern}, {"method", MethodLabel(method)}});
    slot.store(histogram, std::memory_order_release);
  }
  return *histogram;
}

bool RequestMeter::IsWorthALine(const Outcome& outcome) {
  if (outcome.code >= 500 || outcome.duration >= slow_) return true;
  return ordinary_.fetch_add(1, std::memory_order_relaxed) % log_one_in_ == 0;
}

}  // namespace cwp::http
