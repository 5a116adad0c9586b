#include "services/scheduling/leading_commands.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/engagement_store.h"
#include "services/scheduling/schema.h"
#include "services/scheduling/session_store.h"
#include "tests/scheduling/series_samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// One workshop, 7, and facilitators 1 to 3, and 9, who is retired.
class LeadingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    ASSERT_OK(Do(CreateWorkshop{.id = 7, .content = SampleContent()}));
    ASSERT_OK(Do(PublishWorkshop{.id = 7}));
    for (const int64_t id : {1, 2, 3, 9}) {
      ASSERT_OK(Do(CreateFacilitator{
          .id = id,
          .content = {.sealed_name = "n",
                      .role = FacilitatorRole::kPractitioner}}));
    }
    ASSERT_OK(Do(RetireFacilitator{.id = 9}));
  }

  template <class What>
  absl::StatusOr<Answer> Do(What what) {
    const Command command = {.what = std::move(what),
                             .actor = {.kind = "OPERATOR"}};
    absl::StatusOr<Answer> answer;
    const absl::Status done =
        database_->Write([&](db::Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(auto answers,
                           ApplyCommands(tx, {&command}, clock_.Now()));
          answer = std::move(answers[0]);
          return absl::OkStatus();
        });
    if (!done.ok()) return done;
    return answer;
  }

  absl::Status Create(int64_t id, std::vector<int64_t> leaders,
                      absl::Time start, bool draft = false) {
    CreateSession create = {.id = id, .content = SampleSessionContent()};
    create.content.meetings = {SampleMeeting(start, start + absl::Hours(1))};
    create.content.facilitator_ids = std::move(leaders);
    create.draft = draft;
    return Do(create).status();
  }

  absl::Status Lead(int64_t id, std::vector<int64_t> leaders) {
    UpdateSession update = {.id = id};
    update.patch.fields = {SessionField::kFacilitators};
    update.patch.content.facilitator_ids = std::move(leaders);
    return Do(update).status();
  }

  absl::Status Move(int64_t id, absl::Time start, bool at_once = false) {
    return Do(RescheduleSession{
                  .id = id,
                  .meetings = {SampleMeeting(start, start + absl::Hours(1))},
                  .at_once = at_once})
        .status();
  }

  std::vector<Session> Sessions() {
    std::vector<Session> sessions;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(sessions, ListSessions(tx, std::nullopt, 100000));
      return absl::OkStatus();
    }));
    return sessions;
  }

  // Everything that is written of when these three are taken.
  std::vector<Engagement> Stored() {
    std::vector<Engagement> stored;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      for (const int64_t id : {1, 2, 3}) {
        ASSIGN_OR_RETURN(const auto found,
                         ListEngagements(tx, id, At(0), At(0) + kTerm));
        stored.insert(stored.end(), found.begin(), found.end());
      }
      return absl::OkStatus();
    }));
    return stored;
  }

  static constexpr absl::Duration kTerm = absl::Hours(24 * 365);
  FakeClock clock_{At(9)};
  db::TestDatabase database_;
};

TEST_F(LeadingTest, NobodyLeadsTwoSessionsAtOnce) {
  ASSERT_OK(Create(11, {1, 2}, At(18)));
  const absl::Status busy = Create(12, {3, 2}, At(18));
  EXPECT_THAT(busy, HasReason("FACILITATOR_BUSY"));
  EXPECT_EQ(MetadataOf(busy, "session"), "11");
  EXPECT_EQ(MetadataOf(busy, "facilitator"), "2");
  EXPECT_OK(Create(12, {3}, At(18)));
  EXPECT_OK(Create(13, {1, 2}, At(19)));
  EXPECT_THAT(Create(14, {1}, At(18), /*draft=*/true),
              HasReason("FACILITATOR_BUSY"));
  EXPECT_OK(Create(15, {}, At(18)));
  EXPECT_THAT(Lead(15, {3}), HasReason("FACILITATOR_BUSY"));
  EXPECT_THAT(Lead(12, {3, 1}), HasReason("FACILITATOR_BUSY"));
  EXPECT_OK(Lead(11, {}));
  EXPECT_OK(Lead(12, {3, 1}));
}

TEST_F(LeadingTest, OnlyWhoIsThereAndActiveIsGivenASession) {
  const absl::Status missing = Create(11, {1, 77}, At(18));
  EXPECT_THAT(missing, HasReason("FACILITATOR_NOT_FOUND"));
  EXPECT_EQ(MetadataOf(missing, "facilitator"), "77");
  EXPECT_THAT(Create(11, {9}, At(18)), HasReason("FACILITATOR_RETIRED"));
  ASSERT_OK(Create(11, {1}, At(18)));
  EXPECT_THAT(Lead(11, {1, 9}), HasReason("FACILITATOR_RETIRED"));
  // Who retires stays with what there is.
  ASSERT_OK(Do(RetireFacilitator{.id = 1}));
  EXPECT_OK(Lead(11, {1, 2}));
  EXPECT_OK(Move(11, At(19)));
  EXPECT_OK(Lead(11, {2}));
  EXPECT_THAT(Lead(11, {1, 2}), HasReason("FACILITATOR_RETIRED"));
}

TEST_F(LeadingTest, AMoveThatWaitsTakesBothTimes) {
  ASSERT_OK(Create(11, {1}, At(18)));
  ASSERT_OK(Do(OpenSession{.id = 11}));
  ASSERT_OK(Create(12, {1}, At(20)));
  EXPECT_THAT(Move(11, At(20)), HasReason("FACILITATOR_BUSY"));
  ASSERT_OK(Move(11, At(22)));
  EXPECT_THAT(Create(13, {1}, At(18)), HasReason("FACILITATOR_BUSY"));
  EXPECT_THAT(Create(13, {1}, At(22)), HasReason("FACILITATOR_BUSY"));
  // Taking it back finds its time free, and frees the other.
  ASSERT_OK(Do(UndoSessionChange{.id = 11}));
  EXPECT_THAT(Create(13, {1}, At(18)), HasReason("FACILITATOR_BUSY"));
  EXPECT_OK(Create(13, {1}, At(22)));
  // Once it has come, the old time is free.
  ASSERT_OK(Move(11, At(15)));
  clock_.Advance(absl::Minutes(10));
  ASSERT_OK(Do(LetTimePass{.id = 11}));
  EXPECT_OK(Create(14, {1}, At(18)));
  EXPECT_THAT(Create(16, {1}, At(15)), HasReason("FACILITATOR_BUSY"));
}

TEST_F(LeadingTest, WhatIsCancelledOrOverTakesNobody) {
  ASSERT_OK(Create(11, {1}, At(18)));
  ASSERT_OK(Do(OpenSession{.id = 11}));
  ASSERT_OK(Do(CancelSession{.id = 11}));
  EXPECT_THAT(Create(12, {1}, At(18)), HasReason("FACILITATOR_BUSY"))
      << "it can be taken back";
  ASSERT_OK(Do(CancelSession{.id = 11, .at_once = true}));
  EXPECT_OK(Create(12, {1}, At(18)));
  clock_.Advance(absl::Hours(10));
  ASSERT_OK(Do(LetTimePass{.id = 12}));
  EXPECT_THAT(Stored(), IsEmpty());
}

TEST_F(LeadingTest, ASeriesIsMadeOnlyWhereAllAreFree) {
  CreateSeries create = {.series = SampleSeries(), .accept_conflicts = true};
  create.series.facilitator_ids = {1, 2};
  int64_t id = 100;
  const auto plan = PlanSeries(create.series.pattern, {});
  for (const PlannedDate& date : *plan) {
    create.sessions.push_back(
        {.id = ++id, .day = date.day, .meeting = *date.meeting});
  }
  const absl::Time third = create.sessions[2].meeting.start;
  ASSERT_OK(Create(11, {2}, third));
  const absl::Status busy = Do(create).status();
  EXPECT_THAT(busy, HasReason("FACILITATOR_BUSY"));
  EXPECT_EQ(MetadataOf(busy, "session"), "11");
  ASSERT_OK(Lead(11, {3}));
  ASSERT_OK(Do(create));
  for (const Session& session : Sessions()) {
    if (!session.series.has_value()) continue;
    EXPECT_THAT(session.content.facilitator_ids, ElementsAre(1, 2));
  }
  EditSeries edit = {.id = create.series.id,
                     .edit = {.scope = SeriesEdit::Scope::kAll},
                     .accept_conflicts = true};
  edit.edit.facilitator_ids = {3};
  EXPECT_THAT(Do(edit), HasReason("FACILITATOR_BUSY"));
  ASSERT_OK(Lead(11, {}));
  ASSERT_OK_AND_ASSIGN(const Answer edited, Do(edit));
  EXPECT_THAT(std::get<Series>(edited).facilitator_ids, ElementsAre(3));
  EXPECT_OK(Create(12, {1, 2}, third));
  edit.edit.facilitator_ids = {9};
  EXPECT_THAT(Do(edit), HasReason("FACILITATOR_RETIRED"));
  // Moved together, they are not in each other's way.
  edit.edit = {.scope = SeriesEdit::Scope::kAll, .minute_of_day = 18 * 60 + 30};
  EXPECT_OK(Do(edit));
}

class PairTest : public LeadingTest {
 protected:
  void SetUp() override {
    LeadingTest::SetUp();
    ASSERT_OK(Do(CreateFacilitator{.id = 5, .content = {.sealed_name = "t"}}));
  }

  absl::Status Lead(int64_t id, std::vector<int64_t> leaders,
                    bool acknowledge = false) {
    UpdateSession update = {.id = id,
                            .acknowledged = {.trainee_alone = acknowledge}};
    update.patch.fields = {SessionField::kFacilitators};
    update.patch.content.facilitator_ids = std::move(leaders);
    return Do(update).status();
  }

  // Whether the sessions of the workshop want a pair.
  absl::Status WantPair(bool wanted) {
    UpdateWorkshop update = {.id = 7};
    update.patch.fields = {WorkshopField::kSupervisedPair};
    update.patch.content.supervised_pair = wanted;
    return Do(update).status();
  }
};

TEST_F(PairTest, ATraineeAloneHasToBeAcknowledged) {
  const absl::Status alone = Create(11, {5}, At(18));
  EXPECT_THAT(alone, HasReason("TRAINEE_ALONE"));
  EXPECT_EQ(MetadataOf(alone, "facilitator"), "5");
  ASSERT_OK(Create(11, {5, 1}, At(18)));
  EXPECT_THAT(Lead(11, {5}), HasReason("TRAINEE_ALONE"));
  EXPECT_OK(Lead(11, {5}, /*acknowledge=*/true));
  // What changes nothing about them is not asked about.
  EXPECT_OK(Lead(11, {5}));
  EXPECT_OK(Move(11, At(19)));
  EXPECT_OK(Do(CancelSession{.id = 11}));
}

TEST_F(PairTest, OpeningAsksAnew) {
  ASSERT_OK(WantPair(false));
  ASSERT_OK(Create(11, {5}, At(18)));
  ASSERT_OK(WantPair(true));
  EXPECT_THAT(Do(OpenSession{.id = 11}), HasReason("TRAINEE_ALONE"));
  ASSERT_OK(Do(OpenSession{.id = 11, .acknowledged = {.trainee_alone = true}}));
  EXPECT_OK(Do(OpenSession{.id = 11})) << "it is open already";
  ASSERT_OK(Do(CloseSession{.id = 11}));
  EXPECT_THAT(Do(OpenSession{.id = 11}), HasReason("TRAINEE_ALONE"));
  ASSERT_OK(Lead(11, {5, 2}));
  EXPECT_OK(Do(OpenSession{.id = 11}));
}

TEST_F(PairTest, AConflictIsNotAcknowledgedAway) {
  ASSERT_OK(Create(11, {5, 1}, At(18)));
  ASSERT_OK(Create(12, {1}, At(18, 30) + absl::Hours(1)));
  CreateSession create = {.id = 13,
                          .content = SampleSessionContent(),
                          .acknowledge_trainee_alone = true};
  create.content.facilitator_ids = {5};
  EXPECT_THAT(Do(create), HasReason("FACILITATOR_BUSY"));
}

TEST_F(PairTest, ASeriesAsksOnce) {
  CreateSeries create = {.series = SampleSeries()};
  create.series.facilitator_ids = {5};
  const auto plan = PlanSeries(create.series.pattern, {});
  int64_t id = 100;
  for (const PlannedDate& date : *plan) {
    create.sessions.push_back(
        {.id = ++id, .day = date.day, .meeting = *date.meeting});
  }
  EXPECT_THAT(Do(create), HasReason("TRAINEE_ALONE"));
  create.acknowledge_trainee_alone = true;
  ASSERT_OK(Do(create));
  EditSeries edit = {
      .id = create.series.id,
      .edit = {.scope = SeriesEdit::Scope::kAll, .minute_of_day = 19 * 60}};
  EXPECT_OK(Do(edit));
  edit.edit = {.scope = SeriesEdit::Scope::kAll};
  edit.edit.facilitator_ids = {1};
  ASSERT_OK(Do(edit));
  edit.edit.facilitator_ids = {5};
  EXPECT_THAT(Do(edit), HasReason("TRAINEE_ALONE"));
  edit.acknowledge_trainee_alone = true;
  EXPECT_OK(Do(edit));
}

// Slow and obvious: when a session takes those who lead it.
std::vector<Meeting> TimesOf(const Session& session) {
  std::vector<Meeting> times;
  if (session.state == SessionState::kCancelled ||
      session.state == SessionState::kCompleted) {
    return times;
  }
  times = session.content.meetings;
  if (!session.pending.has_value()) return times;
  for (const Meeting& meeting : session.pending->meetings) {
    times.push_back(meeting);
  }
  return times;
}

bool Meets(const Session& a, const Session& b) {
  for (const Meeting& one : TimesOf(a)) {
    for (const Meeting& other : TimesOf(b)) {
      if (one.start < other.end && other.start < one.end) return true;
    }
  }
  return false;
}

// Whether anybody is in two places.
bool AnybodyTwice(const std::vector<Session>& sessions) {
  for (const Session& a : sessions) {
    for (const int64_t id : a.content.facilitator_ids) {
      for (const Session& b : sessions) {
        const auto& leaders = b.content.facilitator_ids;
        if (a.id < b.id && std::count(leaders.begin(), leaders.end(), id) > 0 &&
            Meets(a, b)) {
          return true;
        }
      }
    }
  }
  return false;
}

class RandomLeadingTest : public LeadingTest {
 protected:
  // What was asked for, and the session as it would be, were nobody asked.
  struct Attempt {
    Session wish;
    absl::Status status;
  };

  int64_t Below(uint64_t limit) {
    return static_cast<int64_t>(random_() % limit);
  }

  std::vector<int64_t> Leaders() {
    std::vector<int64_t> ids;
    for (const int64_t id : {1, 2, 3}) {
      if (Below(3) == 0) ids.push_back(id);
    }
    return ids;
  }

  // A random command about one of the sessions, or a new one with this id; the
  // times are of a grid so narrow that they often collide.
  Attempt Try(const std::vector<Session>& sessions, int64_t new_id) {
    const absl::Time start =
        clock_.Now() + absl::Hours(3) + absl::Minutes(20 * Below(120));
    const std::vector<Meeting> meetings = {
        SampleMeeting(start, start + absl::Hours(1))};
    Attempt attempt = {.wish = SampleSession(new_id)};
    Session& wish = attempt.wish;
    const int64_t what = sessions.empty() ? 0 : Below(9);
    if (what > 1) wish = sessions[Below(sessions.size())];
    switch (what) {
      case 0:
      case 1:
        wish.content.facilitator_ids = Leaders();
        wish.content.meetings = meetings;
        attempt.status =
            Create(wish.id, wish.content.facilitator_ids, start, Below(3) == 0);
        break;
      case 2:
        wish.content.facilitator_ids = Leaders();
        attempt.status = Lead(wish.id, wish.content.facilitator_ids);
        break;
      case 3:
      case 4:
        wish.pending = {.apply_time = At(9), .meetings = meetings};
        attempt.status = Move(wish.id, start, Below(2) == 0);
        break;
      case 5:
        attempt.status = Do(OpenSession{.id = wish.id}).status();
        break;
      case 6:
        attempt.status = Do(UndoSessionChange{.id = wish.id}).status();
        break;
      case 7:
        attempt.status =
            Do(CancelSession{.id = wish.id, .at_once = Below(2) == 0}).status();
        break;
      default:
        clock_.Advance(absl::Minutes(7));
        attempt.status = Do(LetTimePass{.id = wish.id}).status();
    }
    return attempt;
  }

  // The sessions as they would be with the wish.
  static std::vector<Session> With(std::vector<Session> sessions,
                                   const Session& wish) {
    sessions.erase(
        std::remove_if(sessions.begin(), sessions.end(),
                       [&](const Session& s) { return s.id == wish.id; }),
        sessions.end());
    sessions.push_back(wish);
    return sessions;
  }

  std::mt19937_64 random_{20260302};
};

TEST_F(RandomLeadingTest, NobodyIsEverInTwoPlacesNorRefusedWithoutCause) {
  int done = 0;
  int busy = 0;
  for (int64_t i = 0; i < 600; ++i) {
    const std::vector<Session> before = Sessions();
    const Attempt attempt = Try(before, 1000 + i);
    const std::vector<Session> after = Sessions();
    ASSERT_FALSE(AnybodyTwice(after)) << "command " << i;
    if (ReasonOf(attempt.status) == "FACILITATOR_BUSY") {
      ++busy;
      EXPECT_TRUE(AnybodyTwice(With(before, attempt.wish)))
          << "command " << i << " " << attempt.status;
    }
    done += attempt.status.ok();
    std::vector<Engagement> want;
    for (const Session& session : after) {
      const auto own = EngagementsOf(session);
      want.insert(want.end(), own.begin(), own.end());
    }
    ASSERT_THAT(Stored(), ::testing::UnorderedElementsAreArray(want))
        << "command " << i;
  }
  EXPECT_GT(done, 100);
  EXPECT_GT(busy, 40);
}

}  // namespace
}  // namespace cwp::scheduling
