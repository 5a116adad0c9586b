#include "common/testing/status_matchers.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(StatusMatchersTest, TellErrorsFromSuccess) {
  const absl::StatusOr<int> seven = 7;
  EXPECT_THAT(absl::OkStatus(), IsOk());
  EXPECT_THAT(seven, IsOk());
  EXPECT_THAT(absl::CancelledError(), Not(IsOk()));
  EXPECT_THAT(absl::StatusOr<int>(absl::CancelledError()), Not(IsOk()));
}

TEST(StatusMatchersTest, LookAtCodeMessageAndReason) {
  const absl::Status status = NotFound("NO_WORKSHOP", "there is no workshop");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, Not(StatusIs(absl::StatusCode::kAborted)));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, HasSubstr("no")));
  EXPECT_THAT(status,
              Not(StatusIs(absl::StatusCode::kNotFound, HasSubstr("yes"))));
  EXPECT_THAT(absl::StatusOr<int>(status), HasReason("NO_WORKSHOP"));
  EXPECT_THAT(status, Not(HasReason("NO_SESSION")));
  EXPECT_THAT(absl::OkStatus(), Not(HasReason("NO_SESSION")));
}

TEST(StatusMatchersTest, LookIntoResults) {
  const absl::StatusOr<std::vector<int>> numbers = std::vector<int>{1, 2};
  EXPECT_THAT(numbers, IsOkAndHolds(ElementsAre(1, 2)));
  EXPECT_THAT(numbers, Not(IsOkAndHolds(SizeIs(3))));
  EXPECT_THAT(absl::StatusOr<std::string>("ada"), IsOkAndHolds("ada"));
  EXPECT_THAT(absl::StatusOr<int>(absl::CancelledError()),
              Not(IsOkAndHolds(7)));
}

TEST(StatusMatchersTest, AssignMovesTheResult) {
  absl::StatusOr<std::unique_ptr<int>> made = std::make_unique<int>(7);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<int> number, std::move(made));
  EXPECT_EQ(*number, 7);
}

}  // namespace
}  // namespace cwp
