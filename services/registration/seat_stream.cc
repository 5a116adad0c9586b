#include "services/registration/seat_stream.h"

#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "common/rpc/pushed_stream.h"
#include "common/rpc/stream_pump.h"
#include "services/registration/request_checks.h"

namespace cwp::registration {
namespace {

// One who watches.
class Watcher final : public rpc::PushedStream<v1::WatchSeatCountsResponse> {
 public:
  Watcher(rpc::PushedStreams& streams,
          const v1::WatchSeatCountsRequest& request)
      : PushedStream(streams),
        session_ids_(request.session_ids().begin(),
                     request.session_ids().end()) {}

  // Sends what is new to it, and something at least every `progress_interval`.
  void Serve(const SeatStream::Options& options) {
    SeatBoard::News news =
        options.board->ReadOn(turn_, session_ids_, options.message_counts);
    turn_ = news.turn;
    if (news.counts.empty() && !IdleFor(options.progress_interval)) return;
    message().Clear();
    for (v1::SeatCount& count : news.counts) {
      *message().add_seat_counts() = std::move(count);
    }
    Write();
  }

 private:
  const absl::flat_hash_set<int64_t> session_ids_;
  // Used by the pump alone.
  int64_t turn_ = 0;
};

// Each watcher reads for itself.
struct Reader {
  const SeatStream::Options options;

  void BeginRound() {}
  absl::Status Serve(Watcher& watcher) const {
    watcher.Serve(options);
    return absl::OkStatus();
  }
};

}  // namespace

class SeatStream::Pump final : public rpc::StreamPump<Watcher, Reader> {
 public:
  explicit Pump(const SeatStream::Options& options)
      : StreamPump({.bell = options.bell,
                    .interval = options.progress_interval,
                    .pause = options.pause,
                    .name = "seat_pump",
                    .metrics = options.metrics,
                    .max_streams = options.max_watchers},
                   Reader{options}) {}
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
