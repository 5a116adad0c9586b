#include "common/db/queue_metrics.h"

namespace cwp::db {

Metrics::Callback MeterReaders(Metrics& metrics, const Readers& readers) {
  return metrics.AddCallbackGauge(
      "cwp_reader_queue_length", "Reads that wait for a thread.", {},
      [&readers] { return static_cast<double>(readers.queued()); });
}

}  // namespace cwp::db
