#include <cstdint>
#include <memory>
#include <vector>

#include "absl/time/clock.h"
#include "common/rpc/status.h"
#include "common/testing/status_matchers.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

namespace cwp {
namespace {

namespace v1 = registration::v1;

// A stream of the counts of one session.
class SeatWatch {
 public:
  SeatWatch(Deployment& deployment, int64_t session_id)
      : stub_(Registration::NewStub(
            deployment.PeerOf("registration", "web").channel())) {
    deployment.PeerOf("registration", "web")
        .Prepare(context_, kFamily,
                 deployment.clock().Now() + absl::Seconds(20));
    v1::WatchSeatCountsRequest request;
    request.add_session_ids(session_id);
    stream_ = stub_->WatchSeatCounts(&context_, request);
  }

  ~SeatWatch() {
    context_.TryCancel();
    if (!ended_) stream_->Finish();
  }

  // Reads until so many places are left; whether they came to be.
  bool Sees(int left) {
    v1::WatchSeatCountsResponse response;
    while (stream_->Read(&response)) {
      for (const v1::SeatCount& count : response.seat_counts()) {
        if (count.left() == left) return true;
      }
    }
    return false;
  }

  absl::Status End() {
    v1::WatchSeatCountsResponse response;
    while (stream_->Read(&response)) {
    }
    ended_ = true;
    return rpc::FromGrpcStatus(stream_->Finish());
  }

 private:
  const std::unique_ptr<Registration::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchSeatCountsResponse>> stream_;
  bool ended_ = false;
};

TEST(WatchSeatsTest, SeesEachBookingUntilRegistrationStopsAndAfterIt) {
  Deployment deployment;
  const auto session = deployment.OpenSession(10);
  SeatWatch watch(deployment, session.id());
  EXPECT_TRUE(watch.Sees(10));
  ASSERT_OK(deployment.Book(session.id(), "ada@example.org", 3, "r1"));
  EXPECT_TRUE(watch.Sees(7));
  ASSERT_OK(deployment.Book(session.id(), "bob@example.org", 1, "r2"));
  EXPECT_TRUE(watch.Sees(6));

  const absl::Time start = absl::Now();
  deployment.StopRegistration();
  EXPECT_LT(absl::Now() - start, absl::Seconds(5)) << "none was cut off";
  EXPECT_THAT(watch.End(), HasReason("SHUTTING_DOWN"));
  deployment.StartRegistration();
  SeatWatch again(deployment, session.id());
  EXPECT_TRUE(again.Sees(6));
  ASSERT_OK(deployment.Book(session.id(), "eve@example.org", 2, "r3"));
  EXPECT_TRUE(again.Sees(4));
}

TEST(SeatCountsTest, SeatsAreCountedOfSessionsThatThereCanBe) {
  Deployment deployment;
  const auto session = deployment.OpenSession(20);
  const auto count = [&](const std::vector<int64_t>& ids) {
    v1::BatchGetSeatCountsRequest request;
    for (const int64_t id : ids) request.add_session_ids(id);
    return deployment
        .Call<Registration>("web", kFamily,
                            &Registration::Stub::BatchGetSeatCounts, request)
        .status();
  };
  EXPECT_OK(count({session.id(), 1}));
  EXPECT_THAT(count({session.id(), 0}), HasReason("FIELD_INVALID"));
  EXPECT_THAT(count({-1}), HasReason("FIELD_INVALID"));
  EXPECT_THAT(count({}), HasReason("FIELD_REQUIRED"));
}

}  // namespace
}  // namespace cwp
