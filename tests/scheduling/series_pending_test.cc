#include "services/scheduling/series_pending.h"

#include <cstdint>
#include <functional>
#include <optional>
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
#include "services/scheduling/session_change.h"
#include "tests/scheduling/series_samples.h"

namespace cwp::scheduling {
namespace {

using Scope = SeriesEdit::Scope;

// The first session of the sample is on 17 March at 18:00.
const absl::Time kNow = At(9);
const absl::Time kThen = kNow + absl::Minutes(10);

SeriesEdit ToSeven() { return {.scope = Scope::kAll, .minute_of_day = 1140}; }

Series OpenSeries() {
  Series series = SampleSeriesWithSessions();
  series.sessions[1].state = SessionState::kOpen;
  return series;
}

std::optional<absl::Time> WhenOf(const Series& series, const SeriesEdit& edit,
                                 const ChangeMoment& moment) {
  const auto plan = PlanEdit(series, edit, {101, 102, 103, 104},
                             SampleWorkshop(), moment.now);
  EXPECT_OK(plan);
  return ApplyTimeOf(*plan, Counting::kChanged, moment);
}

// The series as the edit leaves it, without regard to time.
Series Postponed(const Series& series, const SeriesEdit& edit,
                 const std::set<int64_t>& confirmed, absl::Time now) {
  const SeriesEditPlan plan =
      Postpone(*PlanEdit(series, edit, confirmed, SampleWorkshop(), now),
               series, SampleWorkshop(), now + absl::Minutes(10), now);
  Series after = plan.after;
  after.sessions = series.sessions;
  for (const EditedSession& edited : plan.sessions) {
    if (edited.outcome != EditedSession::Outcome::kChanged) continue;
    after.sessions[edited.before.id - 101] = edited.after;
  }
  return after;
}

Series Timeless(Series series) {
  series.update_time = kNow;
  for (Session& session : series.sessions) session.update_time = kNow;
  return series;
}

struct WhenCase {
  std::string name;
  std::function<void(Series&, SeriesEdit&, ChangeMoment&)> vary;
  bool waits;
};

class WhenTest : public ::testing::TestWithParam<WhenCase> {};

TEST_P(WhenTest, WaitsWhenPeopleMayHaveBooked) {
  Series series = OpenSeries();
  SeriesEdit edit = ToSeven();
  ChangeMoment moment = {.now = kNow};
  GetParam().vary(series, edit, moment);
  EXPECT_EQ(WhenOf(series, edit, moment).has_value(), GetParam().waits);
}

INSTANTIATE_TEST_SUITE_P(
    All, WhenTest,
    ::testing::ValuesIn(std::vector<WhenCase>{
        {"OneOpen", [](Series&, SeriesEdit&, ChangeMoment&) {}, true},
        {"OneClosed",
         [](Series& series, SeriesEdit&, ChangeMoment&) {
           series.sessions[1].state = SessionState::kClosed;
         },
         true},
        {"NoneEverOpen",
         [](Series& series, SeriesEdit&, ChangeMoment&) {
           series.sessions[1].state = SessionState::kScheduled;
         },
         false},
        {"Cancelled",
         [](Series&, SeriesEdit& edit, ChangeMoment&) {
           edit = {.scope = Scope::kAll, .cancel = true};
         },
         true},
        {"CapacityAlone",
         [](Series&, SeriesEdit& edit, ChangeMoment&) {
           edit = {.scope = Scope::kAll, .capacity = 5};
         },
         false},
        {"LeadersAlone",
         [](Series&, SeriesEdit& edit, ChangeMoment&) {
           edit = {.scope = Scope::kAll,
                   .facilitator_ids = std::vector<int64_t>{5}};
         },
         false},
        {"AskedForNow",
         [](Series&, SeriesEdit&, ChangeMoment& moment) {
           moment.at_once = true;
         },
         false},
        {"NoWindow",
         [](Series&, SeriesEdit&, ChangeMoment& moment) {
           moment.undo.window = absl::ZeroDuration();
         },
         false},
        // The first, which nobody has booked, is near.
        {"LessThanTwoHoursBeforeAny",
         [](Series& series, SeriesEdit&, ChangeMoment& moment) {
           moment.now = series.sessions[0].start() - absl::Minutes(119);
         },
         false},
        {"TwoHoursBefore",
         [](Series& series, SeriesEdit&, ChangeMoment& moment) {
           moment.now = series.sessions[0].start() - absl::Minutes(120);
         },
         true},
        {"NearAfterwards",
         [](Series& series, SeriesEdit& edit, ChangeMoment& moment) {
           edit.minute_of_day = 600;
           moment.now = series.sessions[0].start() - absl::Minutes(9 * 60 + 59);
         },
         false},
        // The one that is open is so already.
        {"OnlyOthersMove",
         [](Series& series, SeriesEdit& edit, ChangeMoment&) {
           const SeriesEdit alone = {
               .scope = Scope::kThis, .session_id = 102, .minute_of_day = 1140};
           series.sessions[1] =
               PlanEdit(series, alone, {102}, SampleWorkshop(), kNow)
                   ->sessions[0]
                   .after;
           series.sessions[1].series->edited_alone = false;
           edit.capacity = 7;
         },
         false},
    }),
    [](const auto& test) { return test.param.name; });

TEST(PostponeTest, NothingHasComeYet) {
  const Series series = OpenSeries();
  SeriesEdit edit = ToSeven();
  edit.capacity = 5;
  edit.facilitator_ids = {9};
  const Series after = Postponed(series, edit, {102}, kNow);
  EXPECT_EQ(after.pattern, series.pattern);
  EXPECT_EQ(after.capacity, 20);
  ASSERT_TRUE(after.pending.has_value());
  EXPECT_EQ(after.pending->apply_time, kThen);
  EXPECT_EQ(after.pending->start, absl::CivilMinute(2026, 3, 17, 19, 0));
  EXPECT_EQ(after.pending->capacity, 5);
  for (const Session& session : after.sessions) {
    EXPECT_EQ(session.content, series.sessions[session.id - 101].content);
    ASSERT_TRUE(session.pending.has_value());
    EXPECT_EQ(session.pending->apply_time, kThen);
    EXPECT_EQ(session.pending->edit->capacity, 5);
  }
}

// Random states, edits and confirmations: what waits comes to exactly what it
// would have been at once, and taken back it is exactly as it was, at whatever
// moment of the window.
TEST(PostponeTest, ComesAsAtOnceOrIsAsIfItHadNotBeen) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  const auto below = [&](int limit) {
    return static_cast<int>(random() % limit);
  };
  int changed = 0;
  for (int round = 0; round < 500; ++round) {
    Series series = SampleSeriesWithSessions();
    series.booking_close_minutes = 30;
    std::set<int64_t> confirmed;
    for (Session& session : series.sessions) {
      session.state = static_cast<SessionState>(1 + below(4));
      if (below(2) == 0) confirmed.insert(session.id);
    }
    SeriesEdit edit = {.scope = static_cast<Scope>(1 + below(3)),
                       .session_id = 101 + below(4)};
    edit.cancel = below(3) == 0;
    if (!edit.cancel) {
      edit.minute_of_day = 60 * (10 + below(10));
      if (below(2) == 0) edit.capacity = 1 + below(30);
      if (below(2) == 0) edit.meeting_duration = absl::Minutes(45);
      if (below(2) == 0) edit.facilitator_ids = {int64_t{1 + below(3)}};
    }
    const auto plan = PlanEdit(series, edit, confirmed, SampleWorkshop(), kNow);
    ASSERT_OK(plan);
    Series at_once = plan->after;
    at_once.sessions = series.sessions;
    for (const EditedSession& edited : plan->sessions) {
      if (edited.outcome != EditedSession::Outcome::kChanged) continue;
      at_once.sessions[edited.before.id - 101] = edited.after;
      ++changed;
    }
    const Series waits = Postponed(series, edit, confirmed, kNow);
    const absl::Time within = kNow + absl::Microseconds(below(600'000'000));
    EXPECT_EQ(PassTime(waits, SampleWorkshop(), within), waits);
    ASSERT_OK_AND_ASSIGN(const Series undone,
                         TakeBack(waits, std::nullopt, within));
    EXPECT_EQ(Timeless(undone), Timeless(series));
    EXPECT_THAT(TakeBack(waits, std::nullopt, kThen),
                HasReason("NO_PENDING_CHANGE"));
    EXPECT_EQ(Timeless(PassTime(waits, SampleWorkshop(), kThen)),
              Timeless(at_once));
  }
  EXPECT_GT(changed, 200);
}

TEST(PostponeTest, AnEditComesAndGoesAsAWhole) {
  const Series waits = Postponed(OpenSeries(), ToSeven(), {102}, kNow);
  for (const Session& session : waits.sessions) {
    EXPECT_THAT(Undo(session, kNow), HasReason("SERIES_EDIT_PENDING"));
    EXPECT_THAT(Reschedule(session, session.content.meetings, SampleWorkshop(),
                           {.now = kNow}),
                HasReason("SERIES_EDIT_PENDING"));
  }
  EXPECT_THAT(PlanEdit(waits, ToSeven(), {}, SampleWorkshop(), kNow),
              HasReason("SERIES_EDIT_PENDING"));
  EXPECT_OK(PlanEdit(PassTime(waits, SampleWorkshop(), kThen), ToSeven(), {},
                     SampleWorkshop(), kThen));
  EXPECT_THAT(TakeBack(waits, waits.revision + 1, kNow),
              HasReason("ETAG_MISMATCH"));
  EXPECT_OK(TakeBack(waits, waits.revision, kNow));
}

TEST(PostponeTest, WhatIsDecidedForOneSessionSinceStands) {
  Series waits = Postponed(OpenSeries(), ToSeven(), {102}, kNow);
  const std::vector<Meeting> elsewhere = {
      SampleMeeting(At(12) + absl::Hours(240), At(13) + absl::Hours(240))};
  ASSERT_OK_AND_ASSIGN(waits.sessions[1],
                       Reschedule(waits.sessions[1], elsewhere,
                                  SampleWorkshop(), {.now = At(9, 5)}));
  ASSERT_OK_AND_ASSIGN(waits.sessions[2],
                       Cancel(waits.sessions[2], SampleWorkshop(),
                              {.now = At(9, 5), .at_once = true}));
  ASSERT_OK_AND_ASSIGN(const Series undone,
                       TakeBack(waits, std::nullopt, At(9, 6)));
  EXPECT_EQ(undone.sessions[0].pending, std::nullopt);
  EXPECT_EQ(undone.sessions[1].pending->meetings, elsewhere);
  EXPECT_EQ(undone.sessions[2].state, SessionState::kCancelled);
  const Series come = PassTime(waits, SampleWorkshop(), kThen);
  EXPECT_EQ(come.sessions[0].content.meetings[0].local_start,
            "2026-03-17T19:00");
  EXPECT_EQ(come.sessions[1].pending->apply_time, At(9, 15));
  EXPECT_EQ(come.sessions[2].state, SessionState::kCancelled);
}

TEST(PostponeTest, WhatIsSetMeanwhileIsNotChangedAgain) {
  SeriesEdit edit = ToSeven();
  edit.capacity = 5;
  edit.facilitator_ids = {9};
  const Series waits = Postponed(OpenSeries(), edit, {102}, kNow);
  SessionPatch patch = {.fields = {SessionField::kCapacity}};
  patch.content.capacity = 33;
  ASSERT_OK_AND_ASSIGN(const Session revised, Revise(waits.sessions[1], patch,
                                                     SampleWorkshop(), kNow));
  EXPECT_EQ(revised.content.capacity, 33) << "a capacity has no window";
  const Session come = PassTime(revised, SampleWorkshop(), kThen);
  EXPECT_EQ(come.content.capacity, 33);
  EXPECT_EQ(come.content.facilitator_ids, std::vector<int64_t>{9});
  EXPECT_EQ(come.content.meetings[0].local_start, "2026-03-24T19:00");
}

TEST(PostponeTest, ASessionThatWaitsForAChangeOfItsOwnIsInTheWay) {
  Series series = OpenSeries();
  series.sessions[1].pending = {.apply_time = kThen};
  EXPECT_THAT(PlanEdit(series, ToSeven(), {102}, SampleWorkshop(), kNow),
              HasReason("SESSION_CHANGE_PENDING"));
  // Not when it is left alone, or does not move.
  EXPECT_OK(PlanEdit(series, ToSeven(), {}, SampleWorkshop(), kNow));
  ASSERT_OK_AND_ASSIGN(const SeriesEditPlan plan,
                       PlanEdit(series, {.scope = Scope::kAll, .capacity = 5},
                                {102}, SampleWorkshop(), kNow));
  EXPECT_EQ(plan.sessions[1].after.pending, series.sessions[1].pending);
}

}  // namespace
}  // namespace cwp::scheduling
