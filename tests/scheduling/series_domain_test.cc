#include "services/scheduling/series_domain.h"

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scheduling/series_samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using Outcome = EditedSession::Outcome;
using Scope = SeriesEdit::Scope;

const absl::Time kNow = At(9);
constexpr int kSeven = 19 * 60;

SeriesEdit ToSeven(Scope scope, int64_t session_id = 0) {
  return {.scope = scope, .session_id = session_id, .minute_of_day = kSeven};
}

absl::StatusOr<SeriesEditPlan> Plan(const Series& series,
                                    const SeriesEdit& edit,
                                    const std::set<int64_t>& confirmed = {},
                                    absl::Time now = kNow) {
  return PlanEdit(series, edit, confirmed, SampleWorkshop(), now);
}

// What becomes of each session in scope: its outcome and when it starts.
std::vector<std::string> Show(const absl::StatusOr<SeriesEditPlan>& plan) {
  if (!plan.ok()) return {ReasonOf(plan.status())};
  std::vector<std::string> shown;
  for (const EditedSession& edited : plan->sessions) {
    shown.push_back(
        absl::StrCat(static_cast<int>(edited.outcome), " ",
                     edited.after.content.meetings.front().local_start));
  }
  return shown;
}

TEST(SeriesSessionTest, IsMadeAsTheSeriesSays) {
  Series series = SampleSeries();
  series.booking_open_days = 14;
  series.booking_close_minutes = 120;
  const auto plan = PlanSeries(series.pattern, {});
  ASSERT_OK(plan);
  // The 31st: after the clocks have gone forward.
  const PlannedDate& date = (*plan)[2];
  ASSERT_OK_AND_ASSIGN(const Session session,
                       MakeSeriesSession(series, 101, date.day, *date.meeting,
                                         true, SampleWorkshop(), kNow));
  EXPECT_EQ(session.id, 101);
  EXPECT_EQ(session.state, SessionState::kScheduled);
  EXPECT_EQ(session.join_address_version, 1);
  EXPECT_EQ(session.content.capacity, 20);
  EXPECT_EQ(session.series,
            (SeriesPlace{.series_id = 50, .day = "2026-03-31"}));
  EXPECT_EQ(Local(session.start()), "2026-03-31T17:00");
  // Booking opens at six in the evening, too: an hour more before it.
  EXPECT_EQ(Local(session.booking_opens()), "2026-03-17T18:00");
  EXPECT_EQ(Local(session.booking_closes()), "2026-03-31T15:00");

  series.booking_open_days = 1;
  series.booking_close_minutes = 2 * 24 * 60;
  EXPECT_THAT(MakeSeriesSession(series, 101, date.day, *date.meeting, true,
                                SampleWorkshop(), kNow),
              HasReason("BOOKING_WINDOW_INVALID"));
}

TEST(PlanEditTest, ThisOneAlone) {
  const Series series = SampleSeriesWithSessions();
  ASSERT_OK_AND_ASSIGN(const SeriesEditPlan plan,
                       Plan(series, ToSeven(Scope::kThis, 102)));
  EXPECT_THAT(Show(plan), ElementsAre("1 2026-03-24T19:00"));
  const Session& after = plan.sessions[0].after;
  EXPECT_EQ(after.content.meetings[0].local_end, "2026-03-24T20:30");
  EXPECT_EQ(after.update_time, kNow);
  // Wherever it moves to, it is of its date, and edits of several pass it by.
  EXPECT_EQ(after.series,
            (SeriesPlace{
                .series_id = 50, .day = "2026-03-24", .edited_alone = true}));
  Series unchanged = series;
  unchanged.sessions.clear();
  EXPECT_EQ(plan.after, unchanged);
}

TEST(PlanEditTest, ThisOneToAnotherDay) {
  const Series series = SampleSeriesWithSessions();
  EXPECT_THAT(Show(Plan(series, {.scope = Scope::kThis,
                                 .session_id = 102,
                                 .day = absl::CivilDay(2026, 3, 30)})),
              ElementsAre("1 2026-03-30T18:00"));
}

TEST(PlanEditTest, ThisAndFollowing) {
  EXPECT_THAT(Show(Plan(SampleSeriesWithSessions(),
                        ToSeven(Scope::kThisAndFollowing, 103))),
              ElementsAre("1 2026-03-31T19:00", "1 2026-04-07T19:00"));
}

TEST(PlanEditTest, AllOfThemAndTheSeries) {
  const Series series = SampleSeriesWithSessions();
  SeriesEdit edit = ToSeven(Scope::kAll);
  edit.capacity = 12;
  edit.meeting_duration = absl::Minutes(60);
  ASSERT_OK_AND_ASSIGN(const SeriesEditPlan plan, Plan(series, edit));
  EXPECT_THAT(Show(plan),
              ElementsAre("1 2026-03-17T19:00", "1 2026-03-24T19:00",
                          "1 2026-03-31T19:00", "1 2026-04-07T19:00"));
  // Wall time stays, over the clock change.
  EXPECT_EQ(Local(plan.sessions[1].after.start()), "2026-03-24T19:00");
  EXPECT_EQ(Local(plan.sessions[2].after.start()), "2026-03-31T18:00");
  EXPECT_EQ(plan.sessions[2].after.content.capacity, 12);
  EXPECT_EQ(plan.sessions[2].after.content.meetings[0].local_end,
            "2026-03-31T20:00");
  EXPECT_FALSE(plan.sessions[2].after.series->edited_alone);
  EXPECT_EQ(plan.after.pattern.start, absl::CivilMinute(2026, 3, 17, 19, 0));
  EXPECT_EQ(plan.after.pattern.meeting_duration, absl::Minutes(60));
  EXPECT_EQ(plan.after.capacity, 12);
}

TEST(PlanEditTest, PassesByWhatMayNotBeTouched) {
  Series series = SampleSeriesWithSessions();
  series.sessions[0].state = SessionState::kOpen;
  series.sessions[1].state = SessionState::kCancelled;
  series.sessions[2].state = SessionState::kClosed;
  series.sessions[3].series->edited_alone = true;
  EXPECT_THAT(Show(Plan(series, ToSeven(Scope::kAll))),
              ElementsAre("3 2026-03-17T19:00", "5 2026-03-24T18:00",
                          "3 2026-03-31T19:00", "6 2026-04-07T18:00"));
  EXPECT_THAT(Show(Plan(series, ToSeven(Scope::kAll), {103})),
              ElementsAre("3 2026-03-17T19:00", "5 2026-03-24T18:00",
                          "1 2026-03-31T19:00", "6 2026-04-07T18:00"));
  // The first has started.
  const absl::Time later = series.sessions[0].start();
  EXPECT_EQ(Show(Plan(series, ToSeven(Scope::kAll), {101}, later))[0],
            "4 2026-03-17T18:00");
  EXPECT_EQ(Show(Plan(series, ToSeven(Scope::kAll), {101},
                      later - absl::Microseconds(1)))[0],
            "1 2026-03-17T19:00");
}

TEST(PlanEditTest, ADraftWasNeverOpen) {
  Series series = SampleSeriesWithSessions();
  series.sessions[1].state = SessionState::kDraft;
  ASSERT_OK_AND_ASSIGN(const SeriesEditPlan plan,
                       Plan(series, ToSeven(Scope::kAll)));
  EXPECT_EQ(Show(plan)[1], "1 2026-03-24T19:00");
  EXPECT_EQ(plan.sessions[1].after.state, SessionState::kDraft);
}

TEST(PlanEditTest, CancelsAlsoWhatWasEditedByItself) {
  Series series = SampleSeriesWithSessions();
  series.sessions[0].state = SessionState::kOpen;
  series.sessions[3].series->edited_alone = true;
  ASSERT_OK_AND_ASSIGN(const SeriesEditPlan plan,
                       Plan(series, {.scope = Scope::kAll, .cancel = true}));
  EXPECT_THAT(Show(plan),
              ElementsAre("3 2026-03-17T18:00", "1 2026-03-24T18:00",
                          "1 2026-03-31T18:00", "1 2026-04-07T18:00"));
  EXPECT_EQ(plan.sessions[3].after.state, SessionState::kCancelled);
  EXPECT_EQ(plan.after.pattern, series.pattern);
}

TEST(PlanEditTest, WhatIsSoAlreadyStays) {
  const Series series = SampleSeriesWithSessions();
  SeriesEdit edit = ToSeven(Scope::kAll);
  edit.minute_of_day = 18 * 60;
  edit.capacity = 20;
  EXPECT_EQ(Show(Plan(series, edit))[0], "2 2026-03-17T18:00");
}

TEST(PlanEditTest, KeepsTheBookingWindowAsFarAway) {
  Series series = SampleSeries();
  series.booking_open_days = 7;
  series.booking_close_minutes = 60;
  const PlannedDate date = PlanSeries(series.pattern, {})->front();
  series.sessions = {*MakeSeriesSession(series, 101, date.day, *date.meeting,
                                        false, SampleWorkshop(), At(3))};
  ASSERT_OK_AND_ASSIGN(const SeriesEditPlan plan,
                       Plan(series, ToSeven(Scope::kAll)));
  EXPECT_EQ(Local(plan.sessions[0].after.booking_opens()), "2026-03-10T19:00");
  EXPECT_EQ(Local(plan.sessions[0].after.booking_closes()), "2026-03-17T18:00");
}

TEST(PlanEditTest, AsksAboutTheClockChange) {
  const Series series = SampleSeriesWithSessions();
  SeriesEdit edit = {.scope = Scope::kThis,
                     .session_id = 102,
                     .minute_of_day = 90,
                     .day = absl::CivilDay(2026, 3, 29)};
  ASSERT_OK_AND_ASSIGN(SeriesEditPlan plan, Plan(series, edit));
  EXPECT_EQ(plan.sessions[0].outcome, Outcome::kUndecided);
  EXPECT_EQ(plan.sessions[0].clock, Resolution::Clock::kMissing);
  const absl::Status status = CheckEdit(edit, plan);
  EXPECT_THAT(status, HasReason("CLOCK_CHOICE_NEEDED"));
  EXPECT_EQ(MetadataOf(status, "local"), "2026-03-29T01:30");
  edit.clock_choice = ClockChoice::kLater;
  EXPECT_THAT(Show(Plan(series, edit)), ElementsAre("1 2026-03-29T02:30"));
  EXPECT_OK(CheckEdit(edit, *Plan(series, edit)));
  // Without a choice of its own, that of the series holds.
  edit.clock_choice = ClockChoice::kAsk;
  Series chosen = series;
  chosen.pattern.clock_choice = ClockChoice::kEarlier;
  EXPECT_THAT(Show(Plan(chosen, edit)), ElementsAre("1 2026-03-29T00:30"));
}

// Random series, states and edits: whatever is not in scope, not confirmed,
// over, cancelled or edited by itself is as it was, and all the rest is as
// asked.
TEST(PlanEditTest, TouchesExactlyWhatItMay) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  const auto below = [&](int limit) {
    return static_cast<int>(random() % limit);
  };
  int changed = 0;
  int kept = 0;
  for (int round = 0; round < 500; ++round) {
    Series series = SampleSeriesWithSessions();
    std::set<int64_t> confirmed;
    for (Session& session : series.sessions) {
      session.state = static_cast<SessionState>(1 + below(4));
      session.series->edited_alone = below(4) == 0;
      if (below(2) == 0) confirmed.insert(session.id);
    }
    const absl::Time now = At(9) + absl::Hours(24 * below(50));
    const int anchor = below(4);
    SeriesEdit edit = ToSeven(static_cast<Scope>(1 + below(3)), 101 + anchor);
    edit.minute_of_day = 60 * (10 + below(10));
    edit.cancel = below(3) == 0;
    const auto plan = Plan(series, edit, confirmed, now);
    if (!plan.ok()) {
      // By its new time a session of today would have started already.
      ASSERT_THAT(plan, HasReason("SESSION_STARTED"));
      continue;
    }
    std::map<int64_t, Session> after;
    for (const EditedSession& edited : plan->sessions) {
      if (edited.outcome == Outcome::kChanged) {
        after[edited.before.id] = edited.after;
      }
    }
    for (int i = 0; i < 4; ++i) {
      const Session& session = series.sessions[i];
      const bool in_scope =
          edit.scope == Scope::kAll || i == anchor ||
          (edit.scope == Scope::kThisAndFollowing && i > anchor);
      const bool free = session.state == SessionState::kScheduled ||
                        confirmed.count(session.id) > 0;
      const bool passed_by = session.series->edited_alone && !edit.cancel &&
                             edit.scope != Scope::kThis;
      const std::string wanted = absl::StrCat(session.series->day, "T",
                                              *edit.minute_of_day / 60, ":00");
      const bool differs =
          edit.cancel || session.content.meetings[0].local_start != wanted;
      const bool may = in_scope && free && !passed_by &&
                       session.start() > now &&
                       session.state != SessionState::kCancelled && differs;
      ASSERT_EQ(after.count(session.id), may ? 1u : 0u) << session.id;
      may ? ++changed : ++kept;
      if (!may) continue;
      const Session& then = after[session.id];
      ASSERT_EQ(then.state,
                edit.cancel ? SessionState::kCancelled : session.state);
      ASSERT_EQ(then.content.meetings[0].local_start,
                edit.cancel ? session.content.meetings[0].local_start : wanted);
    }
  }
  EXPECT_GT(changed, 100);
  EXPECT_GT(kept, 100);
}

TEST(PlanEditTest, RefusesWhatCannotBe) {
  const Series series = SampleSeriesWithSessions();
  EXPECT_THAT(Plan(series, ToSeven(Scope::kThis, 999)),
              HasReason("SESSION_NOT_FOUND"));
  SeriesEdit edit = ToSeven(Scope::kAll);
  edit.if_revision = 13;
  EXPECT_THAT(Plan(series, edit), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(Plan(series, edit), StatusIs(absl::StatusCode::kAborted));
  edit.if_revision = 14;
  EXPECT_OK(Plan(series, edit));
  // To a day that is over.
  EXPECT_THAT(Plan(series, {.scope = Scope::kThis,
                            .session_id = 102,
                            .day = absl::CivilDay(2026, 3, 1)}),
              HasReason("SESSION_STARTED"));
  // Onto the one before it, and right behind it.
  edit = {.scope = Scope::kThis,
          .session_id = 102,
          .minute_of_day = 19 * 60 + 29,
          .day = absl::CivilDay(2026, 3, 17)};
  EXPECT_THAT(Plan(series, edit), HasReason("MEETINGS_OVERLAP"));
  edit.minute_of_day = 19 * 60 + 30;
  EXPECT_OK(Plan(series, edit));
}

TEST(CheckEditTest, TheOneSessionMustBeFree) {
  const SeriesEdit edit = ToSeven(Scope::kThis, 101);
  const auto reason = [&](SessionState state,
                          const std::set<int64_t>& confirmed,
                          absl::Time now = kNow) {
    Series series = SampleSeriesWithSessions();
    series.sessions[0].state = state;
    return ReasonOf(CheckEdit(edit, *Plan(series, edit, confirmed, now)));
  };
  EXPECT_EQ(reason(SessionState::kScheduled, {}), "");
  EXPECT_EQ(reason(SessionState::kOpen, {}), "SESSION_NOT_CONFIRMED");
  EXPECT_EQ(reason(SessionState::kClosed, {102}), "SESSION_NOT_CONFIRMED");
  EXPECT_EQ(reason(SessionState::kOpen, {101}), "");
  EXPECT_EQ(reason(SessionState::kCancelled, {101}), "SESSION_CANCELLED");
  EXPECT_EQ(reason(SessionState::kOpen, {101}, At(9) + absl::Hours(30 * 24)),
            "SESSION_STARTED");
}

TEST(FindConflictsTest, AgreesWithLookingAtEveryPair) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  const auto between = [&](int low, int high) {
    return low + static_cast<int>(random() % (high - low + 1));
  };
  size_t found = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<PlannedMeeting> planned(between(0, 6));
    std::vector<OtherMeeting> others(between(0, 30));
    int day = 0;
    for (PlannedMeeting& meeting : planned) {
      meeting.day = absl::StrCat(++day);
      meeting.start = At(0) + absl::Hours(between(0, 100));
      meeting.end = meeting.start + absl::Hours(between(1, 24));
    }
    int64_t id = 0;
    for (OtherMeeting& other : others) {
      other.session_id = ++id;
      other.start = At(0) + absl::Hours(between(-30, 130));
      other.end = other.start + absl::Hours(between(1, 24));
    }
    std::set<std::pair<std::string, int64_t>> want;
    for (const PlannedMeeting& meeting : planned) {
      for (const OtherMeeting& other : others) {
        if (other.start < meeting.end && meeting.start < other.end) {
          want.insert({meeting.day, other.session_id});
        }
      }
    }
    std::set<std::pair<std::string, int64_t>> got;
    for (const SessionConflict& each : FindConflicts(planned, others)) {
      got.insert({each.day, each.session_id});
    }
    ASSERT_EQ(got, want);
    found += got.size();
  }
  EXPECT_GT(found, 1000u);
}

TEST(CheckConflictsTest, NamesTheFirst) {
  EXPECT_OK(CheckConflicts({}));
  const absl::Status status = CheckConflicts(
      {{.day = "2026-03-24", .session_id = 8}, {.day = "2026-03-31"}});
  EXPECT_THAT(status, HasReason("SESSIONS_CONFLICT"));
  EXPECT_EQ(MetadataOf(status, "day"), "2026-03-24");
  EXPECT_EQ(MetadataOf(status, "session"), "8");
  EXPECT_EQ(MetadataOf(status, "count"), "2");
}

}  // namespace
}  // namespace cwp::scheduling
