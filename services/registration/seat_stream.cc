#include "services/registration/seat_stream.h"

#include <algorithm>
#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/rpc/pushed_stream.h"
#include "services/registration/convert.h"

namespace cwp::registration {
namespace {

absl::Status ShuttingDown() {
  return Unavailable("SHUTTING_DOWN", "the service is stopping");
}

absl::Status TooManyWatchers() {
  return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_WATCHERS",
                   "too many watch seat counts already",
                   {{"retry_after_ms", "5000"}});
}

// One who watches.
class Watcher final : public rpc::PushedStream<v1::WatchSeatCountsResponse> {
 public:
  Watcher(rpc::PushedStreams& streams,
          const v1::WatchSeatCountsRequest& request)
      : PushedStream(streams),
        session_ids_(request.session_ids().begin(),
                     request.session_ids().end()) {}

  // Sends what is new to it, and something at least every `progress_interval`.
  void Serve(const SeatStream::Options& options, absl::Time now) {
    SeatBoard::News news =
        options.board->ReadOn(turn_, session_ids_, options.message_counts);
    turn_ = news.turn;
    if (news.counts.empty() && now - last_sent_ < options.progress_interval) {
      return;
    }
    message().Clear();
    for (v1::SeatCount& count : news.counts) {
      *message().add_seat_counts() = std::move(count);
    }
    last_sent_ = now;
    Write();
  }

 private:
  const absl::flat_hash_set<int64_t> session_ids_;
  // Used by the pump alone.
  int64_t turn_ = 0;
  absl::Time last_sent_ = absl::InfinitePast();
};

}  // namespace

// The thread that serves all watchers.
class SeatStream::Pump {
 public:
  explicit Pump(const Options& options) : options_(options) {
    streams_.wake = [bell = options.bell] { bell->Ring(); };
    thread_ = std::thread([this] { Run(); });
  }

  ~Pump() {
    Stop();
    thread_.join();
    streams_.AwaitClosed();
  }

  void Stop() {
    {
      MutexLock lock(mu_);
      stopping_ = true;
      stop_.NotifyAll();
    }
    options_.bell->Ring();
  }

  // Takes over a watcher, or ends it at once.
  void Add(Watcher* watcher) {
    if (absl::Status taken = Take(watcher); !taken.ok()) {
      return watcher->End(taken);
    }
    options_.bell->Ring();
  }

  rpc::PushedStreams& streams() { return streams_; }

 private:
  absl::Status Take(Watcher* watcher) {
    MutexLock lock(mu_);
    if (stopping_) return ShuttingDown();
    if (taken_ >= options_.max_watchers) return TooManyWatchers();
    ++taken_;
    arrived_.push_back(watcher);
    return absl::OkStatus();
  }

  void Run() {
    int64_t heard = 0;
    while (!TakeArrivals()) {
      ServeAll();
      Rest();
      // A message that has left rings the bell too.
      heard = options_.bell->Wait(heard, options_.progress_interval);
    }
    for (Watcher* watcher : watchers_) watcher->End(ShuttingDown());
  }

  // Whether the pump is to stop; it has everyone by then.
  bool TakeArrivals() {
    MutexLock lock(mu_);
    watchers_.insert(watchers_.end(), arrived_.begin(), arrived_.end());
    arrived_.clear();
    return stopping_;
  }

  void ServeAll() {
    const absl::Time now = absl::Now();
    const auto gone = std::remove_if(watchers_.begin(), watchers_.end(),
                                     [&](Watcher* watcher) {
                                       if (watcher->cancelled()) {
                                         watcher->End(absl::CancelledError());
                                         return true;
                                       }
                                       if (watcher->ready())
                                         watcher->Serve(options_, now);
                                       return false;
                                     });
    MutexLock lock(mu_);
    taken_ -= static_cast<int>(watchers_.end() - gone);
    watchers_.erase(gone, watchers_.end());
  }

  void Rest() {
    MutexLock lock(mu_);
    if (!stopping_) stop_.WaitFor(mu_, options_.pause);
  }

  const Options options_;
  rpc::PushedStreams streams_;
  Mutex mu_;
  CondVar stop_;
  std::vector<Watcher*> arrived_ ABSL_GUARDED_BY(mu_);
  // Those that arrived and were not ended.
  int taken_ ABSL_GUARDED_BY(mu_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<Watcher*> watchers_;  // Used by the thread alone.
  std::thread thread_;
};

SeatStream::SeatStream(const Options& options)
    : pump_(std::make_unique<Pump>(options)) {}

SeatStream::~SeatStream() = default;

void SeatStream::Stop() { pump_->Stop(); }

SeatStream::Reactor* SeatStream::Watch(
    rpc::Gate& gate, grpc::CallbackServerContext& context,
    const v1::WatchSeatCountsRequest& request) {
  auto* watcher = new Watcher(pump_->streams(), request);
  rpc::CallPtr call = gate.Admit(
      context, "WatchSeatCounts",
      [watcher](const grpc::Status& status) { watcher->Finish(status); });
  if (call == nullptr) return watcher;
  watcher->Adopt(std::move(call));
  if (absl::Status status = CheckSessionIds(request.session_ids());
      !status.ok()) {
    watcher->End(status);
  } else {
    pump_->Add(watcher);
  }
  return watcher;
}

}  // namespace cwp::registration
