#include "services/scheduling/engagement.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/session_change.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Session LedSession(SessionState state = SessionState::kOpen) {
  Session session = SampleSession();
  session.state = state;
  session.content.facilitator_ids = {5, 6};
  return session;
}

// "FACILITATOR START" of each, in hours.
std::vector<std::string> Shown(const std::vector<Engagement>& engagements) {
  std::vector<std::string> shown;
  for (const Engagement& each : engagements) {
    shown.push_back(absl::StrCat(each.facilitator_id, " ",
                                 absl::ToInt64Hours(each.start - At(0))));
  }
  return shown;
}

Engagement Taken(int64_t facilitator, int64_t session, absl::Time start,
                 absl::Time end) {
  return {.facilitator_id = facilitator,
          .session_id = session,
          .start = start,
          .end = end};
}

TEST(EngagementTest, AllWhoLeadASessionAreTaken) {
  for (const SessionState state :
       {SessionState::kDraft, SessionState::kScheduled, SessionState::kOpen,
        SessionState::kClosed}) {
    EXPECT_THAT(Shown(EngagementsOf(LedSession(state))),
                ElementsAre("5 18", "6 18"));
  }
  for (const SessionState state :
       {SessionState::kCancelled, SessionState::kCompleted}) {
    EXPECT_THAT(EngagementsOf(LedSession(state)), IsEmpty());
  }
  EXPECT_THAT(EngagementsOf(SampleSession()), IsEmpty());
}

TEST(EngagementTest, PresentAndWishedMeetingsBothCount) {
  Session session = LedSession();
  session.content.meetings.push_back(SampleMeeting(At(20), At(21)));
  session.pending = {.apply_time = At(10),
                     .meetings = {SampleMeeting(At(12), At(13))}};
  EXPECT_THAT(Shown(EngagementsOf(session)),
              ElementsAre("5 18", "5 20", "6 18", "6 20", "5 12", "6 12"));
  session.pending->meetings.clear();
  EXPECT_THAT(EngagementsOf(session), SizeIs(4)) << "it can be taken back";
}

TEST(EngagementTest, OthersMayLeadTheWishedMeetings) {
  Session session = LedSession();
  session.pending = {
      .apply_time = At(10),
      .meetings = {SampleMeeting(At(12), At(13))},
      .edit = PendingEdit{.facilitator_ids = std::vector<int64_t>{6, 7}}};
  EXPECT_THAT(Shown(EngagementsOf(session)),
              ElementsAre("5 18", "6 18", "6 12", "7 12"));
}

TEST(EngagementTest, OnlyWhatIsNewIsNew) {
  const Session before = LedSession();
  Session after = before;
  EXPECT_THAT(NewEngagements(before, after), IsEmpty());
  after.content.facilitator_ids = {6, 7};
  EXPECT_THAT(Shown(NewEngagements(before, after)), ElementsAre("7 18"));
  after = before;
  after.content.meetings.push_back(SampleMeeting(At(20), At(21)));
  EXPECT_THAT(Shown(NewEngagements(before, after)),
              ElementsAre("5 20", "6 20"));
}

// What was found free when it was asked for cannot be in the way later.
TEST(EngagementTest, WhatTimeAndUndoingMakeIsNeverNew) {
  Session waiting = LedSession();
  waiting.pending = {.apply_time = At(10),
                     .meetings = {SampleMeeting(At(12), At(13))}};
  ASSERT_OK_AND_ASSIGN(const Session undone, Undo(waiting, At(9)));
  EXPECT_THAT(NewEngagements(waiting, undone), IsEmpty());
  for (const absl::Time now : {At(9), At(10), At(13), At(19, 30)}) {
    EXPECT_THAT(
        NewEngagements(waiting, PassTime(waiting, SampleWorkshop(), now)),
        IsEmpty());
  }
  for (const bool at_once : {true, false}) {
    ASSERT_OK_AND_ASSIGN(
        const Session cancelled,
        Cancel(waiting, SampleWorkshop(), {.now = At(9), .at_once = at_once}));
    EXPECT_THAT(NewEngagements(waiting, cancelled), IsEmpty());
  }
}

struct ClashCase {
  std::string name;
  Engagement other;
  bool clashes = false;
};

class ClashTest : public ::testing::TestWithParam<ClashCase> {};

TEST_P(ClashTest, WithAnEveningOfFacilitatorFive) {
  const Engagement planned = Taken(5, 8, At(18), At(20));
  const std::vector<Clash> clashes =
      FindClashes({planned}, {Taken(4, 9, At(18), At(20)), GetParam().other,
                              planned, Taken(6, 9, At(18), At(20))});
  ASSERT_THAT(clashes, SizeIs(GetParam().clashes ? 1 : 0));
  if (GetParam().clashes) {
    EXPECT_EQ(clashes[0].other, GetParam().other);
    EXPECT_EQ(clashes[0].planned, planned);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, ClashTest,
    ::testing::ValuesIn(std::vector<ClashCase>{
        {"EndsAsItStarts", Taken(5, 9, At(17), At(18)), false},
        {"StartsAsItEnds", Taken(5, 9, At(20), At(21)), false},
        {"ReachesInByAMinute", Taken(5, 9, At(17), At(18, 1)), true},
        {"StartsInItsLastMinute", Taken(5, 9, At(19, 59), At(21)), true},
        {"Inside", Taken(5, 9, At(18, 30), At(19)), true},
        {"Around", Taken(5, 9, At(12), At(22)), true},
        {"TheSame", Taken(5, 9, At(18), At(20)), true},
        {"BeganADayBefore", Taken(5, 9, At(18, 1) - absl::Hours(24), At(18, 1)),
         true},
        {"OfTheSameSession", Taken(5, 8, At(17), At(21)), false},
        {"OfSomebodyElse", Taken(7, 9, At(17), At(21)), false},
    }),
    [](const auto& test) { return test.param.name; });

TEST(ClashesTest, TheFirstIsNamed) {
  EXPECT_OK(CheckClashes({}));
  const std::vector<Clash> clashes =
      FindClashes({Taken(5, 8, At(18), At(20)), Taken(6, 8, At(18), At(20))},
                  {Taken(6, 10, At(18), At(20)), Taken(5, 9, At(17), At(19)),
                   Taken(5, 11, At(16), At(19))});
  EXPECT_THAT(clashes, SizeIs(3));
  const absl::Status busy = CheckClashes(clashes);
  EXPECT_THAT(busy, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(busy, HasReason("FACILITATOR_BUSY"));
  EXPECT_EQ(MetadataOf(busy, "facilitator"), "5");
  EXPECT_EQ(MetadataOf(busy, "session"), "11");
  EXPECT_EQ(MetadataOf(busy, "start"), "2026-03-02T16:00:00+00:00");
  EXPECT_EQ(MetadataOf(busy, "count"), "3");
}

}  // namespace
}  // namespace cwp::scheduling
