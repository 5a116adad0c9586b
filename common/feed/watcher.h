#ifndef CWP_COMMON_FEED_WATCHER_H_
#define CWP_COMMON_FEED_WATCHER_H_

#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/feed/bell.h"
#include "common/feed/log.h"
#include "common/rpc/gate.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "grpcpp/support/server_callback.h"
#include "grpcpp/support/status.h"

namespace cwp::feed {

// What a pump and its watchers share.
struct PumpState {
  Bell* bell = nullptr;
  Mutex mu;
  // Streams that gRPC still knows.
  int open ABSL_GUARDED_BY(mu) = 0;
  CondVar closed;
};

// One open stream of a feed.
//
// gRPC calls OnWriteDone, OnCancel and OnDone on its own threads; they only set
// flags and ring the bell. The pump alone starts writes and ends the stream,
// and never touches a watcher again once it has: OnDone deletes it.
class Watcher final : public grpc::ServerWriteReactor<v1::WatchResponse> {
 public:
  Watcher(PumpState& state, Position after);

  // Remembers the admitted call, which End() finishes.
  void Adopt(rpc::CallPtr call) { call_ = std::move(call); }

  // Whether the client is gone.
  bool cancelled();

  // Whether the last page has left.
  bool ready();

  // Sends a page, or a report of progress when it has no entries.
  void Send(const Page& page, absl::Time now);

  // Ends the stream. The watcher may be gone when this returns.
  void End(const absl::Status& status);

  const Position& position() const { return position_; }
  absl::Time last_sent() const { return last_sent_; }
  bool greeted() const { return last_sent_ != absl::InfinitePast(); }

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  PumpState& state_;
  bool writing_ ABSL_GUARDED_BY(state_.mu) = false;
  bool cancelled_ ABSL_GUARDED_BY(state_.mu) = false;
  // Used by the pump alone.
  Position position_;
  absl::Time last_sent_ = absl::InfinitePast();
  rpc::CallPtr call_;
  // Belongs to gRPC while a write is under way.
  v1::WatchResponse response_;
};

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_WATCHER_H_
