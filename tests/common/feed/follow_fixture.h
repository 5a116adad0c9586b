#ifndef CWP_TESTS_COMMON_FEED_FOLLOW_FIXTURE_H_
#define CWP_TESTS_COMMON_FEED_FOLLOW_FIXTURE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/crypto/key.h"
#include "common/db/database.h"
#include "common/feed/feed_service.h"
#include "common/feed/follower.h"
#include "common/feed/log.h"
#include "common/rpc/caller.h"
#include "common/rpc/canceller.h"
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
inline constexpr absl::Duration kPatience = absl::Seconds(20);
inline constexpr absl::Duration kListPause = absl::Milliseconds(40);

// Waits until `condition` holds, at most kPatience; whether it does.
inline bool Eventually(const std::function<bool()>& condition) {
  const absl::Time give_up = absl::Now() + kPatience;
  while (!condition()) {
    if (absl::Now() > give_up) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

inline std::vector<db::Migration> Tables() {
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
    feed_ = std::make_unique<FeedService>(
        FeedService::Options{.database = &database_,
                             .bell = &bell_,
                             .gate = &gate_,
                             .progress_interval = absl::Milliseconds(20)});
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
    RETURN_IF_ERROR(apply_fails);
    for (const FollowedChange& change : changes) {
      RETURN_IF_ERROR(
          Save(tx, change.change->resource_id(), change.change->resource()));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Listing> Relist(rpc::Canceller& canceller) override {
    RETURN_IF_ERROR(before_listing(canceller));
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
  absl::Status apply_fails;
  std::function<absl::Status(rpc::Canceller&)> before_listing =
      [](rpc::Canceller&) { return absl::OkStatus(); };

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

  std::unique_ptr<Follower> Follow() { return FollowAs(metrics_); }

  std::unique_ptr<Follower> FollowAs(Metrics& metrics) {
    auto follower = std::make_unique<Follower>(
        Follower::Options{.name = "leader",
                          .peer = peer_.get(),
                          .database = &*own_,
                          .clock = &clock_,
                          .target = &things_,
                          .metrics = &metrics,
                          .min_backoff = absl::Milliseconds(5),
                          .max_backoff = absl::Milliseconds(50),
                          .min_list_pause = kListPause,
                          .max_list_pause = 8 * kListPause});
    follower->Start();
    return follower;
  }

  // As after damage to the upstream's file.
  void BreakEntry(int64_t revision) {
    ASSERT_OK(upstream_->Write([&](db::Transaction& tx) {
      return tx
          .Run("UPDATE feed_entries SET hash = $2 WHERE revision = $1",
               {revision, db::Value::Bytes(std::string(32, 'x'))})
          .status();
    }));
  }

  // What the metrics say, as `name{labels} value`.
  bool Measures(absl::string_view line) {
    return absl::StrContains(metrics_.Text(), absl::StrCat("\n", line, "\n"));
  }

  // Where the follower stands, as it is stored.
  Position Stored() {
    Position stored;
    EXPECT_OK(own_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(db::Rows rows,
                       tx.Run("SELECT revision, hash FROM followed_feeds"));
      if (rows.size() == 1) stored = {rows[0].Int(0), rows[0].String(1)};
      return absl::OkStatus();
    }));
    return stored;
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
  Metrics metrics_{"follower"};
  const crypto::Key key_ = crypto::Key::Random();
  const rpc::CallerSigner signer_{"follower", key_};
  db::TestDatabase upstream_;
  db::TestDatabase own_;
  Things things_;
  std::unique_ptr<Leader> leader_;
  std::unique_ptr<rpc::Peer> peer_;
  int port_ = 0;
};

}  // namespace cwp::feed

#endif  // CWP_TESTS_COMMON_FEED_FOLLOW_FIXTURE_H_
