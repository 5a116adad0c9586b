// When what staff wrote goes to somebody, and that it stands in nobody's way.
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/domain.h"

namespace cwp::notifications {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// A notice's id is far larger than any version.
constexpr int64_t kNotice = 5'000'000'000'000;

Message Notice(bool booked) {
  Message message;
  (booked ? message.booking_id : message.waitlist_entry_id) = 1;
  message.kind = Kind::kNotice;
  message.version = kNotice;
  message.change_time = kNow;
  return message;
}

struct JudgeCase {
  std::string name;
  bool booked = true;
  Facts facts;
  Background background;
  Verdict want;
};

class NoticeJudgeTest : public ::testing::TestWithParam<JudgeCase> {};

TEST_P(NoticeJudgeTest, GoesToThoseWhoAreStillMeant) {
  const JudgeCase& test = GetParam();
  EXPECT_EQ(Judge(Notice(test.booked), test.facts, test.background, {}, kNow),
            test.want);
}

const std::vector<Meeting> kOver = {
    {kNow - absl::Hours(2), kNow - absl::Hours(1)}};

INSTANTIATE_TEST_SUITE_P(All, NoticeJudgeTest,
                         ::testing::ValuesIn(std::vector<JudgeCase>{
                             {.name = "Booked",
                              .facts = {.confirmed = true},
                              .want = Verdict::kSend},
                             {.name = "AfterTheSession",
                              .facts = {.confirmed = true, .meetings = kOver},
                              .want = Verdict::kSend},
                             {.name = "CancelledMeanwhile",
                              .want = Verdict::kDrop},
                             {.name = "AnotherNoticeIsNoNewerOne",
                              .facts = {.confirmed = true},
                              .background = {.newer = true},
                              .want = Verdict::kSend},
                             {.name = "Waits",
                              .booked = false,
                              .facts = {.entry = EntryState::kWaiting},
                              .want = Verdict::kSend},
                             {.name = "HasAnOffer",
                              .booked = false,
                              .facts = {.entry = EntryState::kOffered},
                              .want = Verdict::kSend},
                             {.name = "LeftMeanwhile",
                              .booked = false,
                              .facts = {.entry = EntryState::kLeft},
                              .want = Verdict::kDrop},
                             {.name = "BookedMeanwhile",
                              .booked = false,
                              .facts = {.entry = EntryState::kBooked},
                              .want = Verdict::kDrop},
                         }),
                         [](const auto& test) { return test.param.name; });

TEST(NoticeTest, NothingAboutTheBookingCountsAsSaidByIt) {
  const BookingNews news = {.booking_id = 1,
                            .confirmed = true,
                            .version = 3,
                            .change_time = kNow - absl::Hours(1),
                            .cause = Cause::kBookingMoved};
  Message confirmation;
  confirmation.booking_id = 1;
  confirmation.kind = Kind::kConfirmation;
  confirmation.version = 1;
  confirmation.change_time = kNow - absl::Hours(2);
  const std::optional<Message> plan = Plan(news, {confirmation, Notice(true)});
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->kind, Kind::kMove);
  const std::optional<Message> first = Plan(news, {Notice(true)});
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->kind, Kind::kConfirmation);
}

}  // namespace
}  // namespace cwp::notifications
