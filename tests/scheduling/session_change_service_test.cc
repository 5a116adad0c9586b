// Moving and cancelling sessions that people may have booked, by the RPCs.
#include <string>
#include <vector>

#include "common/base/error.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

class SessionChangeTest : public ServiceFixture {
 protected:
  void SetUp() override {
    undo_minutes_ = 10;
    ServiceFixture::SetUp();
    if (HasFatalFailure()) return;
    workshop_ = MakePublished("worries");
    session_ = MakeSessionOf(workshop_.id(), At(18));
    ASSERT_OK(About(&Stub::OpenSession, session_.id()));
  }

  absl::StatusOr<v1::Session> Reschedule(absl::Time start, bool now = false) {
    v1::RescheduleSessionRequest request;
    request.set_id(session_.id());
    request.set_apply_now(now);
    v1::Meeting& meeting = *request.add_meetings();
    meeting.set_local_start(Local(start));
    meeting.set_local_end(Local(start + absl::Hours(1)));
    return Call(&Stub::RescheduleSession, request);
  }

  std::vector<std::string> Causes() {
    std::vector<std::string> causes;
    for (const auto& change : ReadFeed()) {
      if (change.resource_id() == session_.id()) {
        causes.push_back(change.cause());
      }
    }
    return causes;
  }

  v1::Workshop workshop_;
  v1::Session session_;
};

TEST_F(SessionChangeTest, AMoveWaitsOnTheFeedAndThenComes) {
  ASSERT_OK_AND_ASSIGN(const v1::Session waiting, Reschedule(At(20)));
  EXPECT_EQ(waiting.state(), v1::Session::OPEN);
  EXPECT_EQ(waiting.meetings(0).local_start(), Local(At(18)));
  EXPECT_EQ(waiting.pending_change().meetings(0).local_start(), Local(At(20)));
  EXPECT_EQ(waiting.pending_change().apply_time().seconds(),
            absl::ToUnixSeconds(At(9, 10)));
  clock_.Advance(absl::Minutes(10));
  EXPECT_TRUE(Comes(session_.id(), [](const v1::Session& session) {
    return !session.has_pending_change() &&
           session.meetings(0).local_start() == Local(At(20));
  }));
  EXPECT_THAT(Causes(), ::testing::ElementsAre(
                            "session_created", "session_opened",
                            "session_change_pending", "session_rescheduled"));
}

TEST_F(SessionChangeTest, TakenBackItIsAsIfItHadNotBeen) {
  ASSERT_OK(Reschedule(At(20)));
  ASSERT_OK_AND_ASSIGN(const v1::Session undone,
                       About(&Stub::UndoSessionChange, session_.id(), "u-1"));
  EXPECT_FALSE(undone.has_pending_change());
  clock_.Advance(absl::Minutes(11));
  ASSERT_OK_AND_ASSIGN(const v1::Session later, GetSession(session_.id()));
  EXPECT_EQ(later.meetings(0).local_start(), Local(At(18)));
  EXPECT_THAT(About(&Stub::UndoSessionChange, session_.id(), "u-2"),
              HasReason("NO_PENDING_CHANGE"));
  // A repeat answers as it did.
  EXPECT_OK(About(&Stub::UndoSessionChange, session_.id(), "u-1"));
}

TEST_F(SessionChangeTest, ACancellationWaitsToo) {
  ASSERT_OK_AND_ASSIGN(const v1::Session waiting,
                       About(&Stub::CancelSession, session_.id()));
  EXPECT_EQ(waiting.state(), v1::Session::OPEN);
  EXPECT_TRUE(waiting.has_pending_change());
  EXPECT_EQ(waiting.pending_change().meetings_size(), 0);
  clock_.Advance(absl::Minutes(10));
  EXPECT_TRUE(Comes(session_.id(), [](const v1::Session& session) {
    return session.state() == v1::Session::CANCELLED;
  }));
}

TEST_F(SessionChangeTest, OnlyTheVersionThatWasLookedAtIsCancelled) {
  v1::CancelSessionRequest request;
  request.set_id(session_.id());
  // As it was made: it has been opened since.
  request.set_etag(session_.etag());
  EXPECT_THAT(Call(&Stub::CancelSession, request), HasReason("ETAG_MISMATCH"));
  request.set_etag("x");
  EXPECT_THAT(Call(&Stub::CancelSession, request), HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const v1::Session now, GetSession(session_.id()));
  EXPECT_FALSE(now.has_pending_change());
  request.set_etag(now.etag());
  request.set_request_id("c-1");
  ASSERT_OK_AND_ASSIGN(const v1::Session waiting,
                       Call(&Stub::CancelSession, request));
  EXPECT_TRUE(waiting.has_pending_change());
  // A repeat answers as it did, though this is another version.
  EXPECT_NE(waiting.etag(), now.etag());
  EXPECT_OK(Call(&Stub::CancelSession, request));
  clock_.Advance(absl::Minutes(10));
  request.set_request_id("c-2");
  ASSERT_OK_AND_ASSIGN(const v1::Session gone,
                       Call(&Stub::CancelSession, request));
  EXPECT_EQ(gone.state(), v1::Session::CANCELLED);
}

TEST_F(SessionChangeTest, WhatIsDueCountsBeforeTheTimerHasSeenIt) {
  ASSERT_OK(About(&Stub::CancelSession, session_.id()));
  clock_.Advance(absl::Minutes(10));
  EXPECT_THAT(About(&Stub::UndoSessionChange, session_.id()),
              HasReason("NO_PENDING_CHANGE"));
  EXPECT_THAT(Reschedule(At(20)), HasReason("SESSION_CANCELLED"));
}

TEST_F(SessionChangeTest, WhatWaitsSurvivesARestart) {
  ASSERT_OK(About(&Stub::CancelSession, session_.id()));
  StopServer();
  clock_.Advance(absl::Minutes(10));
  StartServer();
  EXPECT_TRUE(Comes(session_.id(), [](const v1::Session& session) {
    return session.state() == v1::Session::CANCELLED;
  }));
}

TEST_F(SessionChangeTest, NowMeansNow) {
  ASSERT_OK_AND_ASSIGN(const v1::Session moved, Reschedule(At(20), true));
  EXPECT_FALSE(moved.has_pending_change());
  EXPECT_EQ(moved.meetings(0).local_start(), Local(At(20)));
}

TEST_F(SessionChangeTest, AfterItsLastMeetingItIsCompleted) {
  clock_.Advance(absl::Hours(12));
  EXPECT_TRUE(Comes(session_.id(), [](const v1::Session& session) {
    return session.state() == v1::Session::COMPLETED;
  }));
  EXPECT_THAT(About(&Stub::CloseSession, session_.id()),
              HasReason("SESSION_COMPLETED"));
  EXPECT_THAT(About(&Stub::CancelSession, session_.id()),
              HasReason("SESSION_COMPLETED"));
}

TEST_F(SessionChangeTest, DraftsAreForStaffUntilTheyAreScheduled) {
  v1::CreateSessionRequest request = NewSession(workshop_.id(), At(19));
  request.set_draft(true);
  ASSERT_OK_AND_ASSIGN(const v1::Session draft,
                       Call(&Stub::CreateSession, request));
  EXPECT_EQ(draft.state(), v1::Session::DRAFT);
  EXPECT_THAT(GetSession(draft.id(), kPublic), HasReason("SESSION_NOT_FOUND"));
  ASSERT_OK_AND_ASSIGN(const auto list, Call(&Stub::ListSessions, {}, kPublic));
  EXPECT_EQ(list.sessions_size(), 1);
  EXPECT_THAT(About(&Stub::OpenSession, draft.id()),
              HasReason("SESSION_IS_DRAFT"));
  ASSERT_OK_AND_ASSIGN(const v1::Session shown,
                       About(&Stub::ScheduleSession, draft.id()));
  EXPECT_EQ(shown.state(), v1::Session::SCHEDULED);
  EXPECT_OK(GetSession(draft.id(), kPublic));
  EXPECT_THAT(About(&Stub::ScheduleSession, session_.id()),
              HasReason("SESSION_OPENED"));
}

TEST_F(SessionChangeTest, UpdateChangesWhatTheMaskNames) {
  v1::UpdateSessionRequest request;
  request.mutable_session()->set_id(session_.id());
  request.mutable_session()->set_capacity(7);
  request.set_join_uri("https://teams.example.org/new");
  ASSERT_OK_AND_ASSIGN(const v1::Session updated,
                       Call(&Stub::UpdateSession, request));
  EXPECT_EQ(updated.capacity(), 7);
  EXPECT_TRUE(updated.has_join_address());
  v1::GetJoinAddressRequest address;
  address.set_session_id(session_.id());
  ASSERT_OK_AND_ASSIGN(const v1::JoinAddress found,
                       Call(&Stub::GetJoinAddress, address, kRegistration));
  EXPECT_EQ(found.uri(), "https://teams.example.org/new");
  EXPECT_EQ(found.version(), updated.join_address_version());

  // The same address again is no change.
  ASSERT_OK_AND_ASSIGN(const v1::Session again,
                       Call(&Stub::UpdateSession, request));
  EXPECT_EQ(again.etag(), updated.etag());
  EXPECT_EQ(again.join_address_version(), updated.join_address_version());

  request.mutable_session()->set_etag("\"1\"");
  EXPECT_THAT(Call(&Stub::UpdateSession, request), HasReason("ETAG_MISMATCH"));
  request.mutable_session()->clear_etag();
  request.mutable_update_mask()->add_paths("meetings");
  EXPECT_THAT(Call(&Stub::UpdateSession, request), HasReason("FIELD_INVALID"));
  request.mutable_update_mask()->set_paths(0, "capacity");
  request.mutable_session()->set_capacity(0);
  EXPECT_THAT(Call(&Stub::UpdateSession, request), HasReason("FIELD_REQUIRED"));
}

}  // namespace
}  // namespace cwp::scheduling
