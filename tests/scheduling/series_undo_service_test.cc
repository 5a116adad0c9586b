// Edits of series that wait and are taken back, and lists of series, by the
// RPCs.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;

// Tuesdays at 18:00 from 17 March on; the second of four sessions is open.
class SeriesUndoTest : public ServiceFixture {
 protected:
  void SetUp() override {
    undo_minutes_ = 10;
    ServiceFixture::SetUp();
    if (HasFatalFailure()) return;
    workshop_ = MakePublished("worries");
    leader_ = MakeFacilitator("Ade Example", v1::Facilitator::PRACTITIONER);
    const auto made = Create(workshop_.id(), "2026-03-17T18:00");
    ASSERT_OK(made);
    series_ = *made;
    ASSERT_OK(About(&Stub::OpenSession, series_.sessions(1).id()));
  }

  absl::StatusOr<v1::Series> Create(int64_t workshop_id,
                                    const std::string& start) {
    v1::CreateSeriesRequest request;
    v1::Series& series = *request.mutable_series();
    series.set_workshop_id(workshop_id);
    series.set_rule("FREQ=WEEKLY;COUNT=4");
    series.set_local_start(start);
    series.mutable_meeting_duration()->set_seconds(90 * 60);
    series.set_capacity(20);
    return Call(&SeriesStub::CreateSeries, request);
  }

  v1::EditSeriesRequest ToSeven() {
    v1::EditSeriesRequest request;
    request.mutable_edit()->set_series_id(series_.id());
    request.mutable_edit()->set_scope(v1::SeriesEdit::ALL);
    request.mutable_edit()->set_local_time("19:00");
    request.add_confirmed_session_ids(series_.sessions(1).id());
    return request;
  }

  absl::StatusOr<v1::Series> Edit(const v1::EditSeriesRequest& request) {
    return Call(&SeriesStub::EditSeries, request);
  }

  absl::StatusOr<v1::Series> Undo(const std::string& request_id = "") {
    v1::UndoSeriesEditRequest request;
    request.set_id(series_.id());
    request.set_request_id(request_id);
    return Call(&SeriesStub::UndoSeriesEdit, request);
  }

  absl::StatusOr<v1::Series> Get() {
    v1::GetSeriesRequest request;
    request.set_id(series_.id());
    return Call(&SeriesStub::GetSeries, request);
  }

  // The times of day at which the series and its sessions start, each once.
  static std::set<std::string> TimesOf(const v1::Series& series) {
    std::set<std::string> times = {series.local_start().substr(11)};
    for (const v1::Session& session : series.sessions()) {
      times.insert(session.meetings(0).local_start().substr(11));
    }
    return times;
  }

  bool IsMovedByTime() {
    return Comes(series_.sessions(1).id(), [](const v1::Session& session) {
      return session.meetings(0).local_start() == "2026-03-24T19:00";
    });
  }

  // What the feed says since it had so many entries.
  std::vector<std::string> CausesSince(size_t entries) {
    std::vector<std::string> causes;
    const std::vector<feed::v1::Change> feed = ReadFeed();
    for (size_t i = entries; i < feed.size(); ++i) {
      causes.push_back(feed[i].cause());
    }
    return causes;
  }

  v1::Workshop workshop_;
  v1::Facilitator leader_;
  v1::Series series_;
};

TEST_F(SeriesUndoTest, AnEditWaitsAsAWholeAndThenComes) {
  const size_t entries = ReadFeed().size();
  v1::EditSeriesRequest request = ToSeven();
  request.mutable_edit()->set_capacity(7);
  ASSERT_OK_AND_ASSIGN(const v1::Series waiting, Edit(request));
  EXPECT_EQ(TimesOf(waiting), std::set<std::string>{"18:00"});
  EXPECT_EQ(waiting.capacity(), 20);
  EXPECT_EQ(waiting.pending_edit().local_start(), "2026-03-17T19:00");
  EXPECT_EQ(waiting.pending_edit().capacity(), 7);
  for (const v1::Session& session : waiting.sessions()) {
    EXPECT_EQ(session.capacity(), 20);
    EXPECT_TRUE(session.pending_change().series_edit());
    EXPECT_EQ(session.pending_change().apply_time().seconds(),
              absl::ToUnixSeconds(At(9, 10)));
    EXPECT_EQ(session.pending_change().meetings(0).local_start(),
              absl::StrCat(session.series_day(), "T19:00"));
  }
  EXPECT_THAT(CausesSince(entries),
              ElementsAre("series_edit_pending", "session_change_pending",
                          "session_change_pending", "session_change_pending",
                          "session_change_pending"));
  clock_.Advance(absl::Minutes(10));
  ASSERT_TRUE(IsMovedByTime());
  ASSERT_OK_AND_ASSIGN(const v1::Series come, Get());
  EXPECT_EQ(TimesOf(come), std::set<std::string>{"19:00"});
  EXPECT_FALSE(come.has_pending_edit());
  EXPECT_EQ(come.capacity(), 7);
  EXPECT_EQ(come.sessions(3).capacity(), 7);
  EXPECT_THAT(
      CausesSince(entries + 5),
      ElementsAre("series_edited", "session_rearranged", "session_rearranged",
                  "session_rearranged", "session_rearranged"));
}

TEST_F(SeriesUndoTest, OneCallTakesItBackAsIfItHadNotBeen) {
  v1::EditSeriesRequest request = ToSeven();
  request.mutable_edit()->set_capacity(7);
  ASSERT_OK_AND_ASSIGN(v1::Series before, Get());
  ASSERT_OK(Edit(request));
  clock_.Advance(absl::Minutes(10) - absl::Microseconds(1));
  ASSERT_OK_AND_ASSIGN(v1::Series undone, Undo("u-1"));
  clock_.Advance(absl::Minutes(11));
  for (v1::Series* series : {&before, &undone}) {
    series->clear_etag();
    series->clear_update_time();
    for (v1::Session& session : *series->mutable_sessions()) {
      session.clear_etag();
      session.clear_update_time();
    }
  }
  EXPECT_EQ(undone.SerializeAsString(), before.SerializeAsString());
  EXPECT_THAT(Undo("u-2"), HasReason("NO_PENDING_CHANGE"));
  EXPECT_OK(Undo("u-1")) << "a repeat answers as it did";
  ASSERT_OK_AND_ASSIGN(const v1::Series later, Get());
  EXPECT_EQ(TimesOf(later), std::set<std::string>{"18:00"});
}

TEST_F(SeriesUndoTest, ACancellationOfAllWaitsToo) {
  v1::EditSeriesRequest request = ToSeven();
  request.mutable_edit()->clear_local_time();
  request.mutable_edit()->set_cancel(true);
  ASSERT_OK_AND_ASSIGN(const v1::Series waiting, Edit(request));
  for (const v1::Session& session : waiting.sessions()) {
    EXPECT_NE(session.state(), v1::Session::CANCELLED);
    EXPECT_EQ(session.pending_change().meetings_size(), 0);
  }
  ASSERT_OK(Undo());
  ASSERT_OK(Edit(request));
  clock_.Advance(absl::Minutes(10));
  for (const v1::Session& session : waiting.sessions()) {
    EXPECT_TRUE(Comes(session.id(), [](const v1::Session& one) {
      return one.state() == v1::Session::CANCELLED;
    }));
  }
}

TEST_F(SeriesUndoTest, WhatIsDueCountsBeforeTheTimerHasSeenIt) {
  ASSERT_OK(Edit(ToSeven()));
  clock_.Advance(absl::Minutes(10));
  EXPECT_THAT(Undo(), HasReason("NO_PENDING_CHANGE"));
  v1::EditSeriesRequest request = ToSeven();
  request.mutable_edit()->set_local_time("20:00");
  request.set_apply_now(true);
  ASSERT_OK_AND_ASSIGN(const v1::Series edited, Edit(request));
  EXPECT_EQ(TimesOf(edited), std::set<std::string>{"20:00"});
}

TEST_F(SeriesUndoTest, WhatWaitsSurvivesARestart) {
  ASSERT_OK(Edit(ToSeven()));
  StopServer();
  clock_.Advance(absl::Minutes(10));
  StartServer();
  ASSERT_TRUE(IsMovedByTime());
  ASSERT_OK_AND_ASSIGN(const v1::Series come, Get());
  EXPECT_EQ(TimesOf(come), std::set<std::string>{"19:00"});
}

// Of a series whose only session was given other wishes since, the rest of the
// edit comes all the same.
TEST_F(SeriesUndoTest, TheSeriesChangesThoughNoSessionIsLeftInItsEdit) {
  v1::EditSeriesRequest cancel = ToSeven();
  cancel.mutable_edit()->clear_local_time();
  cancel.mutable_edit()->set_cancel(true);
  cancel.set_apply_now(true);
  cancel.mutable_edit()->set_scope(v1::SeriesEdit::THIS);
  for (const int index : {0, 2, 3}) {
    cancel.mutable_edit()->set_session_id(series_.sessions(index).id());
    ASSERT_OK(Edit(cancel));
  }
  ASSERT_OK(Edit(ToSeven()));
  v1::CancelSessionRequest one;
  one.set_id(series_.sessions(1).id());
  one.set_apply_now(true);
  ASSERT_OK(Call(&Stub::CancelSession, one));
  clock_.Advance(absl::Minutes(10));
  EXPECT_TRUE(Comes(one.id(), [&](const v1::Session&) {
    return Get()->local_start() == "2026-03-17T19:00";
  }));
}

TEST_F(SeriesUndoTest, NowMeansNowAndThePreviewSaysWhen) {
  v1::PreviewSeriesEditRequest preview;
  *preview.mutable_edit() = ToSeven().edit();
  ASSERT_OK_AND_ASSIGN(const v1::SeriesEditPlan plan,
                       Call(&SeriesStub::PreviewSeriesEdit, preview));
  EXPECT_EQ(plan.apply_time().seconds(), absl::ToUnixSeconds(At(9, 10)));
  preview.set_apply_now(true);
  ASSERT_OK_AND_ASSIGN(const v1::SeriesEditPlan now,
                       Call(&SeriesStub::PreviewSeriesEdit, preview));
  EXPECT_FALSE(now.has_apply_time());
  v1::EditSeriesRequest request = ToSeven();
  request.set_apply_now(true);
  ASSERT_OK_AND_ASSIGN(const v1::Series edited, Edit(request));
  EXPECT_EQ(TimesOf(edited), std::set<std::string>{"19:00"});
  EXPECT_THAT(Undo(), HasReason("NO_PENDING_CHANGE"));
}

// Nobody is told of these, so nothing waits.
TEST_F(SeriesUndoTest, WithoutAnyThatWasOpenItComesAtOnce) {
  v1::EditSeriesRequest request = ToSeven();
  request.clear_confirmed_session_ids();
  ASSERT_OK_AND_ASSIGN(const v1::Series edited, Edit(request));
  EXPECT_FALSE(edited.has_pending_edit());
  EXPECT_EQ(edited.sessions(1).meetings(0).local_start(), "2026-03-24T18:00");
  EXPECT_EQ(edited.sessions(2).meetings(0).local_start(), "2026-03-31T19:00");
}

TEST_F(SeriesUndoTest, MeanwhileNothingElseMovesIt) {
  ASSERT_OK(Edit(ToSeven()));
  EXPECT_THAT(Edit(ToSeven()), HasReason("SERIES_EDIT_PENDING"));
  EXPECT_THAT(About(&Stub::UndoSessionChange, series_.sessions(1).id()),
              HasReason("SERIES_EDIT_PENDING"));
  ASSERT_OK(Undo());
  // One that waits for a change of its own is in the way of an edit.
  ASSERT_OK(About(&Stub::CancelSession, series_.sessions(1).id()));
  EXPECT_THAT(Edit(ToSeven()), HasReason("SESSION_CHANGE_PENDING"));
  ASSERT_OK(About(&Stub::UndoSessionChange, series_.sessions(1).id()));
  EXPECT_OK(Edit(ToSeven()));
}

// Who is to lead is taken by then, and who leads stays taken until it comes.
TEST_F(SeriesUndoTest, LeadersAreTakenForBoth) {
  const v1::Facilitator next =
      MakeFacilitator("Bea Example", v1::Facilitator::PRACTITIONER);
  v1::EditSeriesRequest lead = ToSeven();
  lead.mutable_edit()->clear_local_time();
  lead.mutable_edit()->mutable_leaders()->add_facilitator_ids(leader_.id());
  ASSERT_OK_AND_ASSIGN(const v1::Series led, Edit(lead));
  EXPECT_FALSE(led.has_pending_edit());
  v1::EditSeriesRequest request = ToSeven();
  request.mutable_edit()->mutable_leaders()->add_facilitator_ids(next.id());
  ASSERT_OK(Edit(request));
  const v1::Workshop other = MakePublished("sleep");
  const auto lead_at = [&](const v1::Facilitator& who, const char* start,
                           const char* end) {
    v1::CreateSessionRequest session;
    session.mutable_session()->set_workshop_id(other.id());
    session.mutable_session()->set_capacity(5);
    session.mutable_session()->add_facilitator_ids(who.id());
    v1::Meeting& meeting = *session.mutable_session()->add_meetings();
    meeting.set_local_start(start);
    meeting.set_local_end(end);
    return Call(&Stub::CreateSession, session);
  };
  EXPECT_THAT(lead_at(next, "2026-03-24T20:00", "2026-03-24T20:30"),
              HasReason("FACILITATOR_BUSY"));
  EXPECT_THAT(lead_at(leader_, "2026-03-24T18:00", "2026-03-24T18:30"),
              HasReason("FACILITATOR_BUSY"));
  EXPECT_OK(lead_at(leader_, "2026-03-24T20:00", "2026-03-24T20:30"));
  ASSERT_OK(Undo());
  EXPECT_OK(lead_at(next, "2026-03-24T20:00", "2026-03-24T20:30"));
}

class ListSeriesTest : public SeriesUndoTest {
 protected:
  std::vector<int64_t> ListIds(v1::ListSeriesRequest request) {
    std::vector<int64_t> ids;
    do {
      const auto page = Call(&SeriesStub::ListSeries, request);
      EXPECT_OK(page);
      if (!page.ok()) return ids;
      for (const v1::Series& series : page->series()) {
        EXPECT_EQ(series.sessions_size(), 0);
        ids.push_back(series.id());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
};

TEST_F(ListSeriesTest, ThoseMadeLastFirst) {
  const v1::Workshop other = MakePublished("sleep");
  ASSERT_OK_AND_ASSIGN(const v1::Series second,
                       Create(other.id(), "2026-03-18T18:00"));
  ASSERT_OK_AND_ASSIGN(const v1::Series third,
                       Create(workshop_.id(), "2026-03-19T18:00"));
  v1::ListSeriesRequest request;
  request.set_page_size(1);
  EXPECT_THAT(ListIds(request),
              ElementsAre(third.id(), second.id(), series_.id()));
  request.set_workshop_id(workshop_.id());
  EXPECT_THAT(ListIds(request), ElementsAre(third.id(), series_.id()));
}

// One made while somebody pages is on no later page, and an edit moves none.
TEST_F(ListSeriesTest, PagesHoldTogetherWhileThingsChange) {
  ASSERT_OK_AND_ASSIGN(const v1::Series second,
                       Create(workshop_.id(), "2026-03-18T18:00"));
  v1::ListSeriesRequest request;
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const v1::ListSeriesResponse first,
                       Call(&SeriesStub::ListSeries, request));
  EXPECT_EQ(first.series(0).id(), second.id());
  ASSERT_OK(Create(workshop_.id(), "2026-03-19T18:00"));
  ASSERT_OK(Edit(ToSeven()));
  request.set_page_token(first.next_page_token());
  EXPECT_THAT(ListIds(request), ElementsAre(series_.id()));
}

TEST_F(ListSeriesTest, RefusesWhatIsNotWellFormed) {
  v1::ListSeriesRequest request;
  request.set_workshop_id(-1);
  EXPECT_THAT(Call(&SeriesStub::ListSeries, request),
              HasReason("FIELD_INVALID"));
  request.clear_workshop_id();
  request.set_page_token("nonsense");
  EXPECT_THAT(Call(&SeriesStub::ListSeries, request),
              HasReason("PAGE_TOKEN_INVALID"));
  request.clear_page_token();
  request.set_page_size(-1);
  EXPECT_THAT(Call(&SeriesStub::ListSeries, request),
              HasReason("FIELD_INVALID"));
}

}  // namespace
}  // namespace cwp::scheduling
