#include "common/base/error.h"

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/cord.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(ErrorTest, CarriesItsReason) {
  const absl::Status status =
      MakeError(absl::StatusCode::kAborted, "ETAG_DIFFERS", "it has changed",
                {{"etag", "7"}, {"empty", ""}});
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(status.message(), "it has changed");
  EXPECT_EQ(ReasonOf(status), "ETAG_DIFFERS");
  EXPECT_EQ(MetadataOf(status, "etag"), "7");
  EXPECT_EQ(MetadataOf(status, "empty"), "");
  EXPECT_EQ(MetadataOf(status, "other"), "");
}

TEST(ErrorTest, ShorthandsHaveTheirCodes) {
  EXPECT_THAT(InvalidArgument("R", "m"),
              StatusIs(absl::StatusCode::kInvalidArgument, "m"));
  EXPECT_THAT(NotFound("R", "m"), StatusIs(absl::StatusCode::kNotFound, "m"));
  EXPECT_THAT(FailedPrecondition("R", "m"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "m"));
  EXPECT_THAT(Unavailable("R", "m"),
              StatusIs(absl::StatusCode::kUnavailable, "m"));
  EXPECT_THAT(Unavailable("R", "m"), HasReason("R"));
}

TEST(ErrorTest, OthersErrorsHaveNoReason) {
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
  EXPECT_EQ(ReasonOf(absl::InternalError("from elsewhere")), "");
  absl::Status garbled = absl::InternalError("garbled");
  garbled.SetPayload(kErrorInfoUrl, absl::Cord("\xff\xff\xff"));
  EXPECT_EQ(ReasonOf(garbled), "");
  EXPECT_EQ(MetadataOf(garbled, "field"), "");
}

absl::StatusOr<int> Half(int number) {
  if (number % 2 != 0) return InvalidArgument("ODD", "it is odd");
  return number / 2;
}

absl::Status CheckHalves(int number) {
  RETURN_IF_ERROR(Half(number).status());
  return absl::OkStatus();
}

absl::StatusOr<int> Quarter(int number) {
  ASSIGN_OR_RETURN(const int half, Half(number));
  int quarter = 0;
  ASSIGN_OR_RETURN(quarter, Half(half));
  return quarter;
}

TEST(StatusMacrosTest, ReturnTheFirstError) {
  EXPECT_OK(CheckHalves(2));
  EXPECT_THAT(CheckHalves(3), HasReason("ODD"));
  EXPECT_THAT(Quarter(12), IsOkAndHolds(3));
  EXPECT_THAT(Quarter(6), HasReason("ODD"));
}

TEST(CheckTest, AbortsWhenItDoesNotHold) {
  CWP_CHECK(1 + 1 == 2, "arithmetic");
  EXPECT_DEATH(CWP_CHECK(1 + 1 == 3, "arithmetic is broken"),
               "error_test.cc:.*1 \\+ 1 == 3.*arithmetic is broken");
}

}  // namespace
}  // namespace cwp
