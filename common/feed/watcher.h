#ifndef CWP_COMMON_FEED_WATCHER_H_
#define CWP_COMMON_FEED_WATCHER_H_

#include "absl/time/time.h"
#include "common/feed/log.h"
#include "common/rpc/pushed_stream.h"
#include "cwp/feed/v1/feed_service.pb.h"

namespace cwp::feed {

// One open stream of a feed.
class Watcher final : public rpc::PushedStream<v1::WatchResponse> {
 public:
  Watcher(rpc::PushedStreams& streams, Position after);

  // Sends a page, or a report of progress when it has no entries.
  void Send(const Page& page, absl::Time now);

  const Position& position() const { return position_; }
  absl::Time last_sent() const { return last_sent_; }
  bool greeted() const { return last_sent_ != absl::InfinitePast(); }

 private:
  // Used by the pump alone.
  Position position_;
  absl::Time last_sent_ = absl::InfinitePast();
};

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_WATCHER_H_
