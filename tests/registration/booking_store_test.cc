#include "services/registration/booking_store.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/pool_store.h"
#include "services/registration/schema.h"

namespace cwp::registration {
namespace {

using ::testing::ElementsAre;

class BookingStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(database_.Open(clock_, Migrations())); }

  Booking BookingOf(absl::string_view contact, int64_t id, int64_t session_id) {
    return {.id = id,
            .session_id = session_id,
            .reference = absl::StrCat("R", id),
            .contact_key = std::string(contact),
            .places = 1,
            .channel = "direct",
            .create_revision = id,
            .revision = id,
            .create_time = clock_.Now(),
            .update_time = clock_.Now()};
  }

  void Insert(const std::vector<Booking>& bookings) {
    std::vector<BookingRecord> records;
    std::vector<const BookingRecord*> added;
    records.reserve(bookings.size());
    for (const Booking& booking : bookings) {
      records.push_back(
          {.booking = booking, .attendees = {Attendee{.role = 1}}});
      added.push_back(&records.back());
    }
    ASSERT_OK(database_->Write(
        [&](db::Transaction& tx) { return InsertBookings(tx, added); }));
  }

  std::vector<int64_t> IdsOf(absl::string_view contact) {
    std::vector<int64_t> ids;
    EXPECT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const auto found,
                       FindBookingsOfContacts(tx, absl::MakeSpan(&contact, 1)));
      for (const Booking& booking : found[0]) ids.push_back(booking.id);
      return absl::OkStatus();
    }));
    return ids;
  }

  int64_t Ask(absl::string_view sql) {
    int64_t answer = 0;
    EXPECT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(sql, {}));
      answer = rows[0].Int(0);
      return absl::OkStatus();
    }));
    return answer;
  }

  FakeClock clock_;
  db::TestDatabase database_;
};

TEST_F(BookingStoreTest, FindsTheLiveBookingsOfAContactAsTheyWereMade) {
  Booking cancelled = BookingOf("ada", 4, 14);
  cancelled.state = BookingState::kCancelled;
  Insert({BookingOf("ada", 3, 11), BookingOf("ben", 2, 11),
          BookingOf("ada", 1, 13), cancelled});
  EXPECT_THAT(IdsOf("ada"), ElementsAre(1, 3));
  EXPECT_THAT(IdsOf("ben"), ElementsAre(2));
}

TEST_F(BookingStoreTest, FindsWhatIsQuotedForAsLongAsItIsKeptWhoBooked) {
  Booking cancelled = BookingOf("ada", 4, 14);
  cancelled.state = BookingState::kCancelled;
  cancelled.reference = "R1";
  Booking first = BookingOf("ben", 1, 11);
  Insert({cancelled, first, BookingOf("ada", 2, 11)});
  ASSERT_OK(database_->Write([](db::Transaction& tx) -> absl::Status {
    for (const int64_t session_id : {11, 14}) {
      RETURN_IF_ERROR(InsertPool(tx, {.session_id = session_id}));
    }
    return absl::OkStatus();
  }));
  const auto found = [&](absl::string_view reference) {
    std::vector<int64_t> ids;
    EXPECT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(ids, FindBookingIdsByReference(tx, reference));
      return absl::OkStatus();
    }));
    return ids;
  };
  EXPECT_THAT(found("R1"), ElementsAre(1, 4));
  EXPECT_THAT(found("R2"), ElementsAre(2));
  EXPECT_THAT(found("R3"), ElementsAre());
  ASSERT_OK(database_->Write(
      [&](db::Transaction& tx) { return EraseBookings(tx, {1}); }));
  EXPECT_THAT(found("R1"), ElementsAre(4));
}

// The plan of a statement is made once, while tables are small and nothing is
// known of what is in them, and has to be good for large ones.
TEST_F(BookingStoreTest, PostgresFindsAContactWithoutReadingTheSession) {
  if (database_->engine() != db::Database::Engine::kPostgres) {
    GTEST_SKIP() << "SQLite plans each statement anew";
  }
  constexpr char kBlocksRead[] =
      "SELECT coalesce(sum(idx_blks_hit + idx_blks_read), 0)::bigint "
      "FROM pg_statio_user_indexes "
      "WHERE schemaname = current_schema() AND relname = 'bookings'";
  // What a connection has counted is shown once the next transaction begins.
  constexpr char kShowCounts[] =
      "SELECT 1::bigint FROM (SELECT pg_stat_force_next_flush()) AS flushed";
  constexpr int kLookUps = 20;
  const auto insert = [&](int64_t from, int64_t to) {
    std::vector<Booking> bookings;
    for (int64_t id = from; id < to; ++id) {
      bookings.push_back(BookingOf(absl::StrCat("contact", id), id, 1));
    }
    Insert(bookings);
  };
  insert(1, 100);
  for (int i = 0; i < kLookUps; ++i) IdsOf("nobody yet");
  insert(100, 20'000);
  Ask(kShowCounts);
  const int64_t before = Ask(kBlocksRead);
  for (int i = 1; i <= kLookUps; ++i) {
    EXPECT_THAT(IdsOf(absl::StrCat("contact", i)), ElementsAre(i));
  }
  Ask(kShowCounts);
  const int64_t read = Ask(kBlocksRead) - before;
  EXPECT_GT(read, kLookUps) << "they are counted";
  EXPECT_LT(read, kLookUps * 10);
}

}  // namespace
}  // namespace cwp::registration
