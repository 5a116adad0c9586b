#include "services/registration/seat_stream.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/bell.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/key.h"
#include "common/feed/log.h"
#include "common/rpc/caller.h"
#include "common/rpc/gate.h"
#include "common/rpc/peer.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/telemetry/metrics.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "services/registration/feed_records.h"
#include "services/registration/pool_store.h"
#include "services/registration/schema.h"
#include "services/registration/service.h"

namespace cwp::registration {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr absl::Duration kPatience = absl::Seconds(20);

// The places confirmed, by session.
using Counts = std::map<int64_t, int>;

// A connection that takes in only so much before somebody reads it, where
// gRPC's own choice goes by what it measures.
std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

// One who watches, over a connection of its own.
class Viewer {
 public:
  Viewer(const std::string& address, const rpc::CallerSigner& signer,
         const Clock& clock, const std::vector<int64_t>& session_ids)
      : peer_("registration", address, signer, clock),
        stub_(v1::RegistrationService::NewStub(Connect(address))) {
    peer_.Prepare(context_, {.kind = rpc::CallerKind::kService},
                  clock.Now() + kPatience);
    v1::WatchSeatCountsRequest request;
    request.mutable_session_ids()->Assign(session_ids.begin(),
                                          session_ids.end());
    stream_ = stub_->WatchSeatCounts(&context_, request);
  }
  ~Viewer() {
    context_.TryCancel();
    if (stream_ != nullptr) stream_->Finish();
  }

  // What the next message says; nothing at the end.
  std::optional<Counts> Next() {
    v1::WatchSeatCountsResponse response;
    if (!stream_->Read(&response)) return std::nullopt;
    ++messages_;
    Counts counts;
    for (const v1::SeatCount& count : response.seat_counts()) {
      EXPECT_TRUE(counts.emplace(count.session_id(), count.confirmed()).second)
          << "a session stands in a message once";
      int64_t& newest = revisions_[count.session_id()];
      EXPECT_GT(count.revision(), newest) << "never older after newer";
      newest = count.revision();
    }
    return counts;
  }

  // Reads until the counts of `session_id` are so; whether they came to be.
  bool Sees(int64_t session_id, int confirmed) {
    while (const std::optional<Counts> counts = Next()) {
      const auto found = counts->find(session_id);
      if (found != counts->end() && found->second == confirmed) return true;
    }
    return false;
  }

  // How it ended, after everything was read.
  absl::Status End() {
    while (Next().has_value()) {
    }
    const grpc::Status status = stream_->Finish();
    stream_ = nullptr;
    return rpc::FromGrpcStatus(status);
  }

  void Leave() { context_.TryCancel(); }

  int messages() const { return messages_; }

 private:
  const rpc::Peer peer_;
  const std::unique_ptr<v1::RegistrationService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchSeatCountsResponse>> stream_;
  std::map<int64_t, int64_t> revisions_;
  int messages_ = 0;
};

class SeatStreamTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    Change({{1, 0}, {2, 0}});
  }
  void TearDown() override { Stop(); }

  void Start(SeatStream::Options options = {}) {
    auto board = SeatBoard::Start(
        {.database = &*database_,
         .bell = &bell_,
         .clock = &clock_,
         .changed =
             [this](const std::vector<v1::SeatCount>&) { seats_bell_.Ring(); },
         .ended = [](const std::vector<int64_t>&) {}});
    ASSERT_OK(board.status());
    board_ = *std::move(board);
    options.board = board_.get();
    options.bell = &seats_bell_;
    stream_ = std::make_unique<SeatStream>(options);
    service_ = MakeService({.gate = &gate_, .seat_stream = stream_.get()});
    auto server = rpc::Server::Start({}, {service_.get()});
    ASSERT_OK(server.status());
    server_ = *std::move(server);
  }

  void Stop() {
    if (stream_ != nullptr) stream_->Stop();
    if (server_ != nullptr) server_->Drain(kPatience);
    server_ = nullptr;
    service_ = nullptr;
    stream_ = nullptr;
    board_ = nullptr;
  }

  std::unique_ptr<Viewer> Watch(const std::vector<int64_t>& session_ids) {
    return std::make_unique<Viewer>(absl::StrCat("127.0.0.1:", server_->port()),
                                    signer_, clock_, session_ids);
  }

  // Sets the places confirmed of sessions, in one transaction. New ones have
  // ten places and end in an hour.
  void Change(const Counts& wanted) {
    ASSERT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(feed::Appender appender, feed::Appender::Open(tx));
      for (const auto& [id, confirmed] : wanted) {
        RETURN_IF_ERROR(ChangeOne(tx, appender, id, confirmed));
      }
      return appender.Flush();
    }));
    bell_.Ring();
  }

  // Waits until the board has seen all there is of a session.
  void CatchUp(int64_t session_id, int confirmed) {
    const absl::Time give_up = absl::Now() + kPatience;
    while (true) {
      const auto count = board_->Find(session_id);
      if (count.has_value() && count->confirmed() == confirmed) return;
      ASSERT_LT(absl::Now(), give_up);
      absl::SleepFor(absl::Milliseconds(1));
    }
  }

  FakeClock clock_;
  std::unique_ptr<SeatBoard> board_;
  std::unique_ptr<SeatStream> stream_;
  std::unique_ptr<rpc::Server> server_;

 private:
  absl::Status ChangeOne(db::Transaction& tx, feed::Appender& appender,
                         int64_t id, int confirmed) {
    ASSIGN_OR_RETURN(std::optional<Pool> pool, FindPool(tx, id));
    const bool is_new = !pool.has_value();
    if (is_new) {
      pool = Pool{.session_id = id,
                  .session_state = SessionState::kOpen,
                  .end_time = clock_.Now() + absl::Hours(1),
                  .capacity = 100};
    }
    const int64_t old_revision = pool->revision;
    pool->confirmed = confirmed;
    pool->revision = appender.next_revision();
    appender.Append({.kind = "pool",
                     .resource_id = id,
                     .resource = ToProto(*pool).SerializeAsString(),
                     .cause = "test",
                     .commit_time = clock_.Now()});
    if (is_new) return InsertPool(tx, *pool);
    return UpdatePools(tx, {{.old_revision = old_revision, .pool = &*pool}});
  }

  db::TestDatabase database_;
  Bell bell_;
  Bell seats_bell_;
  Metrics metrics_{"registration"};
  const crypto::Key key_ = crypto::Key::Random();
  const rpc::CallerSigner signer_{"web", key_};
  const rpc::CallerVerifier verifier_{"registration", {{"web", key_}}};
  rpc::Gate gate_{{.proto_service = std::string(kProtoService),
                   .access = RegistrationAccess(),
                   .verifier = &verifier_,
                   .clock = &clock_,
                   .metrics = &metrics_}};
  std::unique_ptr<grpc::Service> service_;
};

TEST_F(SeatStreamTest, BeginsWithTheCountsNowAndGoesOnWithEachChange) {
  Change({{1, 3}});
  Start();
  const auto viewer = Watch({1});
  EXPECT_EQ(viewer->Next(), (Counts{{1, 3}}));
  Change({{2, 7}});
  Change({{1, 4}});
  EXPECT_EQ(viewer->Next(), (Counts{{1, 4}})) << "of no other session";
  Change({{1, 2}});
  EXPECT_EQ(viewer->Next(), (Counts{{1, 2}}));
}

TEST_F(SeatStreamTest, OfAllSessionsThatHaveNotEndedWhenNoneIsNamed) {
  Start();
  clock_.Advance(absl::Minutes(30));
  Change({{3, 0}});
  CatchUp(3, 0);
  clock_.Advance(absl::Minutes(30));
  board_->DropEnded();
  const auto viewer = Watch({});
  EXPECT_EQ(viewer->Next(), (Counts{{3, 0}}));
  Change({{4, 1}});
  EXPECT_EQ(viewer->Next(), (Counts{{4, 1}})) << "one that is new";
  EXPECT_EQ(Watch({1})->Next(), (Counts{{1, 0}})) << "who asks is told";
}

TEST_F(SeatStreamTest, AnUnknownSessionIsSentOnceItIsKnown) {
  Start();
  const auto viewer = Watch({5, 1});
  EXPECT_EQ(viewer->Next(), (Counts{{1, 0}}));
  const auto waiting = Watch({5});
  EXPECT_THAT(waiting->Next(), ::testing::Optional(IsEmpty()))
      << "it hears at once that there is nothing";
  Change({{5, 2}});
  EXPECT_EQ(viewer->Next(), (Counts{{5, 2}}));
  EXPECT_EQ(waiting->Next(), (Counts{{5, 2}}));
}

TEST_F(SeatStreamTest, ManySessionsComeInSeveralMessages) {
  Change({{3, 3}, {4, 4}, {5, 5}});
  Start({.message_counts = 2});
  const auto viewer = Watch({});
  EXPECT_THAT(viewer->Next(),
              ::testing::Optional(ElementsAre(Pair(1, 0), Pair(2, 0))));
  EXPECT_THAT(viewer->Next(),
              ::testing::Optional(ElementsAre(Pair(3, 3), Pair(4, 4))));
  EXPECT_EQ(viewer->Next(), (Counts{{5, 5}}));
}

TEST_F(SeatStreamTest, AnIdleViewerHearsThatNothingChanged) {
  Start({.progress_interval = absl::Milliseconds(20)});
  const auto viewer = Watch({1});
  EXPECT_EQ(viewer->Next(), (Counts{{1, 0}}));
  EXPECT_THAT(viewer->Next(), ::testing::Optional(IsEmpty()));
  EXPECT_THAT(viewer->Next(), ::testing::Optional(IsEmpty()));
}

// One that does not read is not sent more than its connection takes; when it
// reads again, the newest counts come, not all that it missed.
TEST_F(SeatStreamTest, AStalledViewerFindsTheNewestAndNoBacklog) {
  constexpr int kSessions = 250;
  constexpr int kRounds = 40;
  Start({.pause = absl::ZeroDuration()});
  const auto stalled = Watch({});
  const auto quick = Watch({});
  for (int round = 1; round <= kRounds; ++round) {
    Counts all;
    for (int i = 1; i <= kSessions; ++i) all[i] = round;
    Change(all);
    EXPECT_TRUE(quick->Sees(kSessions, round)) << "it lags behind nobody";
  }
  EXPECT_TRUE(stalled->Sees(kSessions, kRounds));
  EXPECT_GE(quick->messages(), kRounds);
  EXPECT_LT(stalled->messages(), kRounds / 2);
}

TEST_F(SeatStreamTest, TooManyAreRefusedUntilOneLeaves) {
  Start({.max_watchers = 2});
  const auto first = Watch({1});
  auto second = Watch({1});
  ASSERT_TRUE(first->Next().has_value());
  ASSERT_TRUE(second->Next().has_value());
  const absl::Status refused = Watch({1})->End();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason("TOO_MANY_WATCHERS"));
  EXPECT_EQ(MetadataOf(refused, "retry_after_ms"), "5000");
  second->Leave();
  const absl::Time give_up = absl::Now() + kPatience;
  while (!Watch({1})->Next().has_value()) ASSERT_LT(absl::Now(), give_up);
  Change({{1, 1}});
  EXPECT_TRUE(first->Sees(1, 1)) << "who is in stays in";
}

TEST_F(SeatStreamTest, NamesNoMoreThanTwoHundred) {
  Start();
  std::vector<int64_t> ids(201, 1);
  EXPECT_THAT(Watch(ids)->End(), HasReason("FIELD_TOO_LONG"));
  ids.pop_back();
  EXPECT_EQ(Watch(ids)->Next(), (Counts{{1, 0}}));
}

TEST_F(SeatStreamTest, EndsAtOnceWhenTheServiceStopsAndBeginsAnewAfterIt) {
  Start();
  auto viewer = Watch({1});
  ASSERT_TRUE(viewer->Next().has_value());
  const absl::Time start = absl::Now();
  stream_->Stop();
  const absl::Status ended = viewer->End();
  EXPECT_THAT(ended, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(ended, HasReason("SHUTTING_DOWN"));
  EXPECT_THAT(Watch({1})->End(), HasReason("SHUTTING_DOWN"));
  Stop();
  EXPECT_LT(absl::Now() - start, kPatience / 2) << "nobody had to be cut off";
  Change({{1, 6}});
  Start();
  EXPECT_EQ(Watch({1})->Next(), (Counts{{1, 6}}));
}

}  // namespace
}  // namespace cwp::registration
