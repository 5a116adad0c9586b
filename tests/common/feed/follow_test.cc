#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/feed/tail.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/telemetry/metrics.h"
#include "common/testing/status_matchers.h"
#include "common/testing/wall_step.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/common/feed/follow_fixture.h"

namespace cwp::feed {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST_F(FollowTest, AppliesWhatWasThereAndWhatComes) {
  leader_->Say(1, "a");
  auto follower = Follow();
  const int64_t last = leader_->Say(2, "b");
  ASSERT_TRUE(follower->WaitFor(last, kPatience));
  EXPECT_THAT(Kept(), ElementsAre(Pair(1, "a*1"), Pair(2, "b*1")));
}

TEST_F(FollowTest, AppliesEachEntryOnceThroughBreaksOnBothSides) {
  auto follower = Follow();
  for (int round = 0; round < 5; ++round) {
    leader_->Say(round, "x");
    if (round % 2 == 0) {
      follower = nullptr;
      leader_->Say(100 + round, "y");
      follower = Follow();
    } else {
      leader_->Stop();
      leader_->Start(port_);
    }
  }
  const int64_t last = leader_->Say(200, "z");
  ASSERT_TRUE(follower->WaitFor(last, kPatience));
  const auto kept = Kept();
  EXPECT_EQ(kept.size(), 9);
  for (const auto& [id, state] : kept) {
    EXPECT_EQ(state.substr(state.size() - 2), "*1") << id;
  }
}

// The wall clock is set back while it pauses because nobody answers.
TEST_F(FollowTest, GoesOnWhenTheWallClockIsSetBack) {
  auto follower = Follow();
  ASSERT_TRUE(follower->WaitFor(leader_->Say(1, "a"), kPatience));
  leader_->Stop();
  ASSERT_TRUE(Eventually([&] { return !follower->status().connected; }));
  const WallStep back(-absl::Hours(1));
  leader_->Start(port_);
  EXPECT_TRUE(follower->WaitFor(leader_->Say(2, "b"), kPatience));
}

// As two replicas of one service do, on one database.
TEST_F(FollowTest, TwoFollowersOfOneDatabaseApplyEachEntryOnce) {
  Metrics others{"follower"};
  auto one = Follow();
  auto other = FollowAs(others);
  int64_t last = 0;
  for (int i = 0; i < 50; ++i) last = leader_->Say(i, "s");
  ASSERT_TRUE(one->WaitFor(last, kPatience));
  ASSERT_TRUE(other->WaitFor(last, kPatience));
  const auto kept = Kept();
  EXPECT_EQ(kept.size(), 50);
  for (const auto& [id, state] : kept) EXPECT_EQ(state, "s*1") << id;
}

TEST_F(FollowTest, GoesThroughALongBacklogInPages) {
  const int64_t last = leader_->Say(1, "s", /*times=*/2000);
  auto follower = Follow();
  ASSERT_TRUE(follower->WaitFor(last, kPatience));
  EXPECT_EQ(Kept().size(), 2000);
}

// What cannot be applied is not passed over, however far the feed says it is.
TEST_F(FollowTest, SaysHowFarBehindItIs) {
  leader_->Say(1, "a");
  auto follower = Follow();
  ASSERT_TRUE(follower->WaitFor(1, kPatience));
  EXPECT_TRUE(Measures("cwp_follower_lag_entries{feed=\"leader\"} 0"));
  follower = nullptr;
  const int64_t last = leader_->Say(2, "b", /*times=*/700);
  things_.apply_fails = absl::InternalError("as told");
  follower = Follow();
  ASSERT_TRUE(Eventually([&] {
    return Measures("cwp_follower_lag_entries{feed=\"leader\"} 700");
  })) << metrics_.Text();
  EXPECT_EQ(Stored().revision, 1);
  follower = nullptr;
  things_.apply_fails = absl::OkStatus();
  follower = Follow();
  ASSERT_TRUE(follower->WaitFor(last, kPatience));
  EXPECT_EQ(Kept().size(), 701);
}

TEST_F(FollowTest, SaysHowLongItHasHeardNothing) {
  leader_->Say(1, "a");
  auto follower = Follow();
  ASSERT_TRUE(follower->WaitFor(1, kPatience));
  leader_->Stop();
  ASSERT_TRUE(Eventually([&] { return !follower->status().connected; }));
  EXPECT_TRUE(Measures("cwp_follower_progress_age_seconds{feed=\"leader\"} 0"));
  clock_.Advance(absl::Seconds(90));
  EXPECT_TRUE(
      Measures("cwp_follower_progress_age_seconds{feed=\"leader\"} 90"));
  leader_->Start(port_);
  EXPECT_TRUE(Eventually([&] {
    return Measures("cwp_follower_progress_age_seconds{feed=\"leader\"} 0");
  }));
}

// Neither silence nor what cannot be applied makes what is kept any newer.
TEST_F(FollowTest, SaysHowOldWhatItKeepsIs) {
  leader_->Say(1, "a");
  auto follower = Follow();
  ASSERT_TRUE(follower->WaitFor(1, kPatience));
  const absl::Time then = clock_.Now();
  EXPECT_EQ(follower->status().current_time, then);
  things_.apply_fails = absl::InternalError("as told");
  leader_->Stop();
  ASSERT_TRUE(Eventually([&] { return !follower->status().connected; }));
  clock_.Advance(absl::Minutes(3));
  EXPECT_EQ(follower->status().current_time, then);
  leader_->Start(port_);
  leader_->Say(2, "b");
  ASSERT_TRUE(Eventually([&] { return follower->status().lag() > 0; }));
  clock_.Advance(absl::Minutes(3));
  ASSERT_TRUE(Eventually(
      [&] { return follower->status().heard_time == clock_.Now(); }));
  EXPECT_LE(follower->status().current_time, then + absl::Minutes(3));
}

TEST_F(FollowTest, AnIdleFollowerHearsWhereTheFeedEnds) {
  leader_->Say(1, "a");
  auto follower = Follow();
  ASSERT_TRUE(follower->WaitFor(1, kPatience));
  EXPECT_EQ(follower->status().head_revision, 1);
  EXPECT_TRUE(follower->status().connected);
}

TEST_F(FollowTest, NothingStandsBeforeTheBeginning) {
  const auto stub = v1::FeedService::NewStub(peer_->channel());
  v1::WatchRequest request;
  request.mutable_after()->set_revision(-1);
  grpc::ClientContext context;
  peer_->Prepare(context, rpc::ServiceCaller(), clock_.Now() + kPatience);
  const absl::Status refused =
      rpc::FromGrpcStatus(stub->Watch(&context, request)->Finish());
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasReason("FIELD_INVALID"));
  EXPECT_EQ(MetadataOf(refused, "field"), "after.revision");
}

TEST_F(FollowTest, ATailSeesWhatIsCommittedWithoutTheBell) {
  Mutex mu;
  CondVar seen;
  int64_t last = 0;
  Bell bell;
  Tail tail({.database = &*upstream_, .bell = &bell}, 0,
            [&](const std::vector<Entry>& entries) {
              MutexLock lock(mu);
              last = entries.back().revision;
              seen.NotifyAll();
            });
  leader_->Say(1, "a");
  const int64_t wanted = leader_->Say(2, "b");
  const absl::Time give_up = absl::Now() + kPatience;
  MutexLock lock(mu);
  while (last < wanted && absl::Now() < give_up) {
    seen.WaitFor(mu, absl::Seconds(1));
  }
  EXPECT_EQ(last, wanted);
}

}  // namespace
}  // namespace cwp::feed
