#ifndef CWP_COMMON_RPC_STREAM_PUMP_H_
#define CWP_COMMON_RPC_STREAM_PUMP_H_

#include <algorithm>
#include <limits>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/bell.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/rpc/pushed_stream.h"
#include "common/telemetry/loop_meter.h"
#include "common/telemetry/metrics.h"

namespace cwp::rpc {

// The one thread that serves all streams of a kind, so that a slow one lags and
// harms nobody.
//
// `Stream` is a PushedStream. `Server` knows what there is to say; on the
// thread it is told `BeginRound()`, and then `Serve(Stream&)` for each stream
// that can take a message. An error from there ends the stream.
template <class Stream, class Server>
class StreamPump {
 public:
  struct Options {
    // Rung when there may be something new. Outlives the pump.
    Bell* bell = nullptr;
    // A round is made this often without the bell.
    absl::Duration interval;
    // Between two rounds; what comes meanwhile goes out together.
    absl::Duration pause = absl::ZeroDuration();
    // Names it in cwp_loop_rounds_total; without metrics, which outlive the
    // pump, its rounds are not counted.
    absl::string_view name;
    Metrics* metrics = nullptr;
    // Past it a stream is refused with RESOURCE_EXHAUSTED `TOO_MANY_WATCHERS`.
    int max_streams = std::numeric_limits<int>::max();
  };

  StreamPump(Options options, Server server)
      : options_(options),
        meter_(options.metrics, options.name),
        server_(std::move(server)) {
    streams_.wake = [bell = options.bell] { bell->Ring(); };
    thread_ = std::thread([this] { Run(); });
  }

  // Stops, and waits until no stream is left: the gRPC server must have ended
  // them or be about to.
  ~StreamPump() {
    Stop();
    thread_.join();
    streams_.AwaitClosed();
  }

  // Begins to end all streams with UNAVAILABLE `SHUTTING_DOWN`, and refuses new
  // ones. Does not wait.
  void Stop() {
    {
      MutexLock lock(mu_);
      stopping_ = true;
      stop_.NotifyAll();
    }
    options_.bell->Ring();
  }

  // Takes over a stream that was admitted, or ends it at once.
  void Add(Stream* stream) {
    if (absl::Status taken = Take(stream); !taken.ok()) {
      return stream->End(taken);
    }
    options_.bell->Ring();
  }

  // For the streams to come.
  PushedStreams& streams() { return streams_; }

 private:
  static absl::Status ShuttingDown() {
    return Unavailable("SHUTTING_DOWN", "the service is stopping");
  }

  static absl::Status TooMany() {
    return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_WATCHERS",
                     "too many watch already", {{"retry_after_ms", "5000"}});
  }

  absl::Status Take(Stream* stream) {
    MutexLock lock(mu_);
    if (stopping_) return ShuttingDown();
    if (taken_ >= options_.max_streams) return TooMany();
    ++taken_;
    arrived_.push_back(stream);
    return absl::OkStatus();
  }

  void Run() {
    int64_t heard = 0;
    while (!TakeArrivals()) {
      if (!all_.empty()) ServeAll();
      meter_.Count(absl::OkStatus());
      Rest();
      // A message that has left rings the bell too.
      heard = options_.bell->Wait(heard, options_.interval);
    }
    for (Stream* stream : all_) stream->End(ShuttingDown());
  }

  // Whether the pump is to stop; it has everyone by then.
  bool TakeArrivals() {
    MutexLock lock(mu_);
    all_.insert(all_.end(), arrived_.begin(), arrived_.end());
    arrived_.clear();
    return stopping_;
  }

  void ServeAll() {
    server_.BeginRound();
    const auto gone =
        std::remove_if(all_.begin(), all_.end(),
                       [this](Stream* stream) { return !Keep(stream); });
    MutexLock lock(mu_);
    taken_ -= static_cast<int>(all_.end() - gone);
    all_.erase(gone, all_.end());
  }

  // Serves a stream, or ends it and says so.
  bool Keep(Stream* stream) {
    absl::Status served = absl::OkStatus();
    if (stream->cancelled()) {
      served = absl::CancelledError();
    } else if (stream->ready()) {
      served = server_.Serve(*stream);
    }
    if (served.ok()) return true;
    stream->End(served);
    return false;
  }

  void Rest() {
    MutexLock lock(mu_);
    if (!stopping_) stop_.WaitFor(mu_, options_.pause);
  }

  const Options options_;
  const LoopMeter meter_;
  PushedStreams streams_;
  Mutex mu_;
  CondVar stop_;
  std::vector<Stream*> arrived_ ABSL_GUARDED_BY(mu_);
  // Those that arrived and were not ended.
  int taken_ ABSL_GUARDED_BY(mu_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  // Used by the thread alone.
  std::vector<Stream*> all_;
  Server server_;
  std::thread thread_;
};

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_STREAM_PUMP_H_
