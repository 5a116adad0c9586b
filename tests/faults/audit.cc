#include "tests/faults/audit.h"

#include <map>
#include <utility>

#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/crowd.h"

namespace cwp::faults {
namespace {

using Resources = std::map<int64_t, Outcome>;

struct Pool {
  int64_t capacity = 0;
  int64_t confirmed = 0;
  int64_t held = 0;
  int64_t offered = 0;
  // What channels may still sell by themselves.
  int64_t allotted = 0;
};

// What there is.
struct Kept {
  Resources bookings;
  Resources holds;
  Resources entries;
  // The open ones, by the entry that has them.
  Resources offers;
  std::map<int64_t, Pool> pools;
};

constexpr char kBookings[] =
    "SELECT id, session_id, places, state FROM bookings";
constexpr char kHolds[] = "SELECT id, session_id, places, state FROM holds";
constexpr char kEntries[] = "SELECT id, 0, places, state FROM waitlist_entries";
constexpr char kOffers[] =
    "SELECT entry_id, session_id, places, state FROM offers WHERE state = 1";
constexpr char kPools[] =
    "SELECT session_id, capacity, confirmed, held, offered, allotted FROM "
    "pools";

constexpr int kBookingConfirmed = 1;
constexpr int kHoldHeld = 2;
constexpr int kEntryWaiting = 1;
constexpr int kEntryOffered = 2;

absl::Status ReadResources(db::Transaction& tx, absl::string_view sql,
                           Resources& resources) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(sql));
  for (const auto& row : rows) {
    resources[row.Int(0)] = {.id = row.Int(0),
                             .session = row.Int(1),
                             .places = row.Int(2),
                             .state = static_cast<int>(row.Int(3))};
  }
  return absl::OkStatus();
}

absl::Status ReadAll(db::Transaction& tx, Kept& kept) {
  RETURN_IF_ERROR(ReadResources(tx, kBookings, kept.bookings));
  RETURN_IF_ERROR(ReadResources(tx, kHolds, kept.holds));
  RETURN_IF_ERROR(ReadResources(tx, kEntries, kept.entries));
  RETURN_IF_ERROR(ReadResources(tx, kOffers, kept.offers));
  ASSIGN_OR_RETURN(const db::Rows pools, tx.Run(kPools));
  for (const auto& row : pools) {
    kept.pools[row.Int(0)] = {.capacity = row.Int(1),
                              .confirmed = row.Int(2),
                              .held = row.Int(3),
                              .offered = row.Int(4),
                              .allotted = row.Int(5)};
  }
  return absl::OkStatus();
}

// A waitlist entry is offered places when others give them back.
int Settled(int entry_state) {
  return entry_state == kEntryOffered ? kEntryWaiting : entry_state;
}

void Compare(const std::string& kind, const Resources& told,
             const Resources& kept) {
  const bool is_entry = kind == "waitlist entry";
  for (const auto& [id, want] : told) {
    const auto found = kept.find(id);
    if (found == kept.end()) {
      ADD_FAILURE() << kind << " " << id << " was acknowledged and is lost";
      continue;
    }
    const Outcome& have = found->second;
    EXPECT_EQ(have.places, want.places) << kind << " " << id;
    if (is_entry) {
      EXPECT_EQ(Settled(have.state), Settled(want.state)) << kind << " " << id;
    } else {
      EXPECT_EQ(have.state, want.state) << kind << " " << id;
      EXPECT_EQ(have.session, want.session) << kind << " " << id;
    }
  }
  for (const auto& [id, have] : kept) {
    EXPECT_TRUE(told.count(id) == 1)
        << kind << " " << id << " is there and nobody was told of it";
  }
}

int64_t Sum(const Resources& resources, int64_t session, int state) {
  int64_t places = 0;
  for (const auto& [id, one] : resources) {
    if (one.session == session && one.state == state) places += one.places;
  }
  return places;
}

void CheckPools(const Kept& kept) {
  for (const auto& [session, pool] : kept.pools) {
    EXPECT_EQ(pool.confirmed, Sum(kept.bookings, session, kBookingConfirmed))
        << "confirmed in session " << session;
    EXPECT_EQ(pool.held, Sum(kept.holds, session, kHoldHeld))
        << "held in session " << session;
    EXPECT_EQ(pool.offered, Sum(kept.offers, session, 1))
        << "offered in session " << session;
    EXPECT_LE(pool.confirmed + pool.held + pool.offered + pool.allotted,
              pool.capacity)
        << "session " << session << " is over";
  }
}

void CheckOffers(const Kept& kept) {
  for (const auto& [id, entry] : kept.entries) {
    EXPECT_EQ(kept.offers.count(id), entry.state == kEntryOffered ? 1u : 0u)
        << "waitlist entry " << id << " and its offer do not agree";
  }
}

}  // namespace

Audit::Audit(const Party& party, std::vector<std::string> histories)
    : party_(party), reader_(std::move(histories)), told_(reader_.Read()) {}

void Audit::CheckRows() {
  reader_.Read();
  EXPECT_TRUE(told_.open.empty()) << "somebody was not answered";
  const auto database = db::Open(party_.database(), party_.clock());
  ASSERT_OK(database.status());
  Kept kept;
  ASSERT_OK((*database)->Read(
      [&](db::Transaction& tx) { return ReadAll(tx, kept); }));
  Compare("booking", told_.bookings, kept.bookings);
  Compare("hold", told_.holds, kept.holds);
  Compare("waitlist entry", told_.entries, kept.entries);
  CheckPools(kept);
  CheckOffers(kept);
}

void Audit::CheckAnswers(const std::vector<std::unique_ptr<Line>>& lines) {
  reader_.Read();
  ASSERT_OK(lines[0]->Recount(*ledger_, last_hash_));
  for (; repeated_ < told_.made.size(); ++repeated_) {
    const Told::Request& made = told_.made[repeated_];
    const absl::StatusOr<Outcome> again =
        AskUntilAnswered(lines, repeated_, made.action);
    ASSERT_OK(again.status()) << "repeating " << made.action.request_id;
    EXPECT_EQ(again->id, made.outcome.id)
        << made.action.request_id << " answers otherwise when repeated";
  }
}

void Audit::CheckAllAnswers(const std::vector<std::unique_ptr<Line>>& lines) {
  repeated_ = 0;
  ledger_ = std::make_unique<ctl::Ledger>();
  last_hash_.clear();
  CheckAnswers(lines);
}

}  // namespace cwp::faults
