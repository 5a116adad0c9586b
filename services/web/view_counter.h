#ifndef CWP_SERVICES_WEB_VIEW_COUNTER_H_
#define CWP_SERVICES_WEB_VIEW_COUNTER_H_

#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <tuple>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "common/rpc/peer.h"
#include "common/telemetry/loop_meter.h"
#include "common/telemetry/metrics.h"
#include "cwp/webinars/v1/webinars_service.pb.h"

namespace cwp::web {

// Counts how often files of webinars are fetched, and tells webinars every
// minute. Nothing is known of who fetched one. What was counted since the last
// time is lost when this process dies. Safe to use from several threads at
// once.
class ViewCounter {
 public:
  // What it works with; all outlive it.
  struct Options {
    rpc::Peer* webinars = nullptr;
    const Clock* clock = nullptr;
    // In which days begin.
    absl::TimeZone zone;
    Metrics* metrics = nullptr;
  };
  explicit ViewCounter(const Options& options);

  // Tells webinars once more, and stops.
  ~ViewCounter();

  void Count(int64_t webinar_id, absl::string_view file_hash);

  // Tells webinars now. What cannot be told is told the next time. Fails as
  // CountViews does.
  absl::Status Flush();

 private:
  // Webinar, file, day.
  using Key = std::tuple<int64_t, std::string, std::string>;

  void Run();
  void FillBatch();

  const Options options_;
  const LoopMeter meter_;
  Mutex mu_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::map<Key, int64_t> counts_ ABSL_GUARDED_BY(mu_);

  // One telling at a time.
  Mutex telling_;
  // What is told, under one request id until webinars has said that it heard.
  webinars::v1::CountViewsRequest batch_ ABSL_GUARDED_BY(telling_);
  std::thread thread_;
};

// Whether an answer gives a file from its beginning: once for each who plays or
// saves it, however their browser cuts the rest into ranges.
bool BeginsFile(const http::Request& request, const http::Response& response);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_VIEW_COUNTER_H_
