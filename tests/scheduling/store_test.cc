#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/schema.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_store.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(database_.Open(clock_, Migrations())); }

  absl::Status Save(const Workshop& workshop) {
    return database_->Write(
        [&](db::Transaction& tx) { return InsertWorkshop(tx, workshop); });
  }

  absl::Status Replace(const Workshop& workshop) {
    return database_->Write(
        [&](db::Transaction& tx) { return ReplaceWorkshop(tx, workshop); });
  }

  absl::Status Insert(const Session& session, absl::string_view uri = "") {
    return database_->Write(
        [&](db::Transaction& tx) { return InsertSession(tx, session, uri); });
  }

  // What `read` gives in a read transaction.
  template <class Result>
  absl::StatusOr<Result> Read(
      absl::FunctionRef<absl::StatusOr<Result>(db::Transaction&)> read) {
    absl::StatusOr<Result> result;
    RETURN_IF_ERROR(database_->Read([&](db::Transaction& tx) {
      result = read(tx);
      return result.status();
    }));
    return result;
  }

  absl::StatusOr<std::optional<Workshop>> Find(int64_t id) {
    return Read<std::optional<Workshop>>(
        [&](db::Transaction& tx) { return FindWorkshop(tx, id); });
  }

  absl::StatusOr<std::optional<Session>> FindOne(int64_t id) {
    return Read<std::optional<Session>>(
        [&](db::Transaction& tx) { return FindSession(tx, id); });
  }

  // The ids of a page.
  std::vector<int64_t> WorkshopsAfter(int64_t id, int limit) {
    const auto found = Read<std::vector<Workshop>>(
        [&](db::Transaction& tx) { return ListWorkshops(tx, id, limit); });
    EXPECT_OK(found);
    std::vector<int64_t> ids;
    for (const Workshop& workshop : *found) ids.push_back(workshop.id);
    return ids;
  }

  std::vector<int64_t> SessionsAfter(const std::optional<SessionPlace>& place,
                                     int limit) {
    const auto found = Read<std::vector<Session>>(
        [&](db::Transaction& tx) { return ListSessions(tx, place, limit); });
    EXPECT_OK(found);
    std::vector<int64_t> ids;
    for (const Session& session : *found) ids.push_back(session.id);
    return ids;
  }

  FakeClock clock_;
  db::TestDatabase database_;
};

Workshop Sample(int64_t id, WorkshopState state = WorkshopState::kPublished) {
  Workshop workshop = SampleWorkshop(id);
  workshop.content.slug = "worries-" + std::to_string(id);
  workshop.state = state;
  return workshop;
}

Session SampleAt(int64_t id, int64_t workshop_id, absl::Time start,
                 SessionState state = SessionState::kOpen) {
  Session session = SampleSession(id, workshop_id);
  session.content.meetings = {SampleMeeting(start, start + absl::Hours(1))};
  session.state = state;
  return session;
}

TEST_F(StoreTest, WorkshopComesBackAsItWas) {
  Workshop workshop = SampleWorkshop(std::numeric_limits<int64_t>::max());
  workshop.content.title = "Sorgen \xF0\x9F\x8C\xB1 '; --";
  ASSERT_OK(Save(workshop));
  EXPECT_THAT(Find(workshop.id), IsOkAndHolds(std::optional(workshop)));

  workshop.content.delivery = AtTheHall();
  workshop.content.topics = {};
  workshop.content.description = "";
  workshop.state = WorkshopState::kDraft;
  workshop.publish_time = std::nullopt;
  workshop.update_time = At(11);
  workshop.revision = 99;
  ASSERT_OK(Replace(workshop));
  EXPECT_THAT(Find(workshop.id), IsOkAndHolds(std::optional(workshop)));
  EXPECT_THAT(Find(1), IsOkAndHolds(std::optional<Workshop>()));
}

TEST_F(StoreTest, WorkshopIsFoundBySlug) {
  ASSERT_OK(Save(Sample(7)));
  const auto by_slug = [&](absl::string_view slug) {
    return Read<std::optional<Workshop>>(
        [&](db::Transaction& tx) { return FindWorkshopBySlug(tx, slug); });
  };
  const auto holder = [&](absl::string_view slug) {
    return Read<std::optional<int64_t>>(
        [&](db::Transaction& tx) { return FindSlugHolder(tx, slug); });
  };
  EXPECT_THAT(by_slug("worries-7"), IsOkAndHolds(std::optional(Sample(7))));
  EXPECT_THAT(by_slug("worries"), IsOkAndHolds(std::optional<Workshop>()));
  EXPECT_THAT(holder("worries-7"), IsOkAndHolds(std::optional<int64_t>(7)));
  EXPECT_THAT(holder("worries"), IsOkAndHolds(std::optional<int64_t>()));
}

TEST_F(StoreTest, DatabaseRefusesAnIdTwice) {
  ASSERT_OK(Save(Sample(7)));
  Workshop other = Sample(7);
  other.content.slug = "another";
  EXPECT_THAT(Save(other), HasReason("CONSTRAINT_VIOLATED"));
}

TEST_F(StoreTest, DatabaseRefusesASlugTwice) {
  ASSERT_OK(Save(Sample(7)));
  Workshop other = Sample(8);
  other.content.slug = Sample(7).content.slug;
  EXPECT_THAT(Save(other), HasReason("CONSTRAINT_VIOLATED"));
  ASSERT_OK(Save(Sample(8)));
  EXPECT_THAT(Replace(other), HasReason("CONSTRAINT_VIOLATED"));
}

TEST_F(StoreTest, WorkshopsAreListedInOrderOfId) {
  for (const int64_t id : {9, 7, 8}) ASSERT_OK(Save(Sample(id)));
  ASSERT_OK(Save(Sample(6, WorkshopState::kDraft)));
  EXPECT_THAT(WorkshopsAfter(0, 9), ElementsAre(6, 7, 8, 9));
  EXPECT_THAT(WorkshopsAfter(0, 2), ElementsAre(6, 7));
  EXPECT_THAT(WorkshopsAfter(7, 9), ElementsAre(8, 9));
}

TEST_F(StoreTest, SessionComesBackAsItWas) {
  ASSERT_OK(Save(Sample(7)));
  Session session = SampleSession();
  session.content.meetings.push_back(SampleMeeting(At(20), At(21)));
  session.content.meetings[1].time_zone = "America/New_York";
  ASSERT_OK(Insert(session));
  EXPECT_THAT(FindOne(8), IsOkAndHolds(std::optional(session)));

  session.id = 9;
  session.content.booking_open_time = At(4);
  session.content.booking_close_time = At(5);
  session.join_address_version = 1;
  session.delivery = AtTheHall();
  ASSERT_OK(Insert(session));
  EXPECT_THAT(FindOne(9), IsOkAndHolds(std::optional(session)));
  EXPECT_THAT(FindOne(10), IsOkAndHolds(std::optional<Session>()));

  session.content.delivery = AtTheHall();
  session.content.format = SessionFormat::kLiveWebinar;
  ASSERT_OK(database_->Write([&](db::Transaction& tx) {
    return RearrangeSessions(tx, {&session, 1});
  }));
  EXPECT_THAT(FindOne(9), IsOkAndHolds(std::optional(session)));
  session.id = 10;
  ASSERT_OK(Insert(session));
  EXPECT_THAT(FindOne(10), IsOkAndHolds(std::optional(session)));
}

TEST_F(StoreTest, SessionNeedsItsWorkshop) {
  EXPECT_THAT(Insert(SampleSession()), HasReason("CONSTRAINT_VIOLATED"));
}

TEST_F(StoreTest, SessionsAreUpdatedTogether) {
  ASSERT_OK(Save(Sample(7)));
  Session first = SampleSession(8);
  Session second = SampleSession(9);
  ASSERT_OK(Insert(first));
  ASSERT_OK(Insert(second));
  first.state = SessionState::kCancelled;
  first.never_shown = true;
  first.pending = {.apply_time = At(13)};
  second.pending = {.apply_time = At(13),
                    .meetings = {SampleMeeting(At(19), At(20)),
                                 SampleMeeting(At(21), At(22))}};
  second.workshop_title = "Renamed";
  second.delivery = AtTheHall();
  for (Session* session : {&first, &second}) {
    session->update_time = At(12);
    session->revision += 100;
  }
  ASSERT_OK(database_->Write([&](db::Transaction& tx) {
    return UpdateSessions(tx, {first, second});
  }));
  EXPECT_THAT(FindOne(8), IsOkAndHolds(std::optional(first)));
  EXPECT_THAT(FindOne(9), IsOkAndHolds(std::optional(second)));
}

TEST_F(StoreTest, SessionsAreListedInOrderOfStart) {
  ASSERT_OK(Save(Sample(6, WorkshopState::kDraft)));
  ASSERT_OK(Save(Sample(7)));
  ASSERT_OK(Insert(SampleAt(11, 7, At(12))));
  ASSERT_OK(Insert(SampleAt(12, 7, At(10), SessionState::kClosed)));
  ASSERT_OK(Insert(SampleAt(13, 6, At(11))));
  ASSERT_OK(Insert(SampleAt(14, 7, At(12))));
  EXPECT_THAT(SessionsAfter(std::nullopt, 9), ElementsAre(12, 13, 11, 14));
  EXPECT_THAT(SessionsAfter(std::nullopt, 2), ElementsAre(12, 13));
  EXPECT_THAT(SessionsAfter(SessionPlace{At(12), 11}, 9), ElementsAre(14));
  EXPECT_THAT(SessionsAfter(SessionPlace{At(11), 0}, 9),
              ElementsAre(13, 11, 14));
}

TEST_F(StoreTest, PagesCountSessionsNotMeetings) {
  ASSERT_OK(Save(Sample(7)));
  for (const int64_t id : {8, 9, 10}) {
    Session session = SampleSession(id);
    session.content.meetings.push_back(SampleMeeting(At(20), At(21)));
    session.content.meetings.push_back(SampleMeeting(At(21), At(22)));
    ASSERT_OK(Insert(session));
  }
  ASSERT_OK_AND_ASSIGN(const std::vector<Session> found,
                       Read<std::vector<Session>>([&](db::Transaction& tx) {
                         return ListSessions(tx, std::nullopt, 2);
                       }));
  ASSERT_EQ(found.size(), 2);
  EXPECT_EQ(found[0].content.meetings.size(), 3);
  EXPECT_EQ(found[1].content.meetings.size(), 3);
  EXPECT_EQ(found[1].content.meetings[2].start, At(21));
}

TEST_F(StoreTest, SessionsNotEndedAreThoseOfTheWorkshop) {
  ASSERT_OK(Save(Sample(6)));
  ASSERT_OK(Save(Sample(7)));
  ASSERT_OK(Insert(SampleAt(11, 7, At(8))));
  ASSERT_OK(Insert(SampleAt(12, 7, At(9))));
  ASSERT_OK(Insert(SampleAt(13, 6, At(9))));
  ASSERT_OK_AND_ASSIGN(const std::vector<Session> found,
                       Read<std::vector<Session>>([&](db::Transaction& tx) {
                         return ListSessionsNotEnded(tx, 7, At(9));
                       }));
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].id, 12);
}

TEST_F(StoreTest, JoinAddressIsKeptBesideTheSession) {
  ASSERT_OK(Save(Sample(7)));
  Session session = SampleSession(8);
  session.join_address_version = 1;
  const std::string sealed("\x00\xFFsealed", 8);
  ASSERT_OK(Insert(session, sealed));
  ASSERT_OK(Insert(SampleSession(9)));
  const auto find = [&](int64_t id) {
    return Read<std::optional<SealedJoinAddress>>(
        [&](db::Transaction& tx) { return FindJoinAddress(tx, id); });
  };
  ASSERT_OK_AND_ASSIGN(const auto set, find(8));
  ASSERT_TRUE(set.has_value());
  EXPECT_EQ(set->uri, sealed);
  EXPECT_EQ(set->version, 1);
  ASSERT_OK_AND_ASSIGN(const auto unset, find(9));
  ASSERT_TRUE(unset.has_value());
  EXPECT_EQ(unset->uri, "");
  EXPECT_EQ(unset->version, 0);
  ASSERT_OK_AND_ASSIGN(const auto missing, find(10));
  EXPECT_FALSE(missing.has_value());
}

}  // namespace
}  // namespace cwp::scheduling
