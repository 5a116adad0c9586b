#include "services/scheduling/meeting_queue.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/meeting_plan.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Audience kParents = Audience::kParentsAndCarers;
const MeetingOptions kUsual = OptionsFor(kParents);

QueuedMeeting Wanted(const Session& session) {
  return *Want(session, kUsual, std::nullopt, At(9));
}

QueuedMeeting Ready(const Session& session) {
  const QueuedMeeting queued = Wanted(session);
  return SettleDone(queued, queued.wanted, "MSp1", 1, At(9));
}

TEST(MeetingQueueTest, WantsAMeetingOnTeamsThatLiesAhead) {
  const Session session = SampleSession();
  EXPECT_TRUE(WantsMeeting(session, std::nullopt, At(9)));
  EXPECT_TRUE(WantsMeeting(session, std::nullopt, At(19)));
  EXPECT_FALSE(WantsMeeting(session, std::nullopt, At(19, 30)));
  Session other = session;
  other.state = SessionState::kCancelled;
  EXPECT_FALSE(WantsMeeting(other, std::nullopt, At(9)));
  other = session;
  other.delivery = AtTheHall();
  EXPECT_FALSE(WantsMeeting(other, std::nullopt, At(9)));
}

TEST(MeetingQueueTest, LeavesTypedAddressesAlone) {
  Session session = SampleSession();
  session.join_address_version = 1;
  EXPECT_FALSE(WantsMeeting(session, std::nullopt, At(9)));
  EXPECT_EQ(Want(session, kUsual, std::nullopt, At(9)), std::nullopt);
  // Version 1 came from here; version 2 was typed over it.
  const QueuedMeeting ready = Ready(SampleSession());
  EXPECT_TRUE(WantsMeeting(session, ready, At(9)));
  session.join_address_version = 2;
  EXPECT_EQ(Want(session, kUsual, ready, At(9))->state, MeetingState::kIdle);
}

TEST(MeetingQueueTest, WaitsAnewOnlyWhenSomethingElseIsWanted) {
  Session session = SampleSession();
  const QueuedMeeting ready = Ready(session);
  session.join_address_version = 1;
  session.content.capacity = 3;
  session.state = SessionState::kOpen;
  EXPECT_EQ(Want(session, kUsual, ready, At(10)), ready);
  session.workshop_title = "Sleep";
  const auto changed = Want(session, kUsual, ready, At(10));
  EXPECT_EQ(changed->state, MeetingState::kWaiting);
  EXPECT_EQ(changed->next_time, At(10));
  EXPECT_EQ(changed->meeting_id, "MSp1");
  session = SampleSession();
  session.join_address_version = 1;
  EXPECT_EQ(
      Want(session, OptionsFor(Audience::kYoungPeople), ready, At(10))->state,
      MeetingState::kWaiting);
  for (const MeetingOption& option : kMeetingOptions) {
    MeetingOptions options = kUsual;
    options.*option.value = !(options.*option.value);
    EXPECT_EQ(Want(session, options, ready, At(10))->state,
              MeetingState::kWaiting)
        << option.name;
  }
}

TEST(MeetingQueueTest, ParkedIsTriedAgainWhenItChangesAndNotBefore) {
  Session session = SampleSession();
  QueuedMeeting queued = Wanted(session);
  queued.tries = 3;
  const QueuedMeeting parked = SettleFailure(
      queued, queued.wanted,
      FailedPrecondition("GRAPH_REFUSED", "no", {{"graph_code", "BadRequest"}}),
      absl::Seconds(5), At(9));
  EXPECT_EQ(parked.state, MeetingState::kParked);
  EXPECT_EQ(parked.last_reason, "GRAPH_REFUSED");
  EXPECT_EQ(parked.graph_code, "BadRequest");
  EXPECT_EQ(Want(session, kUsual, parked, At(10)), parked);
  session.workshop_title = "Sleep";
  const auto changed = Want(session, kUsual, parked, At(10));
  EXPECT_EQ(changed->state, MeetingState::kWaiting);
  EXPECT_EQ(changed->tries, 0);
  EXPECT_THAT(changed->last_reason, IsEmpty());
}

TEST(MeetingQueueTest, YoungPeopleAreLetInAtATypedAddressOnlyWithAWord) {
  Session before = SampleSession();
  before.join_address_version = 1;
  Session after = before;
  after.state = SessionState::kOpen;
  constexpr Audience kYoung = Audience::kYoungPeople;
  EXPECT_TRUE(OpensTypedMeeting(before, after, kYoung));
  EXPECT_FALSE(OpensTypedMeeting(before, after, kParents));
  EXPECT_FALSE(OpensTypedMeeting(before, before, kYoung)) << "it is not open";
  EXPECT_FALSE(OpensTypedMeeting(after, after, kYoung)) << "nothing changed";
  Session other = after;
  other.join_address_version = 2;
  EXPECT_TRUE(OpensTypedMeeting(after, other, kYoung)) << "another address";
  Session hall = after;
  hall.delivery = AtTheHall();
  EXPECT_FALSE(OpensTypedMeeting(before, hall, kYoung));
  EXPECT_TRUE(OpensTypedMeeting(hall, after, kYoung)) << "back from the hall";
  Session unknown = after;
  unknown.join_address_version = 0;
  EXPECT_FALSE(OpensTypedMeeting(before, unknown, kYoung));

  EXPECT_TRUE(IsOurMeeting(after, Ready(SampleSession())));
  EXPECT_FALSE(IsOurMeeting(other, Ready(SampleSession())));
  EXPECT_FALSE(IsOurMeeting(after, std::nullopt));
}

TEST(MeetingQueueTest, StaffSetOptionsWhereAnAddressIsTyped) {
  Session session = SampleSession();
  EXPECT_EQ(WhoSetsOptions(session, std::nullopt, true),
            OptionsSetBy::kService);
  EXPECT_EQ(WhoSetsOptions(session, std::nullopt, false), OptionsSetBy::kStaff)
      << "an address will be typed";
  session.join_address_version = 1;
  EXPECT_EQ(WhoSetsOptions(session, Ready(SampleSession()), true),
            OptionsSetBy::kService);
  EXPECT_EQ(WhoSetsOptions(session, Ready(SampleSession()), false),
            OptionsSetBy::kStaff)
      << "nobody changes it any more";
  EXPECT_EQ(WhoSetsOptions(session, std::nullopt, true), OptionsSetBy::kStaff);
  session.join_address_version = 2;
  EXPECT_EQ(WhoSetsOptions(session, Ready(SampleSession()), true),
            OptionsSetBy::kStaff)
      << "typed over ours";
  session.delivery = AtTheHall();
  EXPECT_EQ(WhoSetsOptions(session, std::nullopt, true), OptionsSetBy::kNobody);
}

TEST(MeetingQueueTest, AMeetingEndsWithItsSessionAndNotBefore) {
  Session session = SampleSession();
  const QueuedMeeting ready = Ready(session);
  session.join_address_version = 1;
  session.state = SessionState::kCompleted;
  EXPECT_EQ(Want(session, kUsual, ready, At(20))->state, MeetingState::kIdle);
  session.state = SessionState::kCancelled;
  const auto ends = Want(session, kUsual, ready, At(10));
  EXPECT_EQ(ends->state, MeetingState::kWaiting);
  EXPECT_EQ(ends->wanted, "");
  EXPECT_EQ(ends->next_time, At(10));
  EXPECT_EQ(Want(session, kUsual, ends, At(11)), ends);

  const QueuedMeeting ended = SettleEnded(*ends);
  EXPECT_EQ(ended.state, MeetingState::kIdle);
  EXPECT_EQ(ended.meeting_id, "");
  EXPECT_EQ(Want(session, kUsual, ended, At(11))->state, MeetingState::kIdle);
}

TEST(MeetingQueueTest, WhatWasWantedMeanwhileIsDoneNext) {
  const Session session = SampleSession();
  const QueuedMeeting queued = Wanted(session);
  const QueuedMeeting done =
      SettleDone(queued, "what stood there before", "MSp1", 1, At(10));
  EXPECT_EQ(done.state, MeetingState::kWaiting);
  EXPECT_EQ(done.next_time, At(10));
  EXPECT_EQ(done.address_version, 1);
  EXPECT_EQ(SettleFailure(queued, "what stood there before",
                          FailedPrecondition("GRAPH_REFUSED", "no"),
                          absl::Seconds(5), At(10))
                .state,
            MeetingState::kWaiting);
}

TEST(MeetingQueueTest, CancelledLeavesTheQueueAndMayComeBack) {
  Session session = SampleSession();
  QueuedMeeting queued = Wanted(session);
  queued.lease = At(9, 5);
  session.state = SessionState::kCancelled;
  const auto idle = Want(session, kUsual, queued, At(9));
  EXPECT_EQ(idle->state, MeetingState::kIdle);
  EXPECT_EQ(idle->lease, At(9, 5)) << "whoever has it in hand still has";
  session.state = SessionState::kOpen;
  EXPECT_EQ(Want(session, kUsual, idle, At(9))->state, MeetingState::kWaiting);
}

TEST(MeetingQueueTest, TriesAgainOnlyWhatWaitsOrIsParked) {
  QueuedMeeting queued = Wanted(SampleSession());
  queued.next_time = At(12);
  queued.tries = 9;
  for (const MeetingState state :
       {MeetingState::kWaiting, MeetingState::kParked}) {
    queued.state = state;
    const auto due = TryAgain(queued, At(10));
    ASSERT_OK(due);
    EXPECT_EQ(due->state, MeetingState::kWaiting);
    EXPECT_EQ(due->next_time, At(10));
    EXPECT_EQ(due->tries, 0);
  }
  for (const MeetingState state : {MeetingState::kReady, MeetingState::kIdle}) {
    queued.state = state;
    EXPECT_THAT(TryAgain(queued, At(10)), HasReason("MEETING_NOT_QUEUED"));
  }
}

TEST(MeetingQueueTest, WaitsAsAskedOrEverLonger) {
  const absl::Status asked =
      Unavailable("GRAPH_BUSY", "later", {{"retry_after_ms", "90000"}});
  EXPECT_EQ(RetryWait(asked, 7, 0.9), absl::Seconds(90));
  const absl::Status at_once =
      Unavailable("GRAPH_BUSY", "later", {{"retry_after_ms", "0"}});
  EXPECT_EQ(RetryWait(at_once, 1, 0.5), absl::Seconds(1));
  const absl::Status busy = Unavailable("GRAPH_BUSY", "later");
  EXPECT_EQ(RetryWait(busy, 1, 0.5), absl::Seconds(5));
  EXPECT_EQ(RetryWait(busy, 2, 0.5), absl::Seconds(10));
  EXPECT_EQ(RetryWait(busy, 4, 0.5), absl::Seconds(40));
  EXPECT_EQ(RetryWait(busy, 1, 0), absl::Seconds(3.75));
  EXPECT_EQ(RetryWait(busy, 1, 1), absl::Seconds(6.25));
  EXPECT_EQ(RetryWait(busy, 1000000, 0.5), absl::Hours(1));
}

TEST(MeetingQueueTest, SaysWhatToDoAboutEachFailure) {
  for (const char* reason :
       {"GRAPH_BUSY", "GRAPH_UNREACHABLE", "GRAPH_LOGIN_REFUSED",
        "SECRET_UNREADABLE", "GRAPH_ANSWER_INVALID", "MEETING_GONE",
        "GRAPH_REFUSED", "GRAPH_FORBIDDEN", "GRAPH_POLICY_MISSING",
        "GRAPH_ORGANISER_UNKNOWN", "JOIN_HOST_UNEXPECTED"}) {
    EXPECT_THAT(std::string(MeetingAdvice(reason)), Not(IsEmpty())) << reason;
  }
  EXPECT_THAT(std::string(MeetingAdvice("GRAPH_POLICY_MISSING")),
              HasSubstr("Grant-CsApplicationAccessPolicy"));
  EXPECT_THAT(std::string(MeetingAdvice("")), IsEmpty());
}

TEST(MeetingQueueTest, OnlySomeFailuresConcernAll) {
  EXPECT_TRUE(ConcernsAll(Unavailable("GRAPH_BUSY", "")));
  EXPECT_TRUE(ConcernsAll(Unavailable("GRAPH_UNREACHABLE", "")));
  EXPECT_TRUE(ConcernsAll(Unavailable("GRAPH_LOGIN_REFUSED", "")));
  EXPECT_FALSE(ConcernsAll(FailedPrecondition("GRAPH_REFUSED", "")));
  EXPECT_FALSE(ConcernsAll(Unavailable("GRAPH_ANSWER_INVALID", "")));
}

}  // namespace
}  // namespace cwp::scheduling
