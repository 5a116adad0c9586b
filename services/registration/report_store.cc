#include "services/registration/report_store.h"

#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::registration {
namespace {

// State 1 of a session is a draft. Both engines sum up to BIGINT only when they
// are told to.
#define CWP_COUNTED_POOLS                         \
  "p.start_micros >= $1 AND p.start_micros < $2 " \
  "AND p.session_state <> 1 "                     \
  "AND ($3 = 0 OR p.workshop_id = $3)"

constexpr absl::string_view kSelectSessions =
    "SELECT p.session_id, p.workshop_id, s.workshop_title, p.session_state, "
    "p.start_micros, p.capacity "
    "FROM pools p JOIN sessions s ON s.session_id = p.session_id "
    "WHERE " CWP_COUNTED_POOLS " ORDER BY p.session_id";

constexpr absl::string_view kTallyBookings =
    "SELECT b.session_id, b.channel, b.state, b.cancel_reason, "
    "CAST(count(*) AS BIGINT), CAST(sum(b.places) AS BIGINT) "
    "FROM pools p JOIN bookings b ON b.session_id = p.session_id "
    "WHERE " CWP_COUNTED_POOLS
    " GROUP BY b.session_id, b.channel, b.state, b.cancel_reason";

constexpr absl::string_view kTallyAttendees =
    "SELECT b.session_id, a.role, a.min_years, a.max_years, a.attendance, "
    "CAST(count(*) AS BIGINT) "
    "FROM pools p JOIN bookings b ON b.session_id = p.session_id "
    "JOIN attendees a ON a.booking_id = b.id "
    "WHERE " CWP_COUNTED_POOLS
    " AND b.state = 1 "
    "GROUP BY b.session_id, a.role, a.min_years, a.max_years, a.attendance";

// State 2 of an offer is accepted.
constexpr absl::string_view kSelectWaits =
    "SELECT o.session_id, e.create_micros, o.create_micros "
    "FROM offers o JOIN pools p ON p.session_id = o.session_id "
    "JOIN waitlist_entries e ON e.id = o.entry_id "
    "WHERE " CWP_COUNTED_POOLS " AND o.state = 2";

// States 1 and 2 of an entry are live.
constexpr absl::string_view kCountWaiting =
    "SELECT w.session_id, CAST(count(*) AS BIGINT) "
    "FROM pools p JOIN waitlist_sessions w ON w.session_id = p.session_id "
    "JOIN waitlist_entries e ON e.id = w.entry_id "
    "WHERE " CWP_COUNTED_POOLS " AND e.state <= 2 GROUP BY w.session_id";

// The sessions that are counted, and where each stands.
class Counter {
 public:
  Counter(db::Transaction& tx, const std::vector<db::Value>& which)
      : tx_(tx), which_(which) {}

  absl::Status FindSessions() {
    ASSIGN_OR_RETURN(const db::Rows rows, tx_.Run(kSelectSessions, which_));
    for (const db::Rows::Row row : rows) {
      places_[row.Int(0)] = sessions_.size();
      sessions_.push_back({.session_id = row.Int(0),
                           .workshop_id = row.Int(1),
                           .workshop_title = row.String(2),
                           .state = static_cast<SessionState>(row.Int(3)),
                           .start_time = row.Time(4),
                           .capacity = row.Int(5)});
    }
    return absl::OkStatus();
  }

  absl::Status CountBookings() {
    ASSIGN_OR_RETURN(const db::Rows rows, tx_.Run(kTallyBookings, which_));
    for (const db::Rows::Row row : rows) {
      Count({.state = static_cast<BookingState>(row.Int(2)),
             .cancel_reason = static_cast<CancelReason>(row.Int(3)),
             .bookings = row.Int(4),
             .places = row.Int(5)},
            Of(row).channels[row.String(1)]);
    }
    return absl::OkStatus();
  }

  absl::Status CountPeople() {
    ASSIGN_OR_RETURN(const db::Rows rows, tx_.Run(kTallyAttendees, which_));
    for (const db::Rows::Row row : rows) {
      AttendeeGroup group(row.Int(1), std::nullopt);
      if (!row.IsNull(2)) group.second.emplace(row.Int(2), row.Int(3));
      CountAttendees(row.Int(4), row.Int(5), Of(row).attendees[group]);
    }
    return absl::OkStatus();
  }

  absl::Status CountWaits() {
    ASSIGN_OR_RETURN(const db::Rows waits, tx_.Run(kSelectWaits, which_));
    for (const db::Rows::Row row : waits) {
      CountWait(row.Time(2) - row.Time(1), Of(row).waits);
    }
    ASSIGN_OR_RETURN(const db::Rows waiting, tx_.Run(kCountWaiting, which_));
    for (const db::Rows::Row row : waiting) Of(row).waits.waiting = row.Int(1);
    return absl::OkStatus();
  }

  std::vector<CountedSession> TakeSessions() { return std::move(sessions_); }

 private:
  Figures& Of(const db::Rows::Row& row) {
    return sessions_[places_.at(row.Int(0))].figures;
  }

  db::Transaction& tx_;
  const std::vector<db::Value>& which_;
  std::vector<CountedSession> sessions_;
  absl::flat_hash_map<int64_t, size_t> places_;
};

}  // namespace

absl::StatusOr<std::vector<CountedSession>> CountSessions(db::Transaction& tx,
                                                          absl::Time from,
                                                          absl::Time until,
                                                          int64_t workshop_id) {
  const std::vector<db::Value> which = {from, until, workshop_id};
  Counter counter(tx, which);
  RETURN_IF_ERROR(counter.FindSessions());
  RETURN_IF_ERROR(counter.CountBookings());
  RETURN_IF_ERROR(counter.CountPeople());
  RETURN_IF_ERROR(counter.CountWaits());
  return counter.TakeSessions();
}

}  // namespace cwp::registration
