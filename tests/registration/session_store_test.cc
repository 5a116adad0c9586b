#include "services/registration/session_store.h"

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/schema.h"

namespace cwp::registration {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kSession = 7;

class JoinUriTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(database_.Open(clock_, Migrations())); }

  // The feed names a version of the address of a session.
  void Want(int64_t version, int64_t session_id = kSession) {
    const Session session = {.id = session_id,
                             .state = SessionState::kOpen,
                             .booking_open_time = clock_.Now(),
                             .booking_close_time = clock_.Now(),
                             .join_address_version = version};
    ASSERT_OK(database_->Write(
        [&](db::Transaction& tx) { return SaveSession(tx, session); }));
  }

  // Scheduling answers with a version of it. Whether it is the one wanted.
  bool Save(int64_t version, const std::string& uri) {
    bool wanted = false;
    EXPECT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(wanted, SaveJoinUri(tx, kSession, version, uri));
      return absl::OkStatus();
    }));
    return wanted;
  }

  std::string Kept() {
    std::string uri;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(uri, FindJoinUri(tx, kSession));
      return absl::OkStatus();
    }));
    return uri;
  }

  std::vector<int64_t> Without() {
    std::vector<int64_t> ids;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(ids, FindSessionsWithoutAddress(tx));
      return absl::OkStatus();
    }));
    return ids;
  }

  FakeClock clock_;
  db::TestDatabase database_;
};

TEST_F(JoinUriTest, IsWantedUntilItsVersionIsKept) {
  Want(1);
  EXPECT_THAT(Without(), ElementsAre(kSession));
  EXPECT_TRUE(Save(1, "one"));
  EXPECT_THAT(Without(), IsEmpty());
  Want(2);
  EXPECT_THAT(Without(), ElementsAre(kSession));
  EXPECT_EQ(Kept(), "one") << "until there is another";
}

TEST_F(JoinUriTest, ALateAnswerDoesNotPushOutANewerAddress) {
  Want(2);
  EXPECT_TRUE(Save(2, "two"));
  EXPECT_FALSE(Save(1, "one"));
  EXPECT_EQ(Kept(), "two");
}

TEST_F(JoinUriTest, AnAnswerAheadOfTheFeedIsKept) {
  Want(1);
  EXPECT_FALSE(Save(2, "two"));
  EXPECT_EQ(Kept(), "two");
  Want(2);
  EXPECT_THAT(Without(), IsEmpty());
}

TEST_F(JoinUriTest, AnOlderVersionIsFetchedWhenTheFeedGoesBackToIt) {
  Want(5);
  EXPECT_TRUE(Save(5, "five"));
  Want(3);
  EXPECT_THAT(Without(), ElementsAre(kSession));
  EXPECT_TRUE(Save(3, "three"));
  EXPECT_THAT(Without(), IsEmpty());
  EXPECT_EQ(Kept(), "three");
}

TEST_F(JoinUriTest, DoubtedAddressesAreKeptUntilTheyAreFetched) {
  Want(5);
  EXPECT_TRUE(Save(5, "five"));
  ASSERT_OK(database_->Write(DoubtJoinUris));
  EXPECT_THAT(Without(), ElementsAre(kSession));
  EXPECT_EQ(Kept(), "five");
  EXPECT_TRUE(Save(5, "another five"));
  EXPECT_THAT(Without(), IsEmpty());
  EXPECT_EQ(Kept(), "another five");
}

TEST(MigrationsTest, TakeADatabaseFromEveryStepToTheNewest) {
  const std::vector<db::Migration> steps = Migrations();
  for (size_t step = 1; step < steps.size(); ++step) {
    FakeClock clock;
    db::TestDatabase database;
    ASSERT_OK(database.Open(clock, absl::MakeConstSpan(steps).first(step)));
    EXPECT_OK(db::Migrate(*database, steps)) << "from step " << step;
  }
}

}  // namespace
}  // namespace cwp::registration
