#include "services/registration/seat_board.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/bell.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "common/time/proto_time.h"
#include "cwp/registration/v1/change.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/feed_records.h"
#include "services/registration/pool_store.h"
#include "services/registration/schema.h"

namespace cwp::registration {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr absl::Duration kPatience = absl::Seconds(20);

class SeatBoardTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(database_.Open(clock_, Migrations())); }

  void Start() {
    auto board =
        SeatBoard::Start({.database = &*database_,
                          .bell = &bell_,
                          .clock = &clock_,
                          .changed =
                              [this](const std::vector<v1::SeatCount>& counts) {
                                MutexLock lock(mu_);
                                for (const auto& count : counts) {
                                  held_[count.session_id()] = count.confirmed();
                                }
                              },
                          .ended =
                              [this](const std::vector<int64_t>& ids) {
                                MutexLock lock(mu_);
                                for (const int64_t id : ids) held_.erase(id);
                              }});
    ASSERT_OK(board.status());
    board_ = *std::move(board);
  }

  // What is shown elsewhere: the places confirmed, by session.
  std::map<int64_t, int> Held() {
    MutexLock lock(mu_);
    return held_;
  }

  // Makes or changes a session's pool, as scheduling says.
  void Apply(int64_t session_id, absl::Duration until_end) {
    Write(session_id, "pool", [&](Pool& pool) {
      pool.session_state = SessionState::kOpen;
      pool.start_time = clock_.Now() + until_end - absl::Hours(1);
      pool.end_time = clock_.Now() + until_end;
      pool.capacity = 10;
    });
  }

  void Book(int64_t session_id) {
    Write(session_id, "booking", [](Pool& pool) { ++pool.confirmed; });
  }

  // Waits until the board has seen all there is.
  void CatchUp() {
    const absl::Time give_up = absl::Now() + kPatience;
    while (!Sees(last_revision_)) {
      ASSERT_LT(absl::Now(), give_up);
      absl::SleepFor(absl::Milliseconds(1));
    }
  }

  FakeClock clock_;
  db::TestDatabase database_;
  Bell bell_;
  std::unique_ptr<SeatBoard> board_;

 private:
  void Write(int64_t session_id, const std::string& kind,
             const std::function<void(Pool&)>& change) {
    ASSERT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(std::optional<Pool> pool, FindPool(tx, session_id));
      const bool is_new = !pool.has_value();
      if (is_new) pool = Pool{.session_id = session_id};
      const int64_t old_revision = pool->revision;
      change(*pool);
      ASSIGN_OR_RETURN(feed::Appender appender, feed::Appender::Open(tx));
      pool->revision = appender.next_revision();
      last_revision_ = appender.Append({.kind = kind,
                                        .resource_id = session_id,
                                        .resource = Resource(kind, *pool),
                                        .cause = "test",
                                        .commit_time = clock_.Now()});
      RETURN_IF_ERROR(appender.Flush());
      last_session_ = session_id;
      if (is_new) return InsertPool(tx, *pool);
      return UpdatePools(tx, {{.old_revision = old_revision, .pool = &*pool}});
    }));
    bell_.Ring();
  }

  static std::string Resource(const std::string& kind, const Pool& pool) {
    if (kind == "pool") {
      v1::SeatCount count = ToProto(pool);
      *count.mutable_end_time() = ToTimestamp(pool.end_time);
      return count.SerializeAsString();
    }
    v1::BookingChange booking;
    *booking.mutable_pool() = ToProto(pool);
    return booking.SerializeAsString();
  }

  bool Sees(int64_t revision) {
    const auto count = board_->Find(last_session_);
    return count.has_value() && count->revision() >= revision;
  }

  int64_t last_revision_ = 0;
  int64_t last_session_ = 0;
  Mutex mu_;
  std::map<int64_t, int> held_ ABSL_GUARDED_BY(mu_);
};

TEST_F(SeatBoardTest, ShowsAtTheStartWhatHasNotEnded) {
  Apply(1, absl::Hours(-1));
  Apply(2, absl::Hours(1));
  Start();
  EXPECT_THAT(Held(), ElementsAre(Pair(2, 0)));
  EXPECT_TRUE(board_->Find(1).has_value()) << "it can still be asked for";
}

TEST_F(SeatBoardTest, DropsASessionOnceItHasEnded) {
  Apply(1, absl::Hours(2));
  Apply(2, absl::Hours(5));
  Start();
  Apply(3, absl::Hours(2));
  CatchUp();
  board_->DropEnded();
  EXPECT_EQ(Held().size(), 3);
  clock_.Advance(absl::Hours(2));
  board_->DropEnded();
  EXPECT_THAT(Held(), ElementsAre(Pair(2, 0)));
  clock_.Advance(absl::Hours(3));
  board_->DropEnded();
  EXPECT_THAT(Held(), IsEmpty());
}

TEST_F(SeatBoardTest, ABookingDoesNotBringAnEndedSessionBack) {
  Apply(1, absl::Hours(2));
  Start();
  clock_.Advance(absl::Hours(2));
  board_->DropEnded();
  Book(1);
  CatchUp();
  EXPECT_THAT(Held(), IsEmpty());
  EXPECT_EQ(board_->Find(1)->confirmed(), 1);
}

// Scheduling says that a session is completed some time after it has ended.
TEST_F(SeatBoardTest, NorDoesNewsOfTheSessionItself) {
  Apply(1, absl::Hours(2));
  Start();
  clock_.Advance(absl::Hours(2));
  board_->DropEnded();
  Apply(1, absl::Hours(0));
  CatchUp();
  EXPECT_THAT(Held(), IsEmpty());
}

TEST_F(SeatBoardTest, AMovedSessionIsShownUntilItsNewEnd) {
  Apply(1, absl::Hours(2));
  Start();
  Apply(1, absl::Hours(4));
  CatchUp();
  clock_.Advance(absl::Hours(2));
  board_->DropEnded();
  Book(1);
  CatchUp();
  EXPECT_THAT(Held(), ElementsAre(Pair(1, 1)));
  clock_.Advance(absl::Hours(2));
  board_->DropEnded();
  EXPECT_THAT(Held(), IsEmpty());
  Apply(1, absl::Hours(1));
  CatchUp();
  EXPECT_THAT(Held(), ElementsAre(Pair(1, 1))) << "moved into the future";
}

// Notifications tells of new times by them.
TEST(FeedRecordsTest, AnEntryOfAPoolSaysWhenItsSessionIs) {
  Step step{.cause = Cause::kSessionChanged};
  step.pool = Pool{.session_id = 1,
                   .start_time = absl::FromUnixSeconds(1'800'000'000),
                   .end_time = absl::FromUnixSeconds(1'800'003'600)};
  const Actor actor;
  const feed::ChangeRecord record =
      PoolChangeRecord({.step = &step, .actor = &actor});
  v1::SeatCount count;
  ASSERT_TRUE(count.ParseFromString(record.resource));
  EXPECT_EQ(count.start_time().seconds(), 1'800'000'000);
  EXPECT_EQ(count.end_time().seconds(), 1'800'003'600);
}

}  // namespace
}  // namespace cwp::registration
