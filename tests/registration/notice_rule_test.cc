// How many notices staff may write, and how long one can be taken back.
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/notice.h"

namespace cwp::registration {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// So many notices, the last one `since` ago and the others a minute apart.
std::vector<absl::Time> Written(int count, absl::Duration since) {
  std::vector<absl::Time> times;
  for (int i = 0; i < count; ++i) {
    times.push_back(kNow - since - i * absl::Minutes(1));
  }
  return times;
}

struct WriteCase {
  std::string name;
  NoticesLately lately;
  // When the next can be written; now, when this one can.
  absl::Time next = kNow;
};

class WriteTest : public ::testing::TestWithParam<WriteCase> {};

TEST_P(WriteTest, SaysWhenTheNextCanBe) {
  const WriteCase& test = GetParam();
  const absl::StatusOr<Notice> decided =
      DecideNotice({.id = 1}, {.bookings = {5}}, test.lately, kNow);
  if (test.next == kNow) {
    ASSERT_OK(decided);
    EXPECT_EQ(decided->create_time, kNow);
    EXPECT_EQ(decided->send_time, kNow + kNoticeDelay);
    return;
  }
  EXPECT_THAT(decided, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(decided, HasReason("TOO_MANY_NOTICES"));
  EXPECT_EQ(MetadataOf(decided.status(), "next_time"),
            absl::FormatTime(test.next, absl::UTCTimeZone()));
}

INSTANTIATE_TEST_SUITE_P(
    All, WriteTest,
    ::testing::ValuesIn(std::vector<WriteCase>{
        {.name = "First"},
        {.name = "Fifth", .lately = {.to_these = Written(4, absl::Minutes(1))}},
        {.name = "Sixth",
         .lately = {.to_these = Written(5, absl::Minutes(1))},
         .next = kNow + absl::Minutes(55)},
        {.name = "SixthAfterAnHour",
         .lately = {.to_these = Written(5, absl::Minutes(56))}},
        {.name = "AMomentTooSoon",
         .lately = {.to_these = Written(5,
                                        absl::Minutes(56) - absl::Seconds(1))},
         .next = kNow + absl::Seconds(1)},
        {.name = "TwentiethOfOnePerson",
         .lately = {.by_author = Written(19, absl::Minutes(1))}},
        {.name = "TwentyFirstOfOnePerson",
         .lately = {.by_author = Written(20, absl::Minutes(1))},
         .next = kNow + absl::Minutes(40)},
        {.name = "TheLaterOfBoth",
         .lately = {.to_these = Written(5, absl::Minutes(1)),
                    .by_author = Written(20, absl::Minutes(1))},
         .next = kNow + absl::Minutes(55)},
    }),
    [](const auto& test) { return test.param.name; });

TEST(NoticeTest, GoesToThoseWithAnAddressAlone) {
  ASSERT_OK_AND_ASSIGN(
      const Notice notice,
      DecideNotice({.id = 1},
                   {.bookings = {5, 6}, .entries = {7}, .without_email = 4}, {},
                   kNow));
  EXPECT_EQ(notice.recipients, 3);
  EXPECT_EQ(notice.without_email, 4);
  EXPECT_THAT(DecideNotice({.id = 1}, {.without_email = 4}, {}, kNow),
              HasReason("NOBODY_TO_WRITE_TO"));
}

TEST(NoticeTest, IsTakenBackUntilItGoes) {
  const Notice notice = {.id = 1, .send_time = kNow};
  ASSERT_OK_AND_ASSIGN(const Notice back,
                       DecideTakingBack(notice, kNow - absl::Microseconds(1)));
  EXPECT_EQ(back.state, NoticeState::kTakenBack);
  EXPECT_THAT(DecideTakingBack(notice, kNow), HasReason("NOTICE_SENT"));
  EXPECT_OK(DecideTakingBack(back, kNow + absl::Hours(1)))
      << "again changes nothing";
}

}  // namespace
}  // namespace cwp::registration
