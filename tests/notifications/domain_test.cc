#include "services/notifications/domain.h"

#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::notifications {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Message Told(Kind kind, int64_t version) {
  Message message;
  message.kind = kind;
  message.version = version;
  return message;
}

struct PlanCase {
  std::string name;
  BookingState state;
  std::vector<Message> earlier;
  std::optional<Kind> want;
};

class PlanTest : public ::testing::TestWithParam<PlanCase> {};

TEST_P(PlanTest, SaysWhatIsNewOnce) {
  const PlanCase& test = GetParam();
  const std::optional<Message> message = Plan(test.state, test.earlier);
  ASSERT_EQ(message.has_value(), test.want.has_value());
  if (!message.has_value()) return;
  EXPECT_EQ(message->kind, *test.want);
  EXPECT_EQ(message->booking_id, test.state.booking_id);
  EXPECT_EQ(message->version, test.state.version);
}

INSTANTIATE_TEST_SUITE_P(
    All, PlanTest,
    ::testing::ValuesIn(std::vector<PlanCase>{
        {.name = "NewBooking",
         .state = {.booking_id = 1, .confirmed = true, .version = 1},
         .want = Kind::kConfirmation},
        {.name = "TheSameStateAgain",
         .state = {.booking_id = 1, .confirmed = true, .version = 1},
         .earlier = {Told(Kind::kConfirmation, 1)}},
        {.name = "AskedAgain",
         .state = {.booking_id = 1, .confirmed = true, .version = 2},
         .earlier = {Told(Kind::kConfirmation, 1)},
         .want = Kind::kRepeat},
        {.name = "Cancelled",
         .state = {.booking_id = 1, .confirmed = false, .version = 2},
         .earlier = {Told(Kind::kConfirmation, 1)},
         .want = Kind::kCancellation},
        {.name = "CancelledBeforeAnythingWasSaid",
         .state = {.booking_id = 1, .confirmed = false, .version = 2},
         .want = Kind::kCancellation},
        {.name = "CancelledAgain",
         .state = {.booking_id = 1, .confirmed = false, .version = 2},
         .earlier = {Told(Kind::kConfirmation, 1),
                     Told(Kind::kCancellation, 2)}},
        // The feed followed again from its start shows old states first.
        {.name = "AnOldStateAfterANewOne",
         .state = {.booking_id = 1, .confirmed = true, .version = 1},
         .earlier = {Told(Kind::kConfirmation, 1),
                     Told(Kind::kCancellation, 2)}},
    }),
    [](const auto& test) { return test.param.name; });

TEST(RetryDelayTest, DoublesUpToAQuarterOfAnHour) {
  EXPECT_EQ(RetryDelay(1), absl::Seconds(2));
  EXPECT_EQ(RetryDelay(2), absl::Seconds(4));
  EXPECT_EQ(RetryDelay(5), absl::Seconds(32));
  EXPECT_EQ(RetryDelay(100), absl::Minutes(15));
}

TEST(StillWantedTest, OnlyACancellationOutlivesItsBooking) {
  const absl::Time end = kNow + absl::Hours(1);
  EXPECT_TRUE(StillWanted(Kind::kConfirmation, true, end, kNow));
  EXPECT_FALSE(StillWanted(Kind::kConfirmation, false, end, kNow));
  EXPECT_FALSE(StillWanted(Kind::kConfirmation, true, end, end));
  EXPECT_TRUE(StillWanted(Kind::kCancellation, false, end, end));
}

TEST(ResendTest, TriesAgainWhatWasDroppedAndThatAlone) {
  Message message = Told(Kind::kConfirmation, 1);
  message.state = State::kDropped;
  message.next_time = kNow - absl::Hours(1);
  message.last_error = "NO_ADDRESS";
  const auto resent = Resend(message, kNow);
  ASSERT_TRUE(resent.ok());
  EXPECT_EQ(resent->state, State::kPending);
  EXPECT_EQ(resent->next_time, kNow);
  EXPECT_EQ(resent->last_error, "NO_ADDRESS");

  message.state = State::kPending;
  message.next_time = kNow + absl::Minutes(2);
  ASSERT_TRUE(Resend(message, kNow).ok());
  EXPECT_EQ(Resend(message, kNow)->next_time, message.next_time)
      << "it may be on its way";

  message.state = State::kSent;
  EXPECT_EQ(ReasonOf(Resend(message, kNow).status()), "MESSAGE_SENT");
}

}  // namespace
}  // namespace cwp::notifications
