#include "services/scheduling/meeting_worker.h"

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/feed/log.h"
#include "common/testing/faulty_database.h"
#include "common/testing/status_matchers.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/meeting_queue.h"
#include "services/scheduling/workshop_store.h"
#include "tests/scheduling/meeting_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class MeetingWorkerTest : public MeetingFixture {
 protected:
  std::vector<std::string> Causes() {
    std::vector<std::string> causes;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const feed::Page page,
                       feed::ReadAfter(tx, {}, 100000, 1 << 30));
      for (const feed::Entry& entry : page.entries) {
        feed::v1::Change change;
        EXPECT_TRUE(change.ParseFromString(entry.change));
        EXPECT_THAT(entry.change, Not(HasSubstr("teams.microsoft")));
        causes.push_back(change.cause());
      }
      return absl::OkStatus();
    }));
    return causes;
  }

  // As a worker that dies with the meeting in hand.
  std::optional<MeetingTask> Take(int64_t session_id) {
    std::optional<MeetingTask> task;
    EXPECT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      const absl::Time now = clock_.Now();
      ASSIGN_OR_RETURN(
          task, TakeMeetingTask(tx, session_id, now + absl::Minutes(5), now));
      return absl::OkStatus();
    }));
    return task;
  }

  absl::Status Record(const MeetingTask& task, const OnlineMeeting& meeting) {
    return database_->Write([&](db::Transaction& tx) {
      return RecordMeeting(tx, task, meeting, vault_, clock_.Now());
    });
  }
};

TEST_F(MeetingWorkerTest, MakesAMeetingAndPublishesItsAddress) {
  MakeSessionOf(8);
  EXPECT_EQ(Queued(8)->state, MeetingState::kWaiting);
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
  ExpectOneMeetingOf(8);
  EXPECT_THAT(fake_.calls(),
              ElementsAre("POST /createOrGet", "PATCH /MSp%2A1%2F%3D%3D"));
  const Session session = StoredSession(8);
  EXPECT_EQ(session.join_address_version, 1);
  EXPECT_EQ(session.revision, 3);
  EXPECT_THAT(Causes(), ElementsAre("workshop_created", "session_created",
                                    "join_address_set"));
}

TEST_F(MeetingWorkerTest, LeavesTypedAddressesAndVenuesAlone) {
  ASSERT_OK(Apply(CreateSession{.id = 8,
                                .content = SampleSessionContent(),
                                .sealed_join_uri = vault_.SealJoinUri(
                                    8, "https://typed.example.org/1")}));
  WorkshopContent hall = SampleContent("hall");
  hall.delivery = AtTheHall();
  ASSERT_OK(Apply(CreateWorkshop{.id = 17, .content = hall}));
  MakeSessionOf(9, 17);
  EXPECT_EQ(Queued(8), std::nullopt);
  EXPECT_EQ(Queued(9), std::nullopt);
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
  EXPECT_THAT(fake_.calls(), IsEmpty());
}

TEST_F(MeetingWorkerTest, ChangesTheMeetingWithTheSession) {
  MakeSessionOf(8);
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ASSERT_OK(Retitle("Sleep well"));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
  EXPECT_EQ(fake_.meetings()[0].content.at("subject"), "Sleep well");
  EXPECT_EQ(StoredSession(8).join_address_version, 1);
  EXPECT_THAT(fake_.calls(), SizeIs(3)) << "it is not made again";
  // What is none of the meeting's business asks nobody.
  ASSERT_OK(Apply(PublishWorkshop{.id = 7}));
  ASSERT_OK(Apply(OpenSession{.id = 8}));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
  EXPECT_THAT(fake_.calls(), SizeIs(3));
}

TEST_F(MeetingWorkerTest, ClosesTheMeetingWhenItBecomesOneForYoungPeople) {
  MakeSessionOf(8);
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(fake_.meetings()[0].content.at("allowAttendeeToEnableMic"), true);
  ASSERT_OK(Apply(UpdateWorkshop{
      .id = 7,
      .patch = {.fields = {WorkshopField::kAudience},
                .content = {.audience = Audience::kYoungPeople}}}));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
  const boost::json::object content = fake_.meetings()[0].content;
  EXPECT_EQ(content.at("allowAttendeeToEnableCamera"), false);
  EXPECT_EQ(content.at("allowAttendeeToEnableMic"), false);
  EXPECT_EQ(content.at("allowMeetingChat"), "disabled");
  EXPECT_EQ(content.at("lobbyBypassSettings").at("scope"), "organization");
}

TEST_F(MeetingWorkerTest, MakesNoneForWhatIsCancelledOrOver) {
  MakeSessionOf(8);
  MakeSessionOf(9);
  ASSERT_OK(Apply(CancelSession{.id = 8, .at_once = true}));
  EXPECT_EQ(Queued(8)->state, MeetingState::kIdle);
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
  EXPECT_EQ(Queued(9)->state, MeetingState::kIdle);
  EXPECT_THAT(fake_.calls(), IsEmpty());
}

TEST_F(MeetingWorkerTest, EndsTheMeetingOfWhatIsCancelled) {
  MakeSessionOf(8);
  MakeSessionOf(9);
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(2));
  ASSERT_OK(Apply(CancelSession{.id = 8, .at_once = true}));
  fake_.Next({.code = 503});
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_THAT(fake_.meetings(), SizeIs(2));
  EXPECT_EQ(Queued(8)->last_reason, "GRAPH_BUSY");
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_THAT(fake_.calls().back(), HasSubstr("DELETE /MSp"));
  EXPECT_THAT(fake_.meetings(), SizeIs(1));
  EXPECT_EQ(Queued(8)->state, MeetingState::kIdle);
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
  ExpectOneMeetingOf(9);
}

TEST_F(MeetingWorkerTest, AMeetingThatIsGoneHasEnded) {
  MakeSessionOf(8);
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  fake_.Delete("cwp-session-8");
  ASSERT_OK(Apply(CancelSession{.id = 8, .at_once = true}));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Queued(8)->state, MeetingState::kIdle);
  EXPECT_EQ(Queued(8)->meeting_id, "");
}

// It may be taken back.
TEST_F(MeetingWorkerTest, ACancellationThatWaitsEndsNothing) {
  MakeSessionOf(8, 7, At(18) + absl::Hours(48));
  ASSERT_OK(Apply(PublishWorkshop{.id = 7}));
  ASSERT_OK(Apply(OpenSession{.id = 8}));
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ASSERT_OK(
      Apply(CancelSession{.id = 8, .undo = {.window = absl::Minutes(10)}}));
  ASSERT_TRUE(StoredSession(8).pending.has_value());
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
  EXPECT_THAT(fake_.meetings(), SizeIs(1));
  clock_.Advance(absl::Minutes(11));
  ASSERT_OK(Apply(LetTimePass{.id = 8}));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_THAT(fake_.meetings(), IsEmpty());
}

TEST_F(MeetingWorkerTest, MakesAMeetingAnewThatIsGone) {
  MakeSessionOf(8);
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  const std::string address = AddressOf(8);
  fake_.Delete("cwp-session-8");
  ASSERT_OK(Retitle("Sleep well"));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
  EXPECT_NE(AddressOf(8), address);
  EXPECT_EQ(StoredSession(8).join_address_version, 2);
}

TEST_F(MeetingWorkerTest, BusyForOneIsBusyForAll) {
  MakeSessionOf(8);
  MakeSessionOf(9);
  fake_.Next({.code = 429, .retry_after = "600"});
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  clock_.Advance(absl::Seconds(599));
  worker_->Resume();
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
  EXPECT_THAT(fake_.calls(), SizeIs(1));
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(2));
  ExpectOneMeetingOf(8);
  ExpectOneMeetingOf(9);
}

TEST_F(MeetingWorkerTest, BacksOffFurtherAndFurtherWhenNotToldHowLong) {
  MakeSessionOf(8);
  absl::Duration middle = absl::Seconds(5);
  for (int i = 0; i < 6; ++i, middle *= 2) {
    fake_.Next({.code = 429});
    EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
    const absl::Duration wait = Queued(8)->next_time - clock_.Now();
    EXPECT_GE(wait, middle * 0.75);
    EXPECT_LE(wait, middle * 1.25);
    clock_.Advance(wait - absl::Milliseconds(1));
    EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
    clock_.Advance(absl::Milliseconds(1));
  }
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
}

TEST_F(MeetingWorkerTest, OperatorEndsAPauseOfOurOwn) {
  MakeSessionOf(8);
  fake_.NextLogin({.code = 401, .body = R"({"error": "invalid_client"})"});
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Queued(8)->last_reason, "GRAPH_LOGIN_REFUSED");
  EXPECT_EQ(Queued(8)->graph_code, "invalid_client");
  ASSERT_OK(Retry(8));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
  worker_->Resume();
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
}

TEST_F(MeetingWorkerTest, WhoDiesLeavesItToTheNextOnce) {
  MakeSessionOf(8);
  const std::optional<MeetingTask> task = Take(8);
  ASSERT_TRUE(task.has_value());
  EXPECT_FALSE(Take(8).has_value()) << "it is in hand";
  // It died after Graph had made the meeting.
  ASSERT_OK(provider_->CreateOrGet(*task->plan));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0)) << "it is in hand";
  clock_.Advance(absl::Minutes(5));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
  const QueuedMeeting queued = *Queued(8);
  // It was only slow: what it says now is too late.
  ASSERT_OK(Record(*task, {.id = "late", .join_uri = "https://late.example"}));
  EXPECT_EQ(*Queued(8), queued);
  ExpectOneMeetingOf(8);
}

TEST_F(MeetingWorkerTest, WhatChangesWhileInHandIsDoneNext) {
  MakeSessionOf(8);
  const std::optional<MeetingTask> task = Take(8);
  const auto made = provider_->CreateOrGet(*task->plan);
  ASSERT_OK(made);
  ASSERT_OK(provider_->Change(made->id, *task->plan));
  ASSERT_OK(Retitle("Sleep well"));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0)) << "it is in hand";
  ASSERT_OK(Record(*task, *made));
  EXPECT_EQ(Queued(8)->state, MeetingState::kWaiting);
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
}

TEST_F(MeetingWorkerTest, PublishesNothingOfWhatIsCancelledWhileInHand) {
  MakeSessionOf(8);
  const std::optional<MeetingTask> task = Take(8);
  const auto made = provider_->CreateOrGet(*task->plan);
  ASSERT_OK(made);
  ASSERT_OK(Apply(CancelSession{.id = 8, .at_once = true}));
  ASSERT_OK(Record(*task, *made));
  EXPECT_EQ(AddressOf(8), "");
  // And nobody is left with a meeting.
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_THAT(fake_.meetings(), IsEmpty());
  EXPECT_EQ(Queued(8)->state, MeetingState::kIdle);
  EXPECT_EQ(StoredSession(8).join_address_version, 0);
}

TEST_F(MeetingWorkerTest, SessionsFromBeforeTheQueueAreInLine) {
  db::TestDatabase old;
  ASSERT_OK(old.Open(clock_, Migrations()));
  Session cancelled = SampleSession(9);
  cancelled.state = SessionState::kCancelled;
  Session typed = SampleSession(10);
  typed.join_address_version = 1;
  ASSERT_OK(old->Write([&](db::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(InsertWorkshop(tx, SampleWorkshop()));
    RETURN_IF_ERROR(InsertSession(tx, SampleSession(8), ""));
    RETURN_IF_ERROR(InsertSession(tx, cancelled, ""));
    RETURN_IF_ERROR(InsertSession(tx, typed, "sealed"));
    // What the migration that makes the queue does at its end.
    return tx.Run(CreateMeetingQueueStatements().back()).status();
  }));
  std::vector<int64_t> due;
  ASSERT_OK(old->Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(due, FindDueMeetings(tx, At(9), 10));
    return absl::OkStatus();
  }));
  EXPECT_THAT(due, ElementsAre(8));
}

TEST_F(MeetingWorkerTest, CountsSessionsWithoutAnAddress) {
  MakeSessionOf(8);
  MakeSessionOf(9);
  const auto count = [&](absl::Time now) {
    int64_t found = -1;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(
          found, CountSessionsWithoutAddress(tx, now, now + absl::Hours(48)));
      return absl::OkStatus();
    }));
    return found;
  };
  const absl::Time start = At(18);
  EXPECT_EQ(count(start - absl::Hours(48) - absl::Seconds(1)), 0);
  EXPECT_EQ(count(start - absl::Hours(48)), 2);
  EXPECT_EQ(count(At(19)), 2);
  EXPECT_EQ(count(At(19, 30)), 0) << "it is over";
  ASSERT_OK(Apply(CancelSession{.id = 9, .at_once = true}));
  EXPECT_EQ(count(At(9)), 1);
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(count(At(9)), 0);
  ASSERT_OK(Apply(CreateSession{
      .id = 10, .content = SampleSessionContent(), .draft = true}));
  EXPECT_EQ(count(At(9)), 0) << "a draft needs none yet";
}

TEST_F(MeetingWorkerTest, TwoReplicasShareTheQueue) {
  constexpr int kSessions = 12;
  for (int i = 0; i < kSessions; ++i) MakeSessionOf(100 + i);
  const auto other_provider = MakeGraph(absl::Seconds(20));
  const auto other = MakeWorker(*database_, *other_provider);
  int tried_by_other = 0;
  std::thread thread([&] {
    const absl::StatusOr<int> tried = other->TryDue();
    EXPECT_OK(tried.status());
    tried_by_other = tried.value_or(0);
  });
  const absl::StatusOr<int> tried = worker_->TryDue();
  thread.join();
  ASSERT_OK(tried.status());
  EXPECT_EQ(*tried + tried_by_other, kSessions);
  EXPECT_THAT(fake_.calls(), SizeIs(2 * kSessions));
  for (int i = 0; i < kSessions; ++i) ExpectOneMeetingOf(100 + i);
}

// The database fails now and then, before, at and after commits, and so does
// Graph: in the end each session has one meeting.
TEST_F(MeetingWorkerTest, WhateverFailsEachSessionHasOneMeetingInTheEnd) {
  const std::vector<Play> plays = {
      {}, {.code = 503}, {.cut = true}, {.code = 429}, {.garbled = true}};
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const int64_t session_id = 100 + seed;
    MakeSessionOf(session_id, 7, clock_.Now() + absl::Hours(30 * 24));
    db::FaultyDatabase faulty(*database_, seed,
                              {.one_in_before = 4,
                               .one_in_undone = 4,
                               .one_in_after = 4,
                               .one_in_reads = 4});
    const auto worker = MakeWorker(faulty);
    for (int i = 0; i < 100; ++i) {
      if (Queued(session_id)->state != MeetingState::kWaiting) break;
      if (i < 6) fake_.Next(plays[(seed + i) % plays.size()]);
      worker->TryDue().IgnoreError();
      clock_.Advance(absl::Hours(2));
    }
    ExpectOneMeetingOf(session_id);
  }
}

}  // namespace
}  // namespace cwp::scheduling
