#ifndef CWP_SERVICES_REGISTRATION_SEAT_BOARD_H_
#define CWP_SERVICES_REGISTRATION_SEAT_BOARD_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/bell.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
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
    Bell* bell = nullptr;
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

  // Counts in the order in which they last changed, each session once with its
  // newest, and the turn to go on after.
  struct News {
    std::vector<v1::SeatCount> counts;
    int64_t turn = 0;
  };

  // What changed after a turn, 0 for everything: of these sessions, or of all
  // that have not ended when none is named. At most `limit` counts; more may
  // be had after the turn returned. Whoever goes on from turn to turn misses
  // the newest count of no session, and never sees an older one after it.
  News ReadOn(int64_t after_turn,
              const absl::flat_hash_set<int64_t>& session_ids,
              size_t limit) const;

  // Looks which sessions have ended. To be called now and then.
  void DropEnded();

 private:
  struct Shown {
    v1::SeatCount count;
    absl::Time end_time = absl::InfiniteFuture();
    // That it has, and those who are told know.
    bool ended = false;
    // When it changed last, in turns.
    int64_t turn = 0;
  };

  explicit SeatBoard(Options options) : options_(std::move(options)) {}
  absl::StatusOr<feed::Position> ReadAll();
  void Apply(const std::vector<feed::Entry>& entries);
  void NoteTurn(int64_t session_id, Shown& shown)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Options options_;
  // Held while something changes and is told, so that the last word is right.
  Mutex telling_;
  mutable Mutex mu_;
  absl::flat_hash_map<int64_t, Shown> shown_ ABSL_GUARDED_BY(mu_);
  // Sessions by their turn.
  std::map<int64_t, int64_t> by_turn_ ABSL_GUARDED_BY(mu_);
  int64_t last_turn_ ABSL_GUARDED_BY(mu_) = 0;
  std::unique_ptr<feed::Tail> tail_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SEAT_BOARD_H_
