#include "services/web/domain.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Session SessionIn(SessionState state) {
  return {.id = 1,
          .workshop_id = 1,
          .meetings = {{.start = kNow + absl::Hours(24),
                        .end = kNow + absl::Hours(25)}},
          .state = state};
}

struct StandingCase {
  std::string name;
  Session session;
  Seats seats;
  Standing want;
};

class StandingTest : public ::testing::TestWithParam<StandingCase> {};

TEST_P(StandingTest, IsAsExpected) {
  EXPECT_EQ(StandingOf(GetParam().session, GetParam().seats, kNow),
            GetParam().want);
}

Session Opening(absl::Duration from_now) {
  Session session = SessionIn(SessionState::kOpen);
  session.booking_open_time = kNow + from_now;
  return session;
}

Session Closing(absl::Duration from_now) {
  Session session = SessionIn(SessionState::kOpen);
  session.booking_close_time = kNow + from_now;
  return session;
}

Session Started() {
  Session session = SessionIn(SessionState::kOpen);
  session.meetings[0].start = kNow;
  return session;
}

INSTANTIATE_TEST_SUITE_P(
    All, StandingTest,
    ::testing::ValuesIn(std::vector<StandingCase>{
        {"Open", SessionIn(SessionState::kOpen), {3}, Standing::kCanBook},
        {"NobodyKnows", SessionIn(SessionState::kOpen), {}, Standing::kCanBook},
        {"Full", SessionIn(SessionState::kOpen), {0}, Standing::kFull},
        {"OnlyKept",
         SessionIn(SessionState::kOpen),
         {.left = 0, .only_kept = true},
         Standing::kOnlyKept},
        {"Scheduled",
         SessionIn(SessionState::kScheduled),
         {3},
         Standing::kNotYetOpen},
        {"Closed", SessionIn(SessionState::kClosed), {3}, Standing::kClosed},
        {"Cancelled",
         SessionIn(SessionState::kCancelled),
         {3},
         Standing::kCancelled},
        {"OpensLater", Opening(absl::Seconds(1)), {3}, Standing::kNotYetOpen},
        {"OpensNow", Opening(absl::ZeroDuration()), {3}, Standing::kCanBook},
        {"ClosesLater", Closing(absl::Seconds(1)), {3}, Standing::kCanBook},
        {"ClosesNow", Closing(absl::ZeroDuration()), {3}, Standing::kClosed},
        {"HasStarted", Started(), {3}, Standing::kClosed},
    }),
    [](const auto& test) { return test.param.name; });

TEST(ProgrammeTest, FindsWhatItHolds) {
  Session orphan = SessionIn(SessionState::kOpen);
  orphan.id = 2;
  orphan.workshop_id = 99;
  const Programme programme({{.id = 1, .slug = "b", .title = "B"},
                             {.id = 2, .slug = "a", .title = "A"}},
                            {SessionIn(SessionState::kOpen), orphan}, {});
  ASSERT_THAT(programme.workshops(), SizeIs(2));
  EXPECT_EQ(programme.workshops()[0].title, "A") << "in order of title";
  EXPECT_EQ(programme.FindWorkshop("b")->id, 1);
  EXPECT_EQ(programme.FindWorkshop("c"), nullptr);
  EXPECT_NE(programme.FindSession(1), nullptr);
  EXPECT_EQ(programme.FindSession(2), nullptr) << "its workshop is not there";
  EXPECT_THAT(programme.SessionsOf(1, kNow), SizeIs(1));
  EXPECT_THAT(programme.SessionsOf(1, kNow + absl::Hours(25)), IsEmpty());
}

TEST(AgeTest, SpansTouchAtTheirEnds) {
  const AgeSpan span = {.min = 5, .max = 11};
  EXPECT_TRUE(span.Overlaps({.min = 11, .max = 13}));
  EXPECT_FALSE(span.Overlaps({.min = 12, .max = 13}));
}

std::string NamesOf(const std::vector<AgeSpan>& bands) {
  std::string names;
  for (const AgeSpan& band : bands) names += BandName(band) + " ";
  return names;
}

TEST(BandsTest, AreCutWhereTheRulesSay) {
  EXPECT_EQ(NamesOf(BandsCutAt({})),
            "under_5 5_to_11 12_to_15 16_to_17 18_to_19 20_and_over ");
  EXPECT_EQ(NamesOf(BandsCutAt({13, 5, 20})),
            "under_5 5_to_11 12 13_to_15 16_to_17 18_to_19 20_and_over ");
  EXPECT_EQ(NamesOf(BandsCutAt({14, 8, 11, 26})),
            "under_5 5_to_7 8_to_10 11 12_to_13 14_to_15 16_to_17 18_to_19 "
            "20_to_25 26_and_over ");
  // Where everything ends already.
  EXPECT_EQ(NamesOf(BandsCutAt({0, 121})), NamesOf(BandsCutAt({})));
}

}  // namespace
}  // namespace cwp::web
