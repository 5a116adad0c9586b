#ifndef CWP_SERVICES_REGISTRATION_SEAT_STREAM_H_
#define CWP_SERVICES_REGISTRATION_SEAT_STREAM_H_

#include <cstddef>
#include <memory>

#include "absl/time/time.h"
#include "common/base/bell.h"
#include "common/rpc/gate.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "grpcpp/support/server_callback.h"
#include "services/registration/seat_board.h"

namespace cwp::registration {

// Streams seat counts to whoever watches them: WatchSeatCounts.
//
// One pump thread serves all watchers. It keeps no counts: each watcher goes on
// from its own turn of the board, where a session stands once, so a slow one
// finds the newest count there and costs nothing while it lags.
class SeatStream {
 public:
  struct Options {
    // Both outlive the stream. The bell is rung whenever the board has changed.
    const SeatBoard* board = nullptr;
    Bell* bell = nullptr;
    // Counts the pump's rounds, if it is given.
    Metrics* metrics = nullptr;
    // Past it a watcher is refused.
    int max_watchers = 100;
    // An idle watcher hears this often.
    absl::Duration progress_interval = absl::Seconds(5);
    // What changes within it goes out together.
    absl::Duration pause = absl::Milliseconds(10);
    // Counts of one message.
    size_t message_counts = 500;
  };

  using Reactor = grpc::ServerWriteReactor<v1::WatchSeatCountsResponse>;

  explicit SeatStream(const Options& options);

  // Stops, and waits until no stream is left: the gRPC server must have ended
  // them or be about to.
  ~SeatStream();

  // Begins to end all streams with UNAVAILABLE `SHUTTING_DOWN`, and refuses new
  // ones. Does not wait.
  void Stop();

  // Answers a call, as cwp.registration.v1 says.
  Reactor* Watch(rpc::Gate& gate, grpc::CallbackServerContext& context,
                 const v1::WatchSeatCountsRequest& request);

 private:
  class Pump;
  const std::unique_ptr<Pump> pump_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SEAT_STREAM_H_
