#include "common/db/readers.h"

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::db {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

// A door that stays shut until it is opened.
class Door {
 public:
  void Open() {
    MutexLock lock(mu_);
    open_ = true;
    opened_.NotifyAll();
  }
  void Pass() {
    MutexLock lock(mu_);
    while (!open_) opened_.Wait(mu_);
  }

 private:
  Mutex mu_;
  CondVar opened_;
  bool open_ ABSL_GUARDED_BY(mu_) = false;
};

class ReadersTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(database_.Open(clock_)); }

  // Keeps the outcome of a read.
  Readers::Done Keep() {
    return [this](const absl::Status& status) {
      MutexLock lock(mu_);
      outcomes_.push_back(status);
    };
  }

  std::vector<absl::Status> Outcomes() {
    MutexLock lock(mu_);
    return outcomes_;
  }

  static absl::Status Nothing(Transaction&) { return absl::OkStatus(); }

  // Occupies one reader until `door_` opens, and waits until it is.
  void Occupy(Readers& readers) {
    auto inside = std::make_shared<Door>();
    readers.Submit(
        absl::InfiniteFuture(),
        [this, inside](Transaction&) {
          inside->Open();
          door_.Pass();
          return absl::OkStatus();
        },
        Keep());
    inside->Pass();
  }

  FakeClock clock_;
  TestDatabase database_;
  Door door_;
  Mutex mu_;
  std::vector<absl::Status> outcomes_ ABSL_GUARDED_BY(mu_);
};

TEST_F(ReadersTest, GivesWhatTheBodyReturned) {
  int64_t number = 0;
  {
    Readers readers(*database_, clock_, 1, 10);
    readers.Submit(
        clock_.Now() + absl::Seconds(1),
        [&](Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(const Rows rows, tx.Run("SELECT 42"));
          number = rows[0].Int(0);
          return absl::OkStatus();
        },
        Keep());
    readers.Submit(
        clock_.Now() + absl::Seconds(1),
        [](Transaction&) { return absl::NotFoundError("no such workshop"); },
        Keep());
  }
  EXPECT_EQ(number, 42);
  EXPECT_THAT(Outcomes(),
              ElementsAre(IsOk(), StatusIs(absl::StatusCode::kNotFound)));
}

TEST_F(ReadersTest, SeveralReadAtOnce) {
  {
    Readers readers(*database_, clock_, 2, 10);
    Occupy(readers);
    Occupy(readers);
    door_.Open();
  }
  EXPECT_THAT(Outcomes(), ElementsAre(IsOk(), IsOk()));
}

TEST_F(ReadersTest, RefusesAtOnceWhenTheQueueIsFull) {
  {
    Readers readers(*database_, clock_, 1, 2);
    Occupy(readers);
    for (int i = 0; i < 3; ++i) {
      readers.Submit(absl::InfiniteFuture(), &Nothing, Keep());
    }
    EXPECT_THAT(Outcomes(), ElementsAre(HasReason("OVERLOADED")));
    EXPECT_EQ(readers.queued(), 2);
    door_.Open();
  }
  EXPECT_THAT(Outcomes(), SizeIs(4));
}

TEST_F(ReadersTest, DropsUnheardWhatCameTooLate) {
  bool ran = false;
  {
    Readers readers(*database_, clock_, 1, 2);
    Occupy(readers);
    readers.Submit(
        clock_.Now() + absl::Seconds(1),
        [&](Transaction&) {
          ran = true;
          return absl::OkStatus();
        },
        Keep());
    clock_.Advance(absl::Seconds(1));
    door_.Open();
  }
  EXPECT_FALSE(ran);
  EXPECT_THAT(Outcomes(), ElementsAre(IsOk(), HasReason("DEADLINE_EXCEEDED")));
}

TEST_F(ReadersTest, FinishesWhatWasSubmittedBeforeItStops) {
  {
    Readers readers(*database_, clock_, 2, 100);
    for (int i = 0; i < 100; ++i) {
      readers.Submit(absl::InfiniteFuture(), &Nothing, Keep());
    }
  }
  EXPECT_THAT(Outcomes(), SizeIs(100));
  EXPECT_THAT(Outcomes(), Each(IsOk()));
}

}  // namespace
}  // namespace cwp::db
