#ifndef CWP_COMMON_FEED_WATCHER_H_
#define CWP_COMMON_FEED_WATCHER_H_

#include "common/feed/log.h"
#include "common/rpc/pushed_stream.h"
#include "cwp/feed/v1/feed_service.pb.h"

namespace cwp::feed {

// One open stream of a feed.
class Watcher final : public rpc::PushedStream<v1::WatchResponse> {
 public:
  Watcher(rpc::PushedStreams& streams, Position after);

  // Sends a page, or a report of progress when it has no entries.
  void Send(const Page& page);

  const Position& position() const { return position_; }

 private:
  // Used by the pump alone.
  Position position_;
};

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_WATCHER_H_
