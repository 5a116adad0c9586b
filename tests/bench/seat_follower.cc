#include "tests/bench/seat_follower.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"

namespace cwp::bench {
namespace {

constexpr absl::string_view kUpsertBooking =
    "INSERT INTO bookings (id, session_id, state, places) "
    "VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (id) DO UPDATE SET state = excluded.state";

constexpr absl::string_view kUpsertCount =
    "INSERT INTO counts (session_id, capacity, confirmed, revision) "
    "VALUES ($1, $2, $3, $4) ON CONFLICT (session_id) DO UPDATE "
    "SET capacity = excluded.capacity, confirmed = excluded.confirmed, "
    "revision = excluded.revision";

constexpr absl::string_view kSelectBookings = "SELECT count(*) FROM bookings";

constexpr absl::string_view kSelectCounts =
    "SELECT count(*), sum(confirmed) FROM counts";

absl::Status Invalid() {
  return MakeError(absl::StatusCode::kDataLoss, "FEED_ENTRY_INVALID",
                   "an entry does not hold what its kind promises");
}

}  // namespace

std::vector<db::Migration> SeatFollowerMigrations() {
  std::vector<std::string> statements = feed::CreateFollowerStatements();
  statements.emplace_back(
      "CREATE TABLE bookings (id BIGINT PRIMARY KEY, "
      "session_id BIGINT NOT NULL, state BIGINT NOT NULL, "
      "places BIGINT NOT NULL)");
  statements.emplace_back(
      "CREATE TABLE counts (session_id BIGINT PRIMARY KEY, "
      "capacity BIGINT NOT NULL, confirmed BIGINT NOT NULL, "
      "revision BIGINT NOT NULL)");
  return {{.version = 1,
           .name = "bookings and counts",
           .statements = std::move(statements)}};
}

absl::Status SeatFollower::Apply(
    db::Transaction& tx, const std::vector<feed::FollowedChange>& changes) {
  std::vector<std::vector<db::Value>> bookings;
  bookings.reserve(changes.size());
  std::map<int64_t, registration::v1::SeatCount> counts;
  for (const feed::FollowedChange& change : changes) {
    registration::v1::BookingChange booking;
    registration::v1::SeatCount* count = booking.mutable_pool();
    if (change.change->kind() == "pool") {
      if (!count->ParseFromString(change.change->resource())) return Invalid();
    } else {
      if (!booking.ParseFromString(change.change->resource())) return Invalid();
      bookings.push_back({booking.booking_id(), booking.session_id(),
                          static_cast<int64_t>(booking.state()),
                          booking.places()});
    }
    const int64_t session_id = booking.pool().session_id();
    counts[session_id] = std::move(*booking.mutable_pool());
  }
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(counts.size());
  for (const auto& [session_id, count] : counts) {
    rows.push_back(
        {session_id, count.capacity(), count.confirmed(), count.revision()});
  }
  RETURN_IF_ERROR(tx.RunEach(kUpsertBooking, bookings).status());
  return tx.RunEach(kUpsertCount, rows).status();
}

absl::StatusOr<feed::FollowerTarget::Listing> SeatFollower::Relist(
    rpc::Canceller&) {
  return MakeError(absl::StatusCode::kInternal, "RELISTED",
                   "a feed from its start need not be listed");
}

absl::StatusOr<Applied> ReadApplied(db::Database& database) {
  Applied applied;
  RETURN_IF_ERROR(database.Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const db::Rows bookings, tx.Run(kSelectBookings));
    ASSIGN_OR_RETURN(const db::Rows counts, tx.Run(kSelectCounts));
    applied = {.bookings = bookings[0].Int(0),
               .sessions = counts[0].Int(0),
               .places = counts[0].Int(1)};
    return absl::OkStatus();
  }));
  return applied;
}

}  // namespace cwp::bench
