#include "services/scheduling/session_change.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

// The sample session is from 18:00 to 19:30.
const absl::Time kNow = At(9);
const std::vector<Meeting> kLater = {SampleMeeting(At(20), At(21))};

Session Open() {
  Session session = SampleSession();
  session.state = SessionState::kOpen;
  return session;
}

Session Waiting(std::vector<Meeting> meetings, absl::Time apply_time) {
  Session session = Open();
  session.pending = {.apply_time = apply_time, .meetings = std::move(meetings)};
  return session;
}

struct WaitCase {
  std::string name;
  SessionState state;
  std::vector<Meeting> meetings;
  ChangeMoment moment;
  bool move_waits;
  bool cancel_waits;
};

class WaitTest : public ::testing::TestWithParam<WaitCase> {};

TEST_P(WaitTest, ForAsLongAsItCanBeTakenBack) {
  const WaitCase& param = GetParam();
  Session session = SampleSession();
  session.state = param.state;
  ASSERT_OK_AND_ASSIGN(
      const Session moved,
      Reschedule(session, param.meetings, SampleWorkshop(), param.moment));
  ASSERT_OK_AND_ASSIGN(const Session off,
                       Cancel(session, SampleWorkshop(), param.moment));
  const absl::Time then = param.moment.now + absl::Minutes(10);
  EXPECT_EQ(moved.pending.has_value(), param.move_waits);
  if (param.move_waits) {
    EXPECT_EQ(moved.pending->apply_time, then);
    EXPECT_EQ(moved.pending->meetings, param.meetings);
    EXPECT_EQ(moved.content, session.content);
  } else {
    EXPECT_EQ(moved.content.meetings, param.meetings);
  }
  EXPECT_EQ(off.pending.has_value(), param.cancel_waits);
  if (param.cancel_waits) {
    EXPECT_EQ(off.pending->apply_time, then);
    EXPECT_THAT(off.pending->meetings, ::testing::IsEmpty());
    EXPECT_EQ(off.state, session.state);
  } else {
    EXPECT_EQ(off.state, SessionState::kCancelled);
  }
}

TEST(CancelTest, ADraftIsNeverShown) {
  const Workshop workshop = SampleWorkshop();
  for (const SessionState state :
       {SessionState::kDraft, SessionState::kScheduled, SessionState::kOpen}) {
    const bool draft = state == SessionState::kDraft;
    Session session = SampleSession();
    session.state = state;
    EXPECT_EQ(IsVisible(session, workshop, Viewer::kPublic), !draft);
    session.pending = {.apply_time = kNow};
    const Session off = PassTime(session, workshop, kNow);
    EXPECT_EQ(off.state, SessionState::kCancelled);
    EXPECT_EQ(IsVisible(off, workshop, Viewer::kPublic), !draft);
    EXPECT_TRUE(IsVisible(off, workshop, Viewer::kStaff));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, WaitTest,
    ::testing::ValuesIn(std::vector<WaitCase>{
        {"Open", SessionState::kOpen, kLater, {.now = kNow}, true, true},
        {"Closed", SessionState::kClosed, kLater, {.now = kNow}, true, true},
        {"NobodyCanHaveBooked",
         SessionState::kScheduled,
         kLater,
         {.now = kNow},
         false,
         true},
        {"Draft", SessionState::kDraft, kLater, {.now = kNow}, false, true},
        {"AtOnce",
         SessionState::kOpen,
         kLater,
         {.now = kNow, .at_once = true},
         false,
         false},
        {"NoWindow",
         SessionState::kOpen,
         kLater,
         {.now = kNow, .undo = {.window = absl::ZeroDuration()}},
         false,
         false},
        {"TwoHoursBefore",
         SessionState::kOpen,
         kLater,
         {.now = At(16)},
         true,
         true},
        {"LessThanTwoHoursBefore",
         SessionState::kOpen,
         kLater,
         {.now = At(16, 1)},
         false,
         false},
    }),
    [](const auto& test) { return test.param.name; });

TEST(RescheduleTest, ComesAtOnceWhenItWillBeNear) {
  ASSERT_OK_AND_ASSIGN(const Session moved,
                       Reschedule(Open(), {SampleMeeting(At(10, 59), At(12))},
                                  SampleWorkshop(), {.now = kNow}));
  EXPECT_EQ(moved.pending, std::nullopt);
}

TEST(RescheduleTest, AskedAgainBeginsTheWaitAnew) {
  const Session waiting = Waiting({}, At(9, 5));
  ASSERT_OK_AND_ASSIGN(
      const Session moved,
      Reschedule(waiting, kLater, SampleWorkshop(), {.now = kNow}));
  EXPECT_EQ(moved.pending->apply_time, At(9, 10));
  EXPECT_EQ(moved.pending->meetings, kLater);
}

TEST(RescheduleTest, BackToWhatItIsTakesItBack) {
  const Session waiting = Waiting(kLater, At(9, 5));
  ASSERT_OK_AND_ASSIGN(const Session back,
                       Reschedule(waiting, waiting.content.meetings,
                                  SampleWorkshop(), {.now = kNow}));
  EXPECT_EQ(back.pending, std::nullopt);
  EXPECT_THAT(Reschedule(Open(), Open().content.meetings, SampleWorkshop(),
                         {.now = kNow}),
              IsOkAndHolds(Open()));
}

struct RefusalCase {
  std::string name;
  std::function<void(Session&)> change;
  std::vector<Meeting> meetings;
  absl::Time now;
  std::string reason;
};

class RefusalTest : public ::testing::TestWithParam<RefusalCase> {};

TEST_P(RefusalTest, SaysWhy) {
  Session session = Open();
  GetParam().change(session);
  EXPECT_THAT(Reschedule(session, GetParam().meetings, SampleWorkshop(),
                         {.now = GetParam().now}),
              HasReason(GetParam().reason));
}

const auto kAsItIs = [](Session&) {};

INSTANTIATE_TEST_SUITE_P(
    All, RefusalTest,
    ::testing::ValuesIn(std::vector<RefusalCase>{
        {"Cancelled", [](auto& to) { to.state = SessionState::kCancelled; },
         kLater, kNow, "SESSION_CANCELLED"},
        {"Completed", [](auto& to) { to.state = SessionState::kCompleted; },
         kLater, kNow, "SESSION_COMPLETED"},
        {"Started", kAsItIs, kLater, At(18), "MEETING_STARTED"},
        {"IntoThePast",
         kAsItIs,
         {SampleMeeting(At(8), At(10))},
         kNow,
         "MEETING_IN_PAST"},
        {"FartherThanFiveYearsAhead",
         kAsItIs,
         {SampleMeeting(At(18) + kFarthestAhead + absl::Hours(24),
                        At(19) + kFarthestAhead + absl::Hours(24))},
         kNow,
         "FIELD_INVALID"},
        {"EndsBeforeItStarts",
         kAsItIs,
         {SampleMeeting(At(20), At(19))},
         kNow,
         "MEETING_ENDS_BEFORE_START"},
        {"BookingWouldEndAfterTheStart",
         [](auto& to) { to.content.booking_close_time = At(17); },
         {SampleMeeting(At(16), At(17))},
         kNow,
         "BOOKING_WINDOW_INVALID"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(RescheduleTest, OfACourseOnlyWhatHasNotStarted) {
  Session course = Open();
  course.content.meetings = {SampleMeeting(At(10), At(11)),
                             SampleMeeting(At(18), At(19))};
  const std::vector<Meeting> later = {course.content.meetings[0],
                                      SampleMeeting(At(20), At(21))};
  EXPECT_OK(Reschedule(course, later, SampleWorkshop(), {.now = At(12)}));
  EXPECT_THAT(Reschedule(course, {later[1]}, SampleWorkshop(), {.now = At(12)}),
              HasReason("MEETING_STARTED"));
}

TEST(CancelTest, AskedAgainWaitsNoLonger) {
  const Session waiting = Waiting({}, At(9, 5));
  EXPECT_THAT(Cancel(waiting, SampleWorkshop(), {.now = kNow}),
              IsOkAndHolds(waiting));
  ASSERT_OK_AND_ASSIGN(
      const Session off,
      Cancel(waiting, SampleWorkshop(), {.now = kNow, .at_once = true}));
  EXPECT_EQ(off.state, SessionState::kCancelled);
  EXPECT_EQ(off.pending, std::nullopt);
}

TEST(UndoTest, UntilTheChangeComes) {
  const Session waiting = Waiting(kLater, At(9, 10));
  ASSERT_OK_AND_ASSIGN(Session undone,
                       Undo(waiting, At(9, 10) - absl::Microseconds(1)));
  undone.update_time = Open().update_time;
  EXPECT_EQ(undone, Open());
  EXPECT_THAT(Undo(waiting, At(9, 10)), HasReason("NO_PENDING_CHANGE"));
  EXPECT_THAT(Undo(Open(), kNow), HasReason("NO_PENDING_CHANGE"));
}

TEST(PassTimeTest, WhatIsDueComes) {
  const Session waiting = Waiting(kLater, At(9, 10));
  EXPECT_EQ(
      PassTime(waiting, SampleWorkshop(), At(9, 10) - absl::Microseconds(1)),
      waiting);
  const Session moved = PassTime(waiting, SampleWorkshop(), At(9, 10));
  EXPECT_EQ(moved.content.meetings, kLater);
  EXPECT_EQ(moved.state, SessionState::kOpen);
  EXPECT_EQ(moved.pending, std::nullopt);
  EXPECT_EQ(PassTime(Waiting({}, At(9, 10)), SampleWorkshop(), At(9, 10)).state,
            SessionState::kCancelled);
}

TEST(PassTimeTest, CompletesAfterTheLastMeeting) {
  const absl::Time end = SampleSession().end();
  for (const SessionState state :
       {SessionState::kScheduled, SessionState::kOpen, SessionState::kClosed}) {
    Session session = SampleSession();
    session.state = state;
    EXPECT_EQ(PassTime(session, SampleWorkshop(), end - absl::Microseconds(1)),
              session);
    EXPECT_EQ(PassTime(session, SampleWorkshop(), end).state,
              SessionState::kCompleted);
  }
  for (const SessionState state :
       {SessionState::kCancelled, SessionState::kDraft}) {
    Session session = SampleSession();
    session.state = state;
    EXPECT_EQ(PassTime(session, SampleWorkshop(), end), session);
  }
}

// As a series does: what comes at once is not undone by what was asked before.
TEST(ChangeTest, OtherMeetingsReplaceWhatIsPending) {
  const Session waiting = Waiting({}, At(9, 10));
  SessionContent content = waiting.content;
  content.capacity = 5;
  ASSERT_OK_AND_ASSIGN(const Session larger,
                       Change(waiting, content, SampleWorkshop(), kNow));
  EXPECT_EQ(larger.pending, waiting.pending);
  content.meetings = kLater;
  ASSERT_OK_AND_ASSIGN(const Session moved,
                       Change(waiting, content, SampleWorkshop(), kNow));
  EXPECT_EQ(moved.pending, std::nullopt);
}

TEST(ReviseTest, ChangesWhatIsNamed) {
  SessionPatch patch = {.fields = {SessionField::kCapacity},
                        .content = {.capacity = 5}};
  patch.if_revision = Open().revision;
  ASSERT_OK_AND_ASSIGN(const Session revised,
                       Revise(Open(), patch, SampleWorkshop(), kNow));
  EXPECT_EQ(revised.content.capacity, 5);
  EXPECT_EQ(revised.content.meetings, Open().content.meetings);
  EXPECT_EQ(revised.update_time, kNow);
  patch.content.capacity = Open().content.capacity;
  EXPECT_THAT(Revise(Open(), patch, SampleWorkshop(), kNow),
              IsOkAndHolds(Open()));
  patch.if_revision = 1;
  EXPECT_THAT(Revise(Open(), patch, SampleWorkshop(), kNow),
              HasReason("ETAG_MISMATCH"));
}

TEST(ReviseTest, ElsewhereAndBackAgain) {
  SessionPatch patch = {.fields = {SessionField::kDelivery}};
  patch.content.delivery = AtTheHall();
  ASSERT_OK_AND_ASSIGN(const Session there,
                       Revise(Open(), patch, SampleWorkshop(), kNow));
  EXPECT_EQ(there.delivery, AtTheHall());
  EXPECT_EQ(there.content.delivery, AtTheHall());
  patch.content.delivery = std::nullopt;
  ASSERT_OK_AND_ASSIGN(Session back,
                       Revise(there, patch, SampleWorkshop(), kNow));
  back.update_time = Open().update_time;
  EXPECT_EQ(back, Open());
}

TEST(ReviseTest, AnotherFormatAndOtherLeaders) {
  SessionPatch patch = {.fields = {SessionField::kFormat}};
  patch.content.format = SessionFormat::kLiveWebinar;
  patch.content.facilitator_ids = {5};
  Session want = Open();
  want.update_time = kNow;
  want.content.format = SessionFormat::kLiveWebinar;
  EXPECT_THAT(Revise(Open(), patch, SampleWorkshop(), kNow),
              IsOkAndHolds(want));
  patch.fields = {SessionField::kFacilitators};
  want.content.format = SessionFormat::kWorkshop;
  want.content.facilitator_ids = {5};
  EXPECT_THAT(Revise(Open(), patch, SampleWorkshop(), kNow),
              IsOkAndHolds(want));
}

TEST(ReviseTest, AnotherAddressIsAnotherVersion) {
  ASSERT_OK_AND_ASSIGN(const Session revised,
                       Revise(Open(), {.fields = {SessionField::kJoinAddress}},
                              SampleWorkshop(), kNow));
  EXPECT_EQ(revised.join_address_version, 1);
}

TEST(ReviseTest, KeepsTheWindowBeforeTheStart) {
  SessionPatch patch = {.fields = {SessionField::kBookingCloseTime},
                        .content = {.booking_close_time = At(19)}};
  EXPECT_THAT(Revise(Open(), patch, SampleWorkshop(), kNow),
              HasReason("BOOKING_WINDOW_INVALID"));
}

}  // namespace
}  // namespace cwp::scheduling
