#include "common/rpc/status.h"

#include "absl/status/status.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "grpcpp/support/status.h"
#include "gtest/gtest.h"

namespace cwp::rpc {
namespace {

TEST(StatusTest, ReasonAndMetadataSurviveTheWire) {
  const absl::Status sent = FailedPrecondition(
      "NOT_ENOUGH_PLACES", "only 2 places are left", {{"left", "2"}});
  const absl::Status received = FromGrpcStatus(ToGrpcStatus(sent));
  EXPECT_EQ(received.code(), sent.code());
  EXPECT_EQ(received.message(), sent.message());
  EXPECT_EQ(ReasonOf(received), "NOT_ENOUGH_PLACES");
  EXPECT_EQ(MetadataOf(received, "left"), "2");
}

TEST(StatusTest, OkIsOk) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpcStatus(grpc::Status::OK).ok());
}

TEST(StatusTest, AnErrorWithoutReasonTellsNothingButItsCode) {
  const grpc::Status sent =
      ToGrpcStatus(absl::InternalError("password is swordfish"));
  EXPECT_EQ(sent.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(sent.error_message(), Not(::testing::HasSubstr("swordfish")));
}

TEST(StatusTest, TheTransportsErrorsGetAReason) {
  EXPECT_EQ(ReasonOf(FromGrpcStatus(
                grpc::Status(grpc::StatusCode::UNAVAILABLE, "refused"))),
            "SERVICE_UNAVAILABLE");
  EXPECT_EQ(ReasonOf(FromGrpcStatus(
                grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "late"))),
            "DEADLINE_EXCEEDED");
}

}  // namespace
}  // namespace cwp::rpc
