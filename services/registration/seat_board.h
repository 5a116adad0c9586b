#ifndef CWP_SERVICES_REGISTRATION_SEAT_BOARD_H_
#define CWP_SERVICES_REGISTRATION_SEAT_BOARD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
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
class SeatBoard {
 public:
  // Called on the board's thread with the counts that changed.
  using Changed = std::function<void(const std::vector<v1::SeatCount>&)>;

  // Reads all pools, then follows the feed. `database` and `bell` outlive it.
  static absl::StatusOr<std::unique_ptr<SeatBoard>> Start(
      db::Database& database, feed::Bell& bell, Changed changed);

  // Nothing for a session that is not known.
  std::optional<v1::SeatCount> Find(int64_t session_id) const;

  std::vector<v1::SeatCount> All() const;

 private:
  explicit SeatBoard(Changed changed) : changed_(std::move(changed)) {}
  void Apply(const std::vector<feed::Entry>& entries);

  const Changed changed_;
  mutable Mutex mu_;
  absl::flat_hash_map<int64_t, v1::SeatCount> counts_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<feed::Tail> tail_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SEAT_BOARD_H_
