#ifndef CWP_SERVICES_REGISTRATION_SEAT_BOARD_H_
#define CWP_SERVICES_REGISTRATION_SEAT_BOARD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/feed/bell.h"
#include "common/feed/log.h"
#include "common/feed/tail.h"
#include "cwp/registration/v1/registration_service.pb.h"

namespace cwp::registration {

// The newest seat count of every session, in memory, kept up to date from the
// own feed. What is shown comes from here; what is decided never does. Safe to
// use from several threads at once.
//
// Whoever shows the counts elsewhere is told of them for as long as a session
// has not ended: nobody books in it after that.
class SeatBoard {
 public:
  struct Options {
    // All outlive it.
    db::Database* database = nullptr;
    feed::Bell* bell = nullptr;
    const Clock* clock = nullptr;
    // Called at the start with the counts of all sessions that have not ended,
    // and then with those of them that changed.
    std::function<void(const std::vector<v1::SeatCount>&)> changed;
    // Called with sessions that have ended since.
    std::function<void(const std::vector<int64_t>&)> ended;
  };

  // Reads all pools, then follows the feed.
  static absl::StatusOr<std::unique_ptr<SeatBoard>> Start(Options options);

  // Nothing for a session that is not known.
  std::optional<v1::SeatCount> Find(int64_t session_id) const;

  // Looks which sessions have ended. To be called now and then.
  absl::Status DropEnded();

 private:
  struct Shown {
    v1::SeatCount count;
    // When the session ends, as far as is known; in the past when its pool is
    // to be read for that.
    absl::Time look_time = absl::InfinitePast();
    bool ended = false;
  };

  explicit SeatBoard(Options options) : options_(std::move(options)) {}
  absl::StatusOr<feed::Position> ReadAll();
  void Apply(const std::vector<feed::Entry>& entries);
  std::vector<v1::SeatCount> FindDue(absl::Time now) const;

  const Options options_;
  // Held while something changes and is told, so that the last word is right.
  Mutex telling_;
  mutable Mutex mu_;
  absl::flat_hash_map<int64_t, Shown> shown_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<feed::Tail> tail_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SEAT_BOARD_H_
