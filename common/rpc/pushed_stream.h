#ifndef CWP_COMMON_RPC_PUSHED_STREAM_H_
#define CWP_COMMON_RPC_PUSHED_STREAM_H_

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/rpc/gate.h"
#include "grpcpp/support/server_callback.h"

namespace cwp::rpc {

// What a pump, the one thread that serves many streams, shares with them.
struct PushedStreams {
  // Wakes the pump, from any thread: a stream can take its next message, or its
  // client is gone.
  std::function<void()> wake;
  Mutex mu;
  // Streams that gRPC still knows.
  int open ABSL_GUARDED_BY(mu) = 0;
  CondVar closed;

  // Waits until no stream is left; each must have been ended before.
  void AwaitClosed() {
    MutexLock lock(mu);
    while (open > 0) closed.Wait(mu);
  }
};

// One open stream of messages that a pump sends.
//
// gRPC calls OnWriteDone, OnCancel and OnDone on its own threads; they only set
// flags and wake the pump. The pump alone starts writes and ends the stream,
// and never touches it again once it has: OnDone deletes it.
template <class Response>
class PushedStream : public grpc::ServerWriteReactor<Response> {
 public:
  // `streams` outlives the stream.
  explicit PushedStream(PushedStreams& streams) : streams_(streams) {
    MutexLock lock(streams_.mu);
    ++streams_.open;
  }

  // Remembers the admitted call, which End() finishes.
  void Adopt(CallPtr call) { call_ = std::move(call); }

  // Whether the client is gone.
  bool cancelled() {
    MutexLock lock(streams_.mu);
    return cancelled_;
  }

  // Whether the last message has left.
  bool ready() {
    MutexLock lock(streams_.mu);
    return !writing_;
  }

  // Whether anything was sent. For the pump, as the next.
  bool greeted() const { return last_write_.has_value(); }

  // Whether nothing was sent for so long.
  bool IdleFor(absl::Duration time) const {
    return !greeted() || std::chrono::steady_clock::now() - *last_write_ >=
                             absl::ToChronoNanoseconds(time);
  }

  // Ends the stream, which may be gone when this returns.
  void End(const absl::Status& status) {
    const CallPtr call = std::move(call_);
    call->Finish(status);
  }

  void OnWriteDone(bool ok) override {
    {
      MutexLock lock(streams_.mu);
      writing_ = false;
      cancelled_ |= !ok;
    }
    streams_.wake();
  }

  void OnCancel() override {
    {
      MutexLock lock(streams_.mu);
      cancelled_ = true;
    }
    streams_.wake();
  }

  void OnDone() override {
    PushedStreams& streams = streams_;
    delete this;
    MutexLock lock(streams.mu);
    --streams.open;
    streams.closed.NotifyAll();
  }

 protected:
  // The message to fill and then to Write; only while the stream is ready.
  Response& message() { return message_; }

  void Write() {
    {
      MutexLock lock(streams_.mu);
      writing_ = true;
    }
    last_write_ = std::chrono::steady_clock::now();
    this->StartWrite(&message_);
  }

 private:
  PushedStreams& streams_;
  bool writing_ ABSL_GUARDED_BY(streams_.mu) = false;
  bool cancelled_ ABSL_GUARDED_BY(streams_.mu) = false;
  // Used by the pump alone.
  CallPtr call_;
  std::optional<std::chrono::steady_clock::time_point> last_write_;
  // Belongs to gRPC while a write is under way.
  Response message_;
};

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_PUSHED_STREAM_H_
