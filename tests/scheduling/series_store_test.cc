#include "services/scheduling/series_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/schema.h"
#include "services/scheduling/series_commands.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_store.h"
#include "tests/scheduling/series_samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SeriesStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    ASSERT_OK(Save(SampleWorkshop()));
  }

  absl::Status Save(const Workshop& workshop) {
    return database_->Write(
        [&](db::Transaction& tx) { return InsertWorkshop(tx, workshop); });
  }

  absl::Status Save(const Series& series) {
    return database_->Write([&](db::Transaction& tx) -> absl::Status {
      RETURN_IF_ERROR(InsertSeries(tx, series));
      std::vector<Session> sessions = series.sessions;
      for (Session& session : sessions) session.revision = 15;
      return InsertSessions(tx, sessions,
                            std::vector<std::string>(sessions.size()));
    });
  }

  absl::Status Save(const Session& session) {
    return database_->Write(
        [&](db::Transaction& tx) { return InsertSession(tx, session, ""); });
  }

  absl::StatusOr<std::optional<Series>> Find(int64_t id) {
    std::optional<Series> found;
    RETURN_IF_ERROR(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(found, FindSeries(tx, id));
      return absl::OkStatus();
    }));
    return found;
  }

  // Who is in the way of a meeting: ids, with a `v` where it is for the venue.
  std::vector<std::string> InTheWay(absl::Time start, absl::Time end,
                                    const Workshop& workshop,
                                    int64_t series_id = 0) {
    std::vector<std::string> shown;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(
          const std::vector<SessionConflict> found,
          LoadConflicts(tx, workshop, series_id,
                        {{.day = "2026-03-02", .start = start, .end = end}}));
      for (const SessionConflict& conflict : found) {
        EXPECT_EQ(conflict.day, "2026-03-02");
        shown.push_back(absl::StrCat(
            conflict.session_id,
            conflict.kind == SessionConflict::Kind::kSameVenue ? "v" : ""));
      }
      return absl::OkStatus();
    }));
    return shown;
  }

  FakeClock clock_;
  db::TestDatabase database_;
};

Session SessionAt(int64_t id, absl::Time start, absl::Time end,
                  int64_t workshop_id = 7) {
  Session session = SampleSession(id, workshop_id);
  session.content.meetings = {SampleMeeting(start, end)};
  return session;
}

TEST_F(SeriesStoreTest, ComesBackAsItWas) {
  Series series = SampleSeriesWithSessions();
  SeriesPattern& pattern = series.pattern;
  pattern.exceptions = {absl::CivilDay(2026, 4, 7),
                        absl::CivilDay(2026, 3, 24)};
  pattern.clock_choice = ClockChoice::kSkip;
  pattern.clock_choices = {
      {absl::CivilDay(2026, 3, 24), ClockChoice::kLater},
      {absl::CivilDay(2026, 3, 31), ClockChoice::kEarlier}};
  pattern.skip_bank_holidays = true;
  series.booking_open_days = 28;
  series.booking_close_minutes = 90;
  ASSERT_OK(Save(series));
  for (Session& session : series.sessions) session.revision = 15;
  EXPECT_THAT(Find(series.id), IsOkAndHolds(std::optional(series)));
  EXPECT_THAT(Find(51), IsOkAndHolds(std::optional<Series>()));

  pattern.start = absl::CivilMinute(2026, 3, 17, 19, 15);
  pattern.meeting_duration = absl::Minutes(45);
  series.capacity = 8;
  series.update_time = At(11);
  series.revision = 99;
  Session& moved = series.sessions[1];
  moved.content.meetings = {SampleMeeting(At(7), At(8))};
  moved.content.capacity = 8;
  moved.content.booking_close_time = At(6);
  moved.state = SessionState::kCancelled;
  moved.series->edited_alone = true;
  moved.revision = 100;
  ASSERT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(ReplaceSeries(tx, series));
    return RearrangeSessions(tx, {&moved, 1});
  }));
  EXPECT_THAT(Find(series.id), IsOkAndHolds(std::optional(series)));
}

TEST_F(SeriesStoreTest, ADateHasOneSession) {
  ASSERT_OK(Save(SampleSeriesWithSessions()));
  Session second = SampleSession(200);
  second.series = SeriesPlace{.series_id = 50, .day = "2026-03-24"};
  EXPECT_THAT(Save(second), HasReason("CONSTRAINT_VIOLATED"));
  second.series->day = "2026-03-25";
  EXPECT_OK(Save(second));
}

TEST_F(SeriesStoreTest, FindsWhoMeetsAtTheSameTime) {
  const Workshop workshop = SampleWorkshop();
  ASSERT_OK(Save(SessionAt(8, At(10), At(11))));
  EXPECT_THAT(InTheWay(At(9), At(10), workshop), IsEmpty());
  EXPECT_THAT(InTheWay(At(11), At(12), workshop), IsEmpty());
  EXPECT_THAT(InTheWay(At(9), At(10, 1), workshop), ElementsAre("8"));
  EXPECT_THAT(InTheWay(At(10, 59), At(12), workshop), ElementsAre("8"));
  EXPECT_THAT(InTheWay(At(10, 20), At(10, 30), workshop), ElementsAre("8"));
  EXPECT_THAT(InTheWay(At(9), At(12), workshop), ElementsAre("8"));
  // One that began as long ago as a meeting may last.
  ASSERT_OK(Save(SessionAt(9, At(13), At(13) + absl::Hours(24))));
  EXPECT_THAT(InTheWay(At(12, 59) + absl::Hours(24), At(14) + absl::Hours(24),
                       workshop),
              ElementsAre("9"));
}

TEST_F(SeriesStoreTest, LooksAtEveryMeetingOfLiveSessions) {
  const Workshop workshop = SampleWorkshop();
  Session course = SessionAt(8, At(10), At(11));
  course.content.meetings.push_back(SampleMeeting(At(15), At(16)));
  ASSERT_OK(Save(course));
  EXPECT_THAT(InTheWay(At(15), At(16), workshop), ElementsAre("8"));
  EXPECT_THAT(InTheWay(At(12), At(13), workshop), IsEmpty());
  Session cancelled = SessionAt(9, At(12), At(13));
  cancelled.state = SessionState::kCancelled;
  ASSERT_OK(Save(cancelled));
  EXPECT_THAT(InTheWay(At(12), At(13), workshop), IsEmpty());
}

TEST_F(SeriesStoreTest, TellsWorkshopsVenuesAndItsOwnApart) {
  Workshop elsewhere = SampleWorkshop(70);
  elsewhere.content.slug = "elsewhere";
  elsewhere.content.delivery = AtTheHall();
  ASSERT_OK(Save(elsewhere));
  Session hall = SessionAt(8, At(10), At(11), 70);
  hall.delivery = AtTheHall();
  ASSERT_OK(Save(hall));
  // On Teams there is room for all.
  EXPECT_THAT(InTheWay(At(10), At(11), SampleWorkshop()), IsEmpty());
  Workshop here = SampleWorkshop();
  here.content.delivery = AtTheHall();
  EXPECT_THAT(InTheWay(At(10), At(11), here), ElementsAre("8v"));
  here.content.delivery.venue->postcode = "ZZ2 2ZZ";
  EXPECT_THAT(InTheWay(At(10), At(11), here), IsEmpty());

  const Series series = SampleSeriesWithSessions();
  ASSERT_OK(Save(series));
  const Session& own = series.sessions[0];
  EXPECT_THAT(InTheWay(own.start(), own.end(), SampleWorkshop()),
              ElementsAre("101"));
  EXPECT_THAT(InTheWay(own.start(), own.end(), SampleWorkshop(), series.id),
              IsEmpty());
}

}  // namespace
}  // namespace cwp::scheduling
