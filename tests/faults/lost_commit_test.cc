#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/testing/postgres_server.h"
#include "common/testing/status_matchers.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "services/cwpctl/ledger.h"
#include "services/registration/server.h"
#include "tests/faults/commit_gate.h"
#include "tests/faults/line.h"
#include "tests/faults/party.h"
#include "tests/faults/setting.h"

// Breaks registration's connection to PostgreSQL in the middle of a commit.

namespace cwp::faults {
namespace {

namespace v1 = registration::v1;
using Registration = registration::v1::RegistrationService;
using Loss = CommitGate::Loss;

constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr int kRounds = 5;

struct LossCase {
  std::string name;
  Loss loss;
  bool took_place;
};

class LostCommitTest : public ::testing::TestWithParam<LossCase> {
 protected:
  void SetUp() override {
    if (!OnPostgres()) GTEST_SKIP() << "SQLite has no connection to lose";
    postgres_ = std::make_unique<PostgresServer>();
    gate_ = std::make_unique<CommitGate>(postgres_->uri());
    party_ =
        std::make_unique<Party>(gate_->uri(), "", std::vector<int64_t>{100});
    registration::Settings settings = party_->SettingsFor("registration");
    // Nobody answers there: registration is on its own here.
    settings.scheduling = "127.0.0.1:1";
    auto server =
        registration::RegistrationServer::Start(settings, party_->clock());
    ASSERT_OK(server.status());
    server_ = *std::move(server);
    line_ = std::make_unique<Line>(*party_, settings.host.listen);
    cwpctl_ = std::make_unique<rpc::Peer>("registration", settings.host.listen,
                                          party_->identity().SignerOf("cwpctl"),
                                          party_->clock());
    // gRPC's own second try would settle everything before it is seen.
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    once_ = Registration::NewStub(grpc::CreateCustomChannel(
        settings.host.listen, grpc::InsecureChannelCredentials(), arguments));
  }

  static Action Booking(const std::string& request_id) {
    return {.deed = Deed::kBook,
            .request_id = request_id,
            .session = 1,
            .places = 2};
  }

  // Asks as the line does, but once.
  absl::Status AskOnce(const Action& action) {
    v1::CreateBookingRequest request;
    request.set_request_id(action.request_id);
    v1::Booking& booking = *request.mutable_booking();
    booking.set_session_id(action.session);
    booking.mutable_contact()->set_name("Ada Example");
    booking.mutable_contact()->set_email(
        absl::StrCat(action.request_id, "@example.org"));
    for (int64_t i = 0; i < action.places; ++i) booking.add_attendees();
    v1::Booking response;
    grpc::ClientContext context;
    Prepare(context);
    return rpc::FromGrpcStatus(
        once_->CreateBooking(&context, request, &response));
  }

  // Live bookings, as they stand in the database now.
  int CountBookings() {
    v1::ListBookingsRequest request;
    request.set_session_id(1);
    request.set_state(v1::Booking::CONFIRMED);
    v1::ListBookingsResponse response;
    grpc::ClientContext context;
    Prepare(context);
    EXPECT_OK(
        rpc::FromGrpcStatus(once_->ListBookings(&context, request, &response)));
    return static_cast<int>(response.total_size());
  }

  std::unique_ptr<CommitGate> gate_;
  std::unique_ptr<Line> line_;

 private:
  void Prepare(grpc::ClientContext& context) {
    context.set_wait_for_ready(true);
    cwpctl_->Prepare(context, {.kind = rpc::CallerKind::kOperator},
                     party_->clock().Now() + kPatience);
  }

  std::unique_ptr<PostgresServer> postgres_;
  std::unique_ptr<Party> party_;
  std::unique_ptr<registration::RegistrationServer> server_;
  std::unique_ptr<rpc::Peer> cwpctl_;
  std::unique_ptr<Registration::Stub> once_;
};

TEST_P(LostCommitTest, TheSameRequestIdSettlesIt) {
  ASSERT_OK(AskOnce(Booking("before")));
  int rounds = 0;
  for (int tries = 1; rounds < kRounds; ++tries) {
    ASSERT_LE(tries, 4 * kRounds) << "no answer says that a commit was lost";
    const int before = CountBookings();
    const Action wanted = Booking(absl::StrCat("lost-", tries));
    gate_->LoseNext(GetParam().loss);
    const absl::Status unknown = AskOnce(wanted);
    ASSERT_TRUE(gate_->lost());
    // The commit that was lost was housekeeping's.
    if (unknown.ok()) continue;
    ++rounds;
    EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(unknown, HasReason("OUTCOME_UNKNOWN"));
    EXPECT_EQ(CountBookings() - before, GetParam().took_place ? 1 : 0);

    ASSERT_OK_AND_ASSIGN(const Outcome settled, line_->Ask(wanted));
    EXPECT_EQ(CountBookings(), before + 1);
    ASSERT_OK_AND_ASSIGN(const Outcome again, line_->Ask(wanted));
    EXPECT_EQ(again.id, settled.id);
    EXPECT_EQ(CountBookings(), before + 1);
  }
  ctl::Ledger ledger;
  std::string last_hash;
  EXPECT_OK(line_->Recount(ledger, last_hash));
}

INSTANTIATE_TEST_SUITE_P(
    All, LostCommitTest,
    ::testing::Values(LossCase{"TheCommitIsLost", Loss::kRequest, false},
                      LossCase{"TheAnswerIsLost", Loss::kAnswer, true}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cwp::faults
