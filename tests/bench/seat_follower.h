#ifndef CWP_TESTS_BENCH_SEAT_FOLLOWER_H_
#define CWP_TESTS_BENCH_SEAT_FOLLOWER_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/feed/follower.h"
#include "common/rpc/canceller.h"

namespace cwp::bench {

// The steps of the database that SeatFollower keeps.
std::vector<db::Migration> SeatFollowerMigrations();

// Follows registration into a database of its own, as a partner's or a report's
// follower would: one row for each booking, and the newest count of each
// session.
class SeatFollower final : public feed::FollowerTarget {
 public:
  absl::Status Apply(db::Transaction& tx,
                     const std::vector<feed::FollowedChange>& changes) override;
  absl::StatusOr<Listing> Relist(rpc::Canceller& canceller) override;
};

// What was applied.
struct Applied {
  int64_t bookings = 0;
  int64_t sessions = 0;
  // Places of confirmed bookings, as the sessions' counts say.
  int64_t places = 0;
};
absl::StatusOr<Applied> ReadApplied(db::Database& database);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_SEAT_FOLLOWER_H_
