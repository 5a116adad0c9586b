#include "services/registration/pool_store.h"

#include <algorithm>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::registration {
namespace {

#define CWP_POOL_COLUMNS                                               \
  "session_id, workshop_id, session_state, booking_open_micros, "      \
  "booking_close_micros, start_micros, end_micros, capacity, "         \
  "confirmed, held, offered, allotted, queued, collecting, revision, " \
  "min_years, max_years, names_needed"

constexpr absl::string_view kSelectPool =
    "SELECT " CWP_POOL_COLUMNS " FROM pools WHERE session_id = $1";

constexpr absl::string_view kSelectPools =
    "SELECT " CWP_POOL_COLUMNS " FROM pools ORDER BY session_id";

constexpr absl::string_view kSelectComing =
    "SELECT session_id FROM pools "
    "WHERE workshop_id = $1 AND start_micros > $2 AND session_state <> 4 "
    "ORDER BY session_id";

constexpr absl::string_view kInsertPool =
    "INSERT INTO pools (" CWP_POOL_COLUMNS
    ", bound) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
    "$14, $15, $16, $17, $18, $19)";

// On the right-hand side the counts are still the old ones: what is taken may
// never rise above the capacity or above where it was. So a lowered capacity
// evicts nobody, and no booking gets in before the pool fits again.
constexpr absl::string_view kUpdatePool =
    "UPDATE pools SET session_state = $3, booking_open_micros = $4, "
    "booking_close_micros = $5, start_micros = $6, end_micros = $7, "
    "capacity = $8, confirmed = $9, held = $10, offered = $11, "
    "allotted = $12, queued = $13, collecting = $14, revision = $15, "
    "min_years = $16, max_years = $17, names_needed = $18, "
    "bound = CASE WHEN confirmed + held + offered + allotted > $8 "
    "THEN confirmed + held + offered + allotted ELSE $8 END "
    "WHERE session_id = $1 AND revision = $2";

constexpr absl::string_view kSelectToPurge =
    "SELECT session_id FROM pools WHERE end_micros < $1 AND purged = 0 "
    "ORDER BY end_micros, session_id LIMIT $2";

constexpr absl::string_view kSelectOver =
    "SELECT session_id FROM pools "
    "WHERE end_micros <= $1 AND purged = 0 AND past = 0 "
    "ORDER BY end_micros, session_id LIMIT $2";

constexpr absl::string_view kMarkPoolPast =
    "UPDATE pools SET past = $2 WHERE session_id = $1";

constexpr absl::string_view kMarkBookingsPast =
    "UPDATE bookings SET past = $2 WHERE session_id = $1 AND past <> $2";

constexpr absl::string_view kUnmarkPurged =
    "UPDATE pools SET purged = 0 WHERE purged = 1 AND end_micros > $1";

constexpr absl::string_view kMarkPurged =
    "UPDATE pools SET purged = 1 WHERE session_id = $1";

#define CWP_ALLOTMENT_COLUMNS \
  "session_id, channel, places, sold, surplus, revision"

constexpr absl::string_view kSelectAllotment =
    "SELECT " CWP_ALLOTMENT_COLUMNS
    " FROM allotments WHERE session_id = $1 AND channel = $2";

constexpr absl::string_view kSelectAllotments =
    "SELECT " CWP_ALLOTMENT_COLUMNS
    " FROM allotments WHERE session_id = $1 ORDER BY channel";

constexpr absl::string_view kUpsertAllotment =
    "INSERT INTO allotments (" CWP_ALLOTMENT_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (session_id, channel) DO UPDATE SET "
    "places = excluded.places, sold = excluded.sold, "
    "surplus = excluded.surplus, revision = excluded.revision";

Pool ReadPool(const db::Rows::Row& row) {
  return {.session_id = row.Int(0),
          .workshop_id = row.Int(1),
          .session_state = static_cast<SessionState>(row.Int(2)),
          .booking_open_time = row.Time(3),
          .booking_close_time = row.Time(4),
          .start_time = row.Time(5),
          .end_time = row.Time(6),
          .capacity = row.Int(7),
          .confirmed = row.Int(8),
          .held = row.Int(9),
          .offered = row.Int(10),
          .allotted = row.Int(11),
          .queued = row.Int(12) != 0,
          .collecting = row.Int(13) != 0,
          .attendees = {.ages = {.min_years = row.Int(15),
                                 .max_years = row.Int(16)},
                        .names_needed = row.Int(17) != 0},
          .revision = row.Int(14)};
}

Allotment ReadAllotment(const db::Rows::Row& row) {
  return {.session_id = row.Int(0),
          .channel = row.String(1),
          .places = row.Int(2),
          .sold = row.Int(3),
          .surplus = row.Int(4),
          .revision = row.Int(5)};
}

}  // namespace

absl::StatusOr<std::optional<Pool>> FindPool(db::Transaction& tx,
                                             int64_t session_id) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectPool, {session_id}));
  if (rows.empty()) return std::nullopt;
  return ReadPool(rows[0]);
}

absl::StatusOr<std::vector<Pool>> FindPools(
    db::Transaction& tx, absl::Span<const int64_t> session_ids) {
  std::vector<std::vector<db::Value>> args;
  for (const int64_t id : session_ids) args.push_back({id});
  ASSIGN_OR_RETURN(std::vector<db::Rows> found,
                   tx.QueryEach(kSelectPool, args));
  std::vector<Pool> pools;
  for (const db::Rows& rows : found) {
    if (!rows.empty()) pools.push_back(ReadPool(rows[0]));
  }
  return pools;
}

absl::StatusOr<int64_t> FindNextSession(db::Transaction& tx,
                                        absl::Span<const int64_t> session_ids,
                                        absl::Time now) {
  ASSIGN_OR_RETURN(const std::vector<Pool> pools, FindPools(tx, session_ids));
  const Pool* next = nullptr;
  for (const Pool& pool : pools) {
    if (pool.start_time <= now) continue;
    if (next == nullptr || pool.start_time < next->start_time) next = &pool;
  }
  return next == nullptr ? 0 : next->session_id;
}

absl::StatusOr<std::vector<Pool>> ListPools(db::Transaction& tx) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectPools));
  std::vector<Pool> pools;
  for (const db::Rows::Row row : rows) pools.push_back(ReadPool(row));
  return pools;
}

absl::StatusOr<std::vector<int64_t>> FindComingSessions(db::Transaction& tx,
                                                        int64_t workshop_id,
                                                        absl::Time now) {
  return db::ReadInts(tx.Run(kSelectComing, {workshop_id, now}));
}

absl::StatusOr<std::vector<int64_t>> FindSessionsToPurge(db::Transaction& tx,
                                                         absl::Time before,
                                                         int limit) {
  return db::ReadInts(tx.Run(kSelectToPurge, {before, limit}));
}

absl::StatusOr<std::vector<int64_t>> FindSessionsOver(db::Transaction& tx,
                                                      absl::Time now,
                                                      int limit) {
  return db::ReadInts(tx.Run(kSelectOver, {now, limit}));
}

absl::Status MarkPast(db::Transaction& tx, int64_t session_id, bool past) {
  RETURN_IF_ERROR(tx.Run(kMarkPoolPast, {session_id, past}).status());
  return tx.Run(kMarkBookingsPast, {session_id, past}).status();
}

absl::Status UnmarkPurged(db::Transaction& tx, absl::Time before) {
  return tx.Run(kUnmarkPurged, {before}).status();
}

absl::Status MarkPurged(db::Transaction& tx, int64_t session_id) {
  return tx.Run(kMarkPurged, {session_id}).status();
}

absl::Status InsertPool(db::Transaction& tx, const Pool& pool) {
  return tx
      .Run(kInsertPool,
           {pool.session_id, pool.workshop_id,
            static_cast<int64_t>(pool.session_state), pool.booking_open_time,
            pool.booking_close_time, pool.start_time, pool.end_time,
            pool.capacity, pool.confirmed, pool.held, pool.offered,
            pool.allotted, pool.queued, pool.collecting, pool.revision,
            pool.attendees.ages.min_years, pool.attendees.ages.max_years,
            pool.attendees.names_needed, pool.capacity})
      .status();
}

absl::Status UpdatePools(db::Transaction& tx,
                         const std::vector<PoolChange>& changes) {
  std::vector<std::vector<db::Value>> rows;
  for (const auto& [old_revision, pool] : changes) {
    rows.push_back(
        {pool->session_id, old_revision,
         static_cast<int64_t>(pool->session_state), pool->booking_open_time,
         pool->booking_close_time, pool->start_time, pool->end_time,
         pool->capacity, pool->confirmed, pool->held, pool->offered,
         pool->allotted, pool->queued, pool->collecting, pool->revision,
         pool->attendees.ages.min_years, pool->attendees.ages.max_years,
         pool->attendees.names_needed});
  }
  ASSIGN_OR_RETURN(std::vector<int64_t> touched, tx.RunEach(kUpdatePool, rows));
  if (std::find(touched.begin(), touched.end(), 0) != touched.end()) {
    return MakeError(absl::StatusCode::kAborted, "POOL_MOVED",
                     "another writer changed the seat pool meanwhile");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Allotment>> FindAllotment(
    db::Transaction& tx, int64_t session_id, absl::string_view channel) {
  ASSIGN_OR_RETURN(db::Rows rows,
                   tx.Run(kSelectAllotment, {session_id, channel}));
  if (rows.empty()) return std::nullopt;
  return ReadAllotment(rows[0]);
}

absl::StatusOr<std::vector<Allotment>> ListAllotments(db::Transaction& tx,
                                                      int64_t session_id) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectAllotments, {session_id}));
  std::vector<Allotment> allotments;
  for (const db::Rows::Row row : rows) allotments.push_back(ReadAllotment(row));
  return allotments;
}

absl::Status SaveAllotments(db::Transaction& tx,
                            const std::vector<const Allotment*>& allotments) {
  std::vector<std::vector<db::Value>> rows;
  for (const Allotment* allotment : allotments) {
    rows.push_back({allotment->session_id, allotment->channel,
                    allotment->places, allotment->sold, allotment->surplus,
                    allotment->revision});
  }
  return tx.RunEach(kUpsertAllotment, rows).status();
}

}  // namespace cwp::registration
