#include "common/telemetry/loop_meter.h"

#include <string>

namespace cwp {
namespace {

Counter& AddRounds(Metrics& metrics, absl::string_view loop,
                   const char* result) {
  return metrics.AddCounter("cwp_loop_rounds_total",
                            "Rounds of background loops, by how they went.",
                            {{"loop", std::string(loop)}, {"result", result}});
}

}  // namespace

LoopMeter::LoopMeter(Metrics* metrics, absl::string_view loop) {
  if (metrics == nullptr) return;
  ok_ = &AddRounds(*metrics, loop, "ok");
  failed_ = &AddRounds(*metrics, loop, "failed");
}

void LoopMeter::Count(const absl::Status& status) const {
  Counter* const counter = status.ok() ? ok_ : failed_;
  if (counter != nullptr) counter->Add();
}

}  // namespace cwp
