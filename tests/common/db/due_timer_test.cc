#include "common/db/due_timer.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/steady_time.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::db {
namespace {

using ::testing::ElementsAre;

constexpr absl::Duration kPatience = absl::Seconds(10);

// Longer than any test waits.
constexpr absl::Duration kNever = absl::Hours(1);

class DueTimerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(
        clock_, {{.version = 1,
                  .name = "none",
                  .statements = {"CREATE TABLE things (id BIGINT)"}}}));
  }

  // A timer that finds these, one list each time, and nothing after the last;
  // two at most.
  void Find(std::vector<std::vector<int64_t>> lists) {
    timer_ = std::make_unique<DueTimer>(DueTimer::Options{
        .name = "test",
        .database = &*database_,
        .clock = &clock_,
        .every = kNever,
        .most = 2,
        .find = [this, lists = std::move(lists)](Transaction&, absl::Time)
            -> absl::StatusOr<std::vector<int64_t>> {
          MutexLock lock(mu_);
          changed_.NotifyAll();
          const size_t round = looked_++;
          if (round >= lists.size()) return std::vector<int64_t>();
          return lists[round];
        },
        .submit =
            [this](int64_t id, absl::Time, const std::function<void()>& done) {
              {
                MutexLock lock(mu_);
                done_.push_back(id);
              }
              done();
            }});
  }

  // Waits until it has looked so often; whether it has.
  bool Looks(size_t times) {
    const absl::Time give_up = SteadyNow() + kPatience;
    MutexLock lock(mu_);
    while (looked_ < times && SteadyNow() < give_up) {
      changed_.WaitFor(mu_, give_up - SteadyNow());
    }
    return looked_ >= times;
  }

  std::vector<int64_t> Done() {
    MutexLock lock(mu_);
    return done_;
  }

  FakeClock clock_;
  TestDatabase database_;
  Mutex mu_;
  CondVar changed_;
  size_t looked_ ABSL_GUARDED_BY(mu_) = 0;
  std::vector<int64_t> done_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<DueTimer> timer_;
};

TEST_F(DueTimerTest, LooksForTheOthersAtOnce) {
  Find({{1, 2}, {3, 4}, {5}});
  EXPECT_TRUE(Looks(3));
  timer_ = nullptr;
  EXPECT_THAT(Done(), ElementsAre(1, 2, 3, 4, 5));
}

// As when the writer takes no more.
TEST_F(DueTimerTest, PausesWhenWhatItDidIsStillDue) {
  Find({{1, 2}, {1, 2}, {3}});
  EXPECT_TRUE(Looks(2));
  timer_ = nullptr;
  EXPECT_THAT(Done(), ElementsAre(1, 2, 1, 2));
}

}  // namespace
}  // namespace cwp::db
