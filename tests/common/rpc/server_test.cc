#include "common/rpc/server.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/key.h"
#include "common/rpc/caller.h"
#include "common/rpc/gate.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/telemetry/log.h"
#include "common/telemetry/metrics.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"

namespace cwp::rpc {
namespace {

using ::testing::HasSubstr;

// A service whose only method is guarded by a gate, and ends each stream with
// the status it was given.
class GuardedService final : public feed::v1::FeedService::CallbackService {
 public:
  explicit GuardedService(Gate& gate) : gate_(gate) {}

  absl::Status answer = absl::OkStatus();
  // Whether it forgets to answer.
  bool drops = false;
  Caller seen;
  absl::Time deadline;

  grpc::ServerWriteReactor<feed::v1::WatchResponse>* Watch(
      grpc::CallbackServerContext* context,
      const feed::v1::WatchRequest*) override {
    class Reactor : public grpc::ServerWriteReactor<feed::v1::WatchResponse> {
     public:
      void OnDone() override { delete this; }
    };
    auto* reactor = new Reactor;
    CallPtr call = gate_.Admit(
        *context, "Watch",
        [reactor](const grpc::Status& status) { reactor->Finish(status); });
    if (call != nullptr) {
      seen = call->caller();
      deadline = call->deadline();
      if (!drops) call->Finish(answer);
    }
    return reactor;
  }

 private:
  Gate& gate_;
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    SetLogSink(
        [this](absl::string_view line) { log_.push_back(std::string(line)); });
    auto server = Server::Start({.listen = "127.0.0.1:0"}, {&service_});
    EXPECT_OK(server.status());
    server_ = *std::move(server);
  }
  ~ServerTest() override {
    server_ = nullptr;
    SetLogSink(nullptr);
  }

  absl::Status Call(const Caller& caller, const CallerSigner& signer,
                    absl::Duration timeout = absl::Seconds(5)) {
    Peer peer("registration", absl::StrCat("127.0.0.1:", server_->port()),
              signer, clock_);
    grpc::ClientContext context;
    peer.Prepare(context, caller, clock_.Now() + timeout);
    return Finish(peer, context);
  }

  absl::Status Finish(const Peer& peer, grpc::ClientContext& context) {
    const auto stub = feed::v1::FeedService::NewStub(peer.channel());
    return FromGrpcStatus(
        stub->Watch(&context, feed::v1::WatchRequest())->Finish());
  }

  FakeClock clock_;
  Metrics metrics_{"test"};
  const crypto::Key web_key_ = crypto::Key::Random();
  const CallerSigner web_{"web", web_key_};
  const CallerVerifier verifier_{"registration", {{"web", web_key_}}};
  Gate gate_{
      {.proto_service = "cwp.feed.v1.FeedService",
       .access = {{"Watch", {{"web", CallerKind::kStaff, {"coordinator"}}}}},
       .verifier = &verifier_,
       .clock = &clock_,
       .metrics = &metrics_,
       .log_one_in = 1}};
  GuardedService service_{gate_};
  const Caller coordinator_ = {.kind = CallerKind::kStaff,
                               .roles = {"coordinator"}};
  std::unique_ptr<Server> server_;
  std::vector<std::string> log_;
};

TEST_F(ServerTest, LetsInWhoMayCall) {
  EXPECT_OK(
      Call({.kind = CallerKind::kStaff, .id = "42", .roles = {"coordinator"}},
           web_));
  EXPECT_EQ(service_.seen.id, "42");
  EXPECT_EQ(service_.seen.service, "web");
}

TEST_F(ServerTest, RefusesTheWrongKindAndTellsWhy) {
  const absl::Status status = Call({.kind = CallerKind::kPublic}, web_);
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(status, HasReason("CALLER_NOT_ALLOWED"));
  EXPECT_EQ(MetadataOf(status, "method"), "Watch");
}

TEST_F(ServerTest, RefusesStaffWithoutTheRole) {
  for (const std::vector<std::string>& roles :
       std::vector<std::vector<std::string>>{{}, {"reader"}, {""}}) {
    EXPECT_THAT(Call({.kind = CallerKind::kStaff, .roles = roles}, web_),
                HasReason("CALLER_NOT_ALLOWED"));
  }
  EXPECT_OK(Call(
      {.kind = CallerKind::kStaff, .roles = {"reader", "coordinator"}}, web_));
}

TEST_F(ServerTest, RefusesWhoDoesNotSayWhoItIs) {
  Peer peer("registration", absl::StrCat("127.0.0.1:", server_->port()), web_,
            clock_);
  grpc::ClientContext context;
  EXPECT_THAT(Finish(peer, context), HasReason("CALLER_MISSING"));
}

TEST_F(ServerTest, PassesOnHowMuchTimeIsLeft) {
  ASSERT_OK(Call(coordinator_, web_, absl::Seconds(3)));
  // Rounded on the wire, by a fraction of a second.
  EXPECT_GT(service_.deadline, clock_.Now() + absl::Seconds(1));
  EXPECT_LE(service_.deadline, clock_.Now() + absl::Seconds(4));
}

TEST_F(ServerTest, CountsAndLogsEachCallOnce) {
  service_.answer = FailedPrecondition("SOME_REASON", "for a test");
  EXPECT_THAT(Call({.kind = CallerKind::kStaff,
                    .roles = {"coordinator"},
                    .trace = "trace1"},
                   web_),
              HasReason("SOME_REASON"));
  server_ = nullptr;
  EXPECT_THAT(
      metrics_.Text(),
      HasSubstr("grpc_server_handled_total{grpc_code=\"FAILED_PRECONDITION\","
                "grpc_method=\"Watch\",grpc_service=\"cwp.feed.v1."
                "FeedService\"} 1"));
  ASSERT_EQ(log_.size(), 1);
  EXPECT_THAT(log_[0], HasSubstr("\"reason\":\"SOME_REASON\""));
  EXPECT_THAT(log_[0], HasSubstr("\"request_id\":\"trace1\""));
}

TEST_F(ServerTest, ACallThatIsDroppedIsAnswered) {
  service_.drops = true;
  const absl::Status status = Call(coordinator_, web_);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(status, HasReason("CALL_DROPPED"));
  server_ = nullptr;
  ASSERT_EQ(log_.size(), 1);
  EXPECT_THAT(log_[0], HasSubstr("\"reason\":\"CALL_DROPPED\""));
}

// What a service or an operator asks by itself can be found in the logs, too.
TEST_F(ServerTest, ACallWithoutATraceGetsOneOfItsOwn) {
  ASSERT_OK(Call(coordinator_, web_));
  const std::string first = service_.seen.trace;
  ASSERT_OK(Call(coordinator_, web_));
  EXPECT_EQ(first.size(), 16);
  EXPECT_NE(service_.seen.trace, first);
  server_ = nullptr;
  ASSERT_EQ(log_.size(), 2);
  EXPECT_THAT(log_[0],
              HasSubstr(absl::StrCat("\"request_id\":\"", first, "\"")));
}

TEST_F(ServerTest, ASecondServerOnThePortIsRefused) {
  EXPECT_THAT(
      Server::Start({.listen = absl::StrCat("127.0.0.1:", server_->port())},
                    {&service_})
          .status(),
      HasReason("LISTEN_FAILED"));
}

}  // namespace
}  // namespace cwp::rpc
