#ifndef CWP_COMMON_DB_QUEUE_METRICS_H_
#define CWP_COMMON_DB_QUEUE_METRICS_H_

#include <vector>

#include "common/db/readers.h"
#include "common/db/writer.h"
#include "common/telemetry/metrics.h"

namespace cwp::db {

// What every service shows of those who wait for its database. The handles are
// kept no longer than what they look into.

// cwp_reader_queue_length.
[[nodiscard]] Metrics::Callback MeterReaders(Metrics& metrics,
                                             const Readers& readers);

// cwp_writer_queue_length, cwp_writer_groups_total and
// cwp_writer_commands_total. `labels` tell a second writer of a service from
// its first, which has none.
template <class Command, class Answer>
[[nodiscard]] std::vector<Metrics::Callback> MeterWriter(
    Metrics& metrics, const Writer<Command, Answer>& writer,
    const MetricLabels& labels = {}) {
  std::vector<Metrics::Callback> callbacks;
  callbacks.push_back(metrics.AddCallbackGauge(
      "cwp_writer_queue_length", "Commands that wait for their turn.", labels,
      [&writer] { return static_cast<double>(writer.stats().queued); }));
  callbacks.push_back(metrics.AddCallbackCounter(
      "cwp_writer_groups_total", "Groups that were committed.", labels,
      [&writer] { return static_cast<double>(writer.stats().groups); }));
  callbacks.push_back(metrics.AddCallbackCounter(
      "cwp_writer_commands_total", "Commands that were applied.", labels,
      [&writer] { return static_cast<double>(writer.stats().commands); }));
  return callbacks;
}

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_QUEUE_METRICS_H_
