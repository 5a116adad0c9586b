#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/crypto/key.h"
#include "common/feed/feed_service.h"
#include "common/feed/follower.h"
#include "common/feed/log.h"
#include "common/feed/tail.h"
#include "common/rpc/caller.h"
#include "common/rpc/gate.h"
#include "common/rpc/peer.h"
#include "common/rpc/server.h"
#include "common/telemetry/metrics.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::feed {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

std::vector<db::Migration> Tables() {
  std::vector<std::string> statements = CreateFeedStatements();
  for (const std::string& statement : CreateFollowerStatements()) {
    statements.push_back(statement);
  }
  statements.push_back(
      "CREATE TABLE things (id BIGINT PRIMARY KEY, state TEXT NOT NULL, "
      "applied BIGINT NOT NULL)");
  return {{.version = 1, .name = "all", .statements = statements}};
}

// A service with a feed of things, each with a state in words.
class Leader {
 public:
  Leader(db::Database& database, const Clock& clock, const crypto::Key& key)
      : database_(database),
        clock_(clock),
        verifier_("leader", {{"follower", key}}),
        gate_({.proto_service = std::string(kFeedProtoService),
               .access = FeedAccess({"follower"}),
               .verifier = &verifier_,
               .clock = &clock,
               .metrics = &metrics_}) {}
  ~Leader() { Stop(); }

  void Start(int port = 0) {
    feed_ = std::make_unique<FeedService>(FeedService::Options{
        .database = &database_, .bell = &bell_, .gate = &gate_});
    auto server = rpc::Server::Start(
        {.listen = absl::StrCat("127.0.0.1:", port)}, {feed_->grpc_service()});
    ASSERT_OK(server.status());
    server_ = *std::move(server);
  }

  void Stop() {
    if (feed_ != nullptr) feed_->Stop();
    if (server_ != nullptr) server_->Drain(absl::Seconds(5));
    server_ = nullptr;
    feed_ = nullptr;
  }

  int port() const { return server_->port(); }

  int64_t Say(int64_t id, const std::string& state, int times = 1) {
    int64_t revision = 0;
    EXPECT_OK(database_.Write([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(Appender appender, Appender::Open(tx));
      for (int i = 0; i < times; ++i) {
        revision = appender.Append({.kind = "thing",
                                    .resource_id = id + i,
                                    .resource = state,
                                    .cause = "said",
                                    .commit_time = clock_.Now()});
      }
      return appender.Flush();
    }));
    bell_.Ring();
    return revision;
  }

 private:
  db::Database& database_;
  const Clock& clock_;
  Metrics metrics_{"leader"};
  const rpc::CallerVerifier verifier_;
  rpc::Gate gate_;
  Bell bell_;
  std::unique_ptr<FeedService> feed_;
  std::unique_ptr<rpc::Server> server_;
};

// Keeps the newest state of each thing, and how often it was applied.
class Things final : public FollowerTarget {
 public:
  absl::Status Apply(db::Transaction& tx,
                     const std::vector<FollowedChange>& changes) override {
    for (const FollowedChange& change : changes) {
      RETURN_IF_ERROR(
          Save(tx, change.change->resource_id(), change.change->resource()));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Listing> Relist() override {
    return Listing{.revision = listed_revision,
                   .replace = [this](db::Transaction& tx) -> absl::Status {
                     RETURN_IF_ERROR(tx.Run("DELETE FROM things").status());
                     for (const auto& [id, state] : listed) {
                       RETURN_IF_ERROR(Save(tx, id, state));
                     }
                     return absl::OkStatus();
                   }};
  }

  std::map<int64_t, std::string> listed;
  int64_t listed_revision = 0;

 private:
  static absl::Status Save(db::Transaction& tx, int64_t id,
                           const std::string& state) {
    return tx
        .Run(
            "INSERT INTO things (id, state, applied) VALUES ($1, $2, 1) "
            "ON CONFLICT (id) DO UPDATE SET state = excluded.state, "
            "applied = things.applied + 1",
            {id, state})
        .status();
  }
};

class FollowTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(upstream_.Open(clock_, Tables()));
    ASSERT_OK(own_.Open(clock_, Tables()));
    leader_ = std::make_unique<Leader>(*upstream_, clock_, key_);
    leader_->Start();
    port_ = leader_->port();
    peer_ = std::make_unique<rpc::Peer>(
        "leader", absl::StrCat("127.0.0.1:", port_), signer_, clock_);
  }

  std::unique_ptr<Follower> Follow() {
    auto follower = std::make_unique<Follower>(
        Follower::Options{.name = "leader",
                          .peer = peer_.get(),
                          .database = &*own_,
                          .clock = &clock_,
                          .target = &things_,
                          .min_backoff = absl::Milliseconds(5),
                          .max_backoff = absl::Milliseconds(50)});
    follower->Start();
    return follower;
  }

  // The state of each thing, with how often it was applied.
  std::map<int64_t, std::string> Kept() {
    std::map<int64_t, std::string> kept;
    EXPECT_OK(own_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(db::Rows rows,
                       tx.Run("SELECT id, state, applied FROM things"));
      for (const db::Rows::Row row : rows) {
        kept[row.Int(0)] = absl::StrCat(row.String(1), "*", row.Int(2));
      }
      return absl::OkStatus();
    }));
    return kept;
  }

  FakeClock clock_;
  const crypto::Key key_ = crypto::Key::Random();
  const rpc::CallerSigner signer_{"follower", key_};
  db::TestDatabase upstream_;
  db::TestDatabase own_;
  Things things_;
  std::unique_ptr<Leader> leader_;
  std::unique_ptr<rpc::Peer> peer_;
  int port_ = 0;
};

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

// As two replicas of one service do, on one database.
TEST_F(FollowTest, TwoFollowersOfOneDatabaseApplyEachEntryOnce) {
  auto one = Follow();
  auto other = Follow();
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

TEST_F(FollowTest, ListsAnewWhenTheFeedWasCompacted) {
  for (int i = 0; i < 5; ++i) leader_->Say(i, "old");
  clock_.Advance(absl::Hours(1));
  ASSERT_OK(upstream_->Write([&](db::Transaction& tx) {
    return Compact(tx, clock_.Now(), 100).status();
  }));
  things_.listed = {{3, "listed"}};
  things_.listed_revision = 5;
  auto follower = Follow();
  const int64_t last = leader_->Say(9, "new");
  ASSERT_TRUE(follower->WaitFor(last, kPatience));
  EXPECT_THAT(Kept(), ElementsAre(Pair(3, "listed*1"), Pair(9, "new*1")));
  EXPECT_EQ(follower->status().relists, 1);
}

// As after a restore from a backup: the same revisions, another history.
TEST_F(FollowTest, ListsAnewWhenTheFeedWasReplaced) {
  leader_->Say(1, "a");
  const int64_t before = leader_->Say(2, "b");
  auto follower = Follow();
  ASSERT_TRUE(follower->WaitFor(before, kPatience));
  follower = nullptr;
  leader_ = nullptr;

  db::TestDatabase restored;
  ASSERT_OK(restored.Open(clock_, Tables()));
  leader_ = std::make_unique<Leader>(*restored, clock_, key_);
  leader_->Start(port_);
  leader_->Say(1, "a");
  leader_->Say(3, "c");
  things_.listed = {{1, "a"}, {3, "c"}};
  things_.listed_revision = 2;
  follower = Follow();
  const int64_t last = leader_->Say(4, "d");
  ASSERT_TRUE(follower->WaitFor(last, kPatience));
  EXPECT_THAT(Kept(),
              ElementsAre(Pair(1, "a*1"), Pair(3, "c*1"), Pair(4, "d*1")));
  leader_ = nullptr;
}

TEST_F(FollowTest, AnIdleFollowerHearsWhereTheFeedEnds) {
  leader_->Say(1, "a");
  auto follower = Follow();
  ASSERT_TRUE(follower->WaitFor(1, kPatience));
  EXPECT_EQ(follower->status().head_revision, 1);
  EXPECT_TRUE(follower->status().connected);
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
