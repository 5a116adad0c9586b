#include "common/base/worker_pool.h"

#include <atomic>
#include <future>

#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(WorkerPoolTest, TakesSoMuchAndNoMoreAndDoesItAll) {
  std::promise<void> begun;
  std::promise<void> go_on;
  std::atomic<int> done = 0;
  {
    WorkerPool pool(1, 2);
    EXPECT_TRUE(pool.Submit([&] {
      begun.set_value();
      go_on.get_future().wait();
      ++done;
    }));
    begun.get_future().wait();
    EXPECT_TRUE(pool.Submit([&] { ++done; }));
    EXPECT_TRUE(pool.Submit([&] { ++done; }));
    EXPECT_EQ(pool.waiting(), 2);
    EXPECT_FALSE(pool.Submit([&] { done += 100; })) << "it is full";
    go_on.set_value();
  }
  EXPECT_EQ(done, 3);
}

}  // namespace
}  // namespace cwp
