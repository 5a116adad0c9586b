#include "services/scheduling/programme.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kAll = 1000;

ListedSession SampleListed(int64_t id, absl::Time start,
                           int64_t workshop_id = 7) {
  return {.place = {start, id},
          .workshop_id = workshop_id,
          .state = SessionState::kOpen,
          .age_range = {.min_years = 5, .max_years = 11},
          .time_of_day = TimeOfDayOf(start)};
}

ListedWorkshop SampleListedWorkshop() {
  return {.state = WorkshopState::kPublished, .topics = {"anxiety", "sleep"}};
}

// A programme that a test adds to.
class ProgrammeTest : public ::testing::Test {
 protected:
  ProgrammeTest() { Put(7, SampleListedWorkshop()); }

  void Put(int64_t id, const ListedWorkshop& workshop) {
    ProgrammeNews news;
    news.workshops[id] = workshop;
    programme_ = Programme(programme_, news, programme_.revision() + 1);
  }

  void Put(const ListedSession& session) {
    ProgrammeNews news;
    news.sessions[session.place.id] = session;
    programme_ = Programme(programme_, news, programme_.revision() + 1);
  }

  // A session that differs from the sample.
  void PutChanged(int64_t id,
                  const std::function<void(ListedSession&)>& change) {
    ListedSession session = SampleListed(id, At(18));
    change(session);
    Put(session);
  }

  std::vector<int64_t> Find(
      const SessionFilter& filter,
      const std::optional<SessionPlace>& after = std::nullopt,
      int limit = kAll) const {
    std::vector<int64_t> ids;
    for (const ListedSession* session :
         programme_.Find(filter, after, limit).sessions) {
      ids.push_back(session->place.id);
    }
    return ids;
  }

  Programme programme_;
};

TEST_F(ProgrammeTest, StandsInOrderOfStartThenId) {
  Put(SampleListed(11, At(12)));
  Put(SampleListed(14, At(12)));
  Put(SampleListed(12, At(10)));
  Put(SampleListed(13, At(11)));
  EXPECT_THAT(Find({}), ElementsAre(12, 13, 11, 14));
  EXPECT_THAT(Find({.descending = true}), ElementsAre(14, 11, 13, 12));
}

TEST_F(ProgrammeTest, GoesOnBehindAPlace) {
  for (int64_t id = 1; id <= 4; ++id) Put(SampleListed(id, At(12)));
  EXPECT_THAT(Find({}, SessionPlace{At(12), 2}), ElementsAre(3, 4));
  EXPECT_THAT(Find({.descending = true}, SessionPlace{At(12), 3}),
              ElementsAre(2, 1));
  EXPECT_THAT(Find({}, SessionPlace{At(12), 4}), IsEmpty());
  EXPECT_THAT(Find({.descending = true}, SessionPlace{At(12), 1}), IsEmpty());
  // Nothing has to be where it goes on.
  EXPECT_THAT(Find({}, SessionPlace{At(11), 9}), ElementsAre(1, 2, 3, 4));
  // The bound of the filter holds as well.
  EXPECT_THAT(Find({.start_min = At(13)}, SessionPlace{At(12), 1}), IsEmpty());
  EXPECT_THAT(
      Find({.start_max = At(11), .descending = true}, SessionPlace{At(12), 4}),
      IsEmpty());
}

TEST_F(ProgrammeTest, SaysWhetherThereIsMore) {
  for (int64_t id = 1; id <= 3; ++id) Put(SampleListed(id, At(12)));
  EXPECT_THAT(Find({}, std::nullopt, 2), ElementsAre(1, 2));
  EXPECT_TRUE(programme_.Find({}, std::nullopt, 2).more);
  EXPECT_FALSE(programme_.Find({}, std::nullopt, 3).more);
  // What does not pass is not more.
  PutChanged(4, [](auto& to) { to.state = SessionState::kClosed; });
  const SessionFilter open = {.states = {SessionState::kOpen}};
  EXPECT_FALSE(programme_.Find(open, std::nullopt, 3).more);
}

TEST_F(ProgrammeTest, StartsLieBetweenBothEndsIncluded) {
  for (int64_t id = 1; id <= 4; ++id) Put(SampleListed(id, At(10 + id)));
  EXPECT_THAT(Find({.start_min = At(12), .start_max = At(13)}),
              ElementsAre(2, 3));
  EXPECT_THAT(Find({.start_min = At(12) + absl::Microseconds(1)}),
              ElementsAre(3, 4));
  EXPECT_THAT(Find({.start_max = At(12) - absl::Microseconds(1)}),
              ElementsAre(1));
  EXPECT_THAT(Find({.start_min = At(14), .start_max = At(11)}), IsEmpty());
  EXPECT_THAT(
      Find({.start_min = At(12), .start_max = At(13), .descending = true}),
      ElementsAre(3, 2));
}

TEST_F(ProgrammeTest, FiltersByWhatTheSessionIs) {
  PutChanged(1, [](auto&) {});
  PutChanged(2, [](auto& to) { to.state = SessionState::kClosed; });
  PutChanged(3, [](auto& to) { to.age_range = {12, 15}; });
  PutChanged(4, [](auto& to) { to.delivery = DeliveryMode::kVenue; });
  PutChanged(5, [](auto& to) { to.time_of_day = TimeOfDay::kDaytime; });
  EXPECT_THAT(Find({.states = {SessionState::kClosed}}), ElementsAre(2));
  EXPECT_THAT(Find({.states = {SessionState::kClosed, SessionState::kOpen}}),
              ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(Find({.delivery = DeliveryMode::kVenue}), ElementsAre(4));
  EXPECT_THAT(Find({.time_of_day = TimeOfDay::kDaytime}), ElementsAre(5));
  for (const int age : {12, 15}) {
    EXPECT_THAT(Find({.age_years = age}), ElementsAre(3)) << age;
  }
  EXPECT_THAT(Find({.age_years = 11}), ElementsAre(1, 2, 4, 5));
  for (const int age : {0, 4, 16}) {
    EXPECT_THAT(Find({.age_years = age}), IsEmpty()) << age;
  }
  EXPECT_THAT(Find({.states = {SessionState::kOpen},
                    .age_years = 7,
                    .delivery = DeliveryMode::kTeams,
                    .time_of_day = TimeOfDay::kEvening}),
              ElementsAre(1));
}

TEST_F(ProgrammeTest, FiltersByWhatTheWorkshopIs) {
  ListedWorkshop other = SampleListedWorkshop();
  other.audience = Audience::kYoungPeople;
  other.topics = {"anxiety"};
  Put(6, other);
  Put(SampleListed(1, At(12), 6));
  Put(SampleListed(2, At(12), 7));
  EXPECT_THAT(Find({.workshop_id = 6}), ElementsAre(1));
  EXPECT_THAT(Find({.workshop_id = 5}), IsEmpty());
  EXPECT_THAT(Find({.audience = Audience::kYoungPeople}), ElementsAre(1));
  EXPECT_THAT(Find({.topic = "anxiety"}), ElementsAre(1, 2));
  EXPECT_THAT(Find({.topic = "sleep"}), ElementsAre(2));
  EXPECT_THAT(Find({.topic = "Sleep"}), IsEmpty());
}

TEST_F(ProgrammeTest, HidesDraftsFromThePublic) {
  for (const WorkshopState state :
       {WorkshopState::kDraft, WorkshopState::kPublished,
        WorkshopState::kArchived}) {
    const auto id = static_cast<int64_t>(state);
    Put(id, {.state = state});
    Put(SampleListed(id, At(12), id));
  }
  PutChanged(4, [](auto& to) {
    to.state = SessionState::kDraft;
    to.staff_only = true;
  });
  EXPECT_THAT(Find({.viewer = Viewer::kPublic}), ElementsAre(2));
  EXPECT_THAT(Find({.viewer = Viewer::kStaff}), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(
      Find({.viewer = Viewer::kPublic, .states = {SessionState::kDraft}}),
      IsEmpty());
}

TEST_F(ProgrammeTest, NewsReplaceWhatWasThere) {
  Put(SampleListed(1, At(12)));
  Put(SampleListed(2, At(13)));
  const Programme before = programme_;
  Put(SampleListed(1, At(14)));
  EXPECT_THAT(Find({}), ElementsAre(2, 1));
  // In places that others had.
  ProgrammeNews news;
  news.sessions[2] = SampleListed(2, At(14));
  news.sessions[1] = SampleListed(1, At(13));
  news.sessions[3] = SampleListed(3, At(12), 8);
  news.workshops[8] = SampleListedWorkshop();
  news.workshops[7] = {.state = WorkshopState::kPublished, .topics = {"mood"}};
  programme_ = Programme(programme_, news, 99);
  EXPECT_THAT(Find({}), ElementsAre(3, 1, 2));
  EXPECT_THAT(Find({.topic = "mood"}), ElementsAre(1, 2));
  EXPECT_EQ(programme_.revision(), 99);

  // What somebody still reads stays as it was.
  EXPECT_EQ(before.Find({}, std::nullopt, kAll).sessions.size(), 2);
  EXPECT_EQ(before.Find({}, std::nullopt, kAll).sessions[0]->place.id, 1);
}

TEST_F(ProgrammeTest, PassesWorkshops) {
  const Workshop workshop = SampleWorkshop();
  EXPECT_TRUE(Passes(workshop, {}));
  EXPECT_TRUE(Passes(workshop, {.state = WorkshopState::kPublished,
                                .audience = Audience::kParentsAndCarers,
                                .age_years = 5,
                                .topic = "sleep",
                                .delivery = DeliveryMode::kTeams}));
  EXPECT_FALSE(Passes(workshop, {.state = WorkshopState::kDraft}));
  EXPECT_FALSE(Passes(workshop, {.audience = Audience::kYoungPeople}));
  EXPECT_FALSE(Passes(workshop, {.age_years = 12}));
  EXPECT_FALSE(Passes(workshop, {.topic = "slee"}));
  EXPECT_FALSE(Passes(workshop, {.delivery = DeliveryMode::kVenue}));
  Workshop draft = workshop;
  draft.state = WorkshopState::kDraft;
  EXPECT_FALSE(Passes(draft, {.viewer = Viewer::kPublic}));
  EXPECT_TRUE(Passes(draft, {.viewer = Viewer::kStaff}));
}

// In London, whatever the offset is.
TEST(TimeOfDayTest, EveningBeginsAtFive) {
  const auto at = [](int month, int hour, int minute) {
    return TimeOfDayOf(absl::FromCivil(
        absl::CivilMinute(2026, month, 2, hour, minute), absl::UTCTimeZone()));
  };
  EXPECT_EQ(at(3, 16, 59), TimeOfDay::kDaytime);
  EXPECT_EQ(at(3, 17, 0), TimeOfDay::kEvening);
  EXPECT_EQ(at(7, 15, 59), TimeOfDay::kDaytime);
  EXPECT_EQ(at(7, 16, 0), TimeOfDay::kEvening);
  EXPECT_EQ(at(3, 23, 59), TimeOfDay::kEvening);
  EXPECT_EQ(at(3, 0, 0), TimeOfDay::kDaytime);
}

}  // namespace
}  // namespace cwp::scheduling
