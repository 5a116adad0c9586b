#ifndef CWP_TESTS_BENCH_EVENT_STREAMS_H_
#define CWP_TESTS_BENCH_EVENT_STREAMS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cwp::bench {

// Streams of server-sent events about the places of a session, all read by the
// thread that waits for them.
class EventStreams {
 public:
  // Opens so many at `address` (127.0.0.1:PORT), and waits until each has been
  // told how many places are left.
  static absl::StatusOr<std::unique_ptr<EventStreams>> Open(
      const std::string& address, int64_t session_id, int count);
  ~EventStreams();

  EventStreams(const EventStreams&) = delete;
  EventStreams& operator=(const EventStreams&) = delete;

  // Waits until each has been told that so many places are left, or fewer;
  // gives when each was.
  absl::StatusOr<std::vector<absl::Time>> AwaitLeft(int64_t left);

  // The most that any was told last.
  int64_t left() const;

 private:
  struct Stream {
    int socket = -1;
    // What has come of an event that is not whole.
    std::string part;
    // As it was told last; -1 before.
    int64_t left = -1;
    absl::Time time;
  };

  explicit EventStreams(int poll) : poll_(poll) {}

  absl::Status Connect(const std::string& address, int64_t session_id);
  // Reads what comes until the streams from the `first` on have been told so.
  absl::Status ReadUntil(int64_t left, size_t first);
  absl::Status Read(Stream& stream);

  const int poll_;
  std::vector<Stream> streams_;
};

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_EVENT_STREAMS_H_
