#ifndef CWP_COMMON_FEED_FEED_SERVICE_H_
#define CWP_COMMON_FEED_FEED_SERVICE_H_

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/bell.h"
#include "common/db/database.h"
#include "common/rpc/gate.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::feed {

// The full name of the proto service, and its rows for an access table.
inline constexpr absl::string_view kFeedProtoService =
    "cwp.feed.v1.FeedService";
rpc::AccessTable FeedAccess(const std::vector<std::string>& followers);

// Serves cwp.feed.v1.FeedService from a database.
//
// One pump thread serves all watchers; a slow one lags and harms nobody. It
// wakes when the bell rings, and looks by itself every `poll_interval`, since
// other replicas' commits ring no bell here.
class FeedService {
 public:
  struct Options {
    db::Database* database = nullptr;
    Bell* bell = nullptr;
    rpc::Gate* gate = nullptr;
    // Counts the pump's rounds, if it is given.
    Metrics* metrics = nullptr;
    absl::Duration poll_interval = absl::Milliseconds(50);
    // An idle watcher hears this often where the feed ends.
    absl::Duration progress_interval = absl::Seconds(5);
    int page_entries = 512;
    size_t page_bytes = 256 << 10;
  };

  explicit FeedService(Options options);

  // Stops, and waits until no stream is left: the gRPC server must have ended
  // them or be about to.
  ~FeedService();

  // Begins to end all streams with UNAVAILABLE `SHUTTING_DOWN`, and refuses new
  // ones. Does not wait.
  void Stop();

  // For rpc::Server; owned by this.
  grpc::Service* grpc_service();

 private:
  class Reader;
  class Pump;
  class Impl;
  std::unique_ptr<Pump> pump_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_FEED_SERVICE_H_
