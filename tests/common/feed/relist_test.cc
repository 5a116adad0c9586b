#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/mutex.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/telemetry/log.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/server_context.h"
#include "gtest/gtest.h"
#include "tests/common/feed/follow_fixture.h"

namespace cwp::feed {
namespace {

// The lines of the log that hold a text, from when it is made.
class LogLines {
 public:
  explicit LogLines(std::string text) : text_(std::move(text)) {
    SetLogSink([this](absl::string_view line) {
      MutexLock lock(mu_);
      if (absl::StrContains(line, text_)) lines_.push_back(std::string(line));
    });
  }
  ~LogLines() { SetLogSink(nullptr); }

  std::vector<std::string> lines() const {
    MutexLock lock(mu_);
    return lines_;
  }

 private:
  const std::string text_;
  mutable Mutex mu_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mu_);
};

// A port that takes connections and never says a word.
class SilentPort {
 public:
  SilentPort() {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(socket_, generic, size), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    EXPECT_EQ(getsockname(socket_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentPort() { close(socket_); }

  int port() const { return port_; }

 private:
  const int socket_ = socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
};

// A feed that says it has sent what it has not.
class Liar final : public v1::FeedService::Service {
 public:
  grpc::Status Watch(grpc::ServerContext*, const v1::WatchRequest*,
                     grpc::ServerWriter<v1::WatchResponse>* writer) override {
    v1::WatchResponse response;
    response.mutable_position()->set_revision(7);
    response.mutable_position()->set_hash(std::string(32, 'x'));
    response.set_head_revision(7);
    writer->Write(response);
    return rpc::ToGrpcStatus(absl::UnavailableError("over"));
  }
};

using ::testing::ElementsAre;
using ::testing::Pair;

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

TEST_F(FollowTest, ListsAnewWhenTheChainIsBroken) {
  LogLines listed("feed_listed_anew");
  for (int i = 1; i <= 5; ++i) leader_->Say(i, "a");
  BreakEntry(3);
  things_.listed = {{4, "listed"}};
  things_.listed_revision = 5;
  auto follower = Follow();
  const int64_t last = leader_->Say(9, "new");
  ASSERT_TRUE(follower->WaitFor(last, kPatience));
  EXPECT_THAT(Kept(), ElementsAre(Pair(4, "listed*1"), Pair(9, "new*1")));
  EXPECT_EQ(follower->status().relists, 1);
  EXPECT_TRUE(
      Measures("cwp_follower_relists_total"
               "{feed=\"leader\",reason=\"FEED_CHAIN_BROKEN\"} 1"));
  ASSERT_EQ(listed.lines().size(), 1);
  EXPECT_TRUE(absl::StrContains(listed.lines()[0], "\"error\""))
      << listed.lines()[0];
}

TEST_F(FollowTest, AFeedThatStaysBrokenIsListedEverMoreRarelyAndToldOnce) {
  LogLines listed("feed_listed_anew");
  for (int i = 1; i <= 5; ++i) leader_->Say(i, "a");
  BreakEntry(3);
  // The lists get nobody past the broken entry.
  things_.listed_revision = 2;
  BreakEntry(2);
  Mutex mu;
  std::vector<absl::Time> times;
  things_.before_listing = [&](rpc::Canceller&) {
    MutexLock lock(mu);
    times.push_back(absl::Now());
    return absl::OkStatus();
  };
  auto follower = Follow();
  ASSERT_TRUE(Eventually([&] { return follower->status().relists >= 5; }));
  follower->Stop();
  MutexLock lock(mu);
  for (int i = 1; i < 5; ++i) {
    EXPECT_GE(times[i] - times[i - 1], kListPause * (1 << (i - 1)) / 2) << i;
  }
  EXPECT_EQ(listed.lines().size(), 2) << "at the entries 2 and 3";
}

TEST_F(FollowTest, StopsWhileItListsAnew) {
  SilentPort silent;
  rpc::Peer nobody("leader", absl::StrCat("127.0.0.1:", silent.port()), signer_,
                   clock_);
  Mutex mu;
  bool listing = false;
  things_.before_listing = [&](rpc::Canceller& canceller) {
    {
      MutexLock lock(mu);
      listing = true;
    }
    grpc::ClientContext context;
    const rpc::Canceller::Scope scope(canceller, context);
    nobody.Prepare(context, rpc::ServiceCaller(),
                   clock_.Now() + absl::Minutes(5));
    const auto stub = v1::FeedService::NewStub(nobody.channel());
    const auto reader = stub->Watch(&context, v1::WatchRequest());
    v1::WatchResponse response;
    while (reader->Read(&response)) {
    }
    return rpc::FromGrpcStatus(reader->Finish());
  };
  leader_->Say(1, "a");
  BreakEntry(1);
  auto follower = Follow();
  ASSERT_TRUE(Eventually([&] {
    MutexLock lock(mu);
    return listing;
  }));
  const absl::Time told = absl::Now();
  follower->Stop();
  EXPECT_LT(absl::Now() - told, absl::Seconds(5));
}

// After listing anew the hash is not known. It is learnt without any change, so
// that a feed which is replaced meanwhile is found out.
TEST_F(FollowTest, LearnsTheHashOfWhereItStands) {
  leader_->Say(1, "a");
  leader_->Say(2, "b");
  BreakEntry(1);
  things_.listed_revision = 2;
  auto follower = Follow();
  ASSERT_TRUE(Eventually([&] { return Stored().hash.size() == 32; }));
  EXPECT_EQ(Stored().revision, 2);
  const int64_t last = leader_->Say(3, "c");
  ASSERT_TRUE(follower->WaitFor(last, kPatience));
  EXPECT_EQ(follower->status().relists, 1);
}

// What was not received is never taken for applied.
TEST_F(FollowTest, ListsAnewWhenProgressIsAheadOfTheEntries) {
  leader_ = nullptr;
  Liar liar;
  auto server = rpc::Server::Start(
      {.listen = absl::StrCat("127.0.0.1:", port_)}, {&liar});
  ASSERT_OK(server.status());
  Mutex mu;
  std::vector<int64_t> before;
  things_.listed_revision = 5;
  things_.before_listing = [&](rpc::Canceller&) {
    MutexLock lock(mu);
    before.push_back(Stored().revision);
    return absl::OkStatus();
  };
  auto follower = Follow();
  ASSERT_TRUE(Eventually([&] { return follower->status().relists >= 2; }));
  follower->Stop();
  MutexLock lock(mu);
  EXPECT_EQ(before[0], 0);
  EXPECT_EQ(before[1], 5);
}

}  // namespace
}  // namespace cwp::feed
