#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/feed/log.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;

class FeedTest : public ServiceFixture {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(ServiceFixture::SetUp());
    workshop_ = MakePublished("worries");
  }

  // What is on the feed after the two entries that SetUp makes: kind, id and
  // cause.
  std::vector<std::string> Causes() {
    std::vector<std::string> causes;
    for (const feed::v1::Change& change : Since()) {
      causes.push_back(absl::StrCat(change.kind(), " ", change.resource_id(),
                                    " ", change.cause()));
    }
    return causes;
  }

  std::vector<feed::v1::Change> Since() {
    std::vector<feed::v1::Change> changes = ReadFeed();
    changes.erase(changes.begin(), changes.begin() + 2);
    return changes;
  }

  std::string Entry(const v1::Session& session, absl::string_view cause) {
    return absl::StrCat("session ", session.id(), " ", cause);
  }

  v1::Workshop workshop_;
};

TEST_F(FeedTest, HoldsEveryChangeOnce) {
  const v1::Session session = MakeSessionOf(workshop_.id(), At(18));
  ASSERT_OK(About(&Stub::OpenSession, session.id()));
  ASSERT_OK(About(&Stub::OpenSession, session.id()));
  ASSERT_OK(About(&Stub::CloseSession, session.id()));
  ASSERT_OK(About(&Stub::CancelSession, session.id()));
  ASSERT_OK(About(&Stub::CancelSession, session.id()));
  const auto refused = About(&Stub::OpenSession, session.id());
  EXPECT_THAT(refused, HasReason("SESSION_CANCELLED"));
  EXPECT_THAT(Causes(), ElementsAre(Entry(session, "session_created"),
                                    Entry(session, "session_opened"),
                                    Entry(session, "session_closed"),
                                    Entry(session, "session_cancelled")));

  const std::vector<feed::v1::Change> all = ReadFeed();
  EXPECT_EQ(all[0].cause(), "workshop_created");
  EXPECT_EQ(all[1].cause(), "workshop_published");
  EXPECT_EQ(all[1].kind(), "workshop");
  EXPECT_EQ(all[1].resource(), workshop_.SerializeAsString());
}

TEST_F(FeedTest, SaysWhoAndWhen) {
  const v1::Session session = MakeSessionOf(workshop_.id(), At(18));
  const feed::v1::Change change = Since()[0];
  EXPECT_EQ(change.actor().kind(), "OPERATOR");
  EXPECT_EQ(change.actor().id(), "");
  EXPECT_EQ(change.commit_micros(), absl::ToUnixMicros(At(9)));
  v1::Session on_feed;
  ASSERT_TRUE(on_feed.ParseFromString(change.resource()));
  EXPECT_EQ(on_feed.SerializeAsString(), session.SerializeAsString());
}

TEST_F(FeedTest, EtagIsTheRevision) {
  MakeSessionOf(workshop_.id(), At(18));
  MakeSessionOf(workshop_.id(), At(20));
  const std::vector<feed::v1::Change> all = ReadFeed();
  for (size_t i = 2; i < all.size(); ++i) {
    v1::Session session;
    ASSERT_TRUE(session.ParseFromString(all[i].resource()));
    EXPECT_EQ(session.etag(), absl::StrCat("\"", i + 1, "\""));
  }
}

TEST_F(FeedTest, SessionsChangeWithWhatTheyShowOfTheirWorkshop) {
  const int64_t other = MakePublished("sleep").id();
  const v1::Session ending = MakeSessionOf(workshop_.id(), At(10));
  const v1::Session running = MakeSessionOf(workshop_.id(), At(11));
  const v1::Session coming = MakeSessionOf(workshop_.id(), At(18));
  const v1::Session cancelled = MakeSessionOf(workshop_.id(), At(20));
  ASSERT_OK(About(&Stub::CancelSession, cancelled.id()));
  MakeSessionOf(other, At(18));
  clock_.Advance(At(11, 30) - At(9));
  const v1::Session ended = AwaitCompletion(ending.id());
  const size_t before = Causes().size();

  v1::UpdateWorkshopRequest update;
  update.mutable_workshop()->set_id(workshop_.id());
  update.mutable_workshop()->set_title("Renamed");
  v1::Delivery& delivery = *update.mutable_workshop()->mutable_delivery();
  delivery.set_mode(v1::Delivery::VENUE);
  delivery.mutable_venue()->set_name("Village hall");
  delivery.mutable_venue()->set_address("1 High Street, Little Sampling");
  ASSERT_OK(Call(&Stub::UpdateWorkshop, update));

  std::vector<std::string> causes = Causes();
  causes.erase(causes.begin(), causes.begin() + before);
  EXPECT_THAT(causes, ElementsAre(absl::StrCat("workshop ", workshop_.id(),
                                               " workshop_updated"),
                                  Entry(running, "workshop_updated"),
                                  Entry(coming, "workshop_updated"),
                                  Entry(cancelled, "workshop_updated")));
  ASSERT_OK_AND_ASSIGN(const v1::Session shown, GetSession(coming.id()));
  EXPECT_EQ(shown.workshop_title(), "Renamed");
  EXPECT_EQ(shown.delivery().SerializeAsString(), delivery.SerializeAsString());
  EXPECT_NE(shown.etag(), coming.etag());
  EXPECT_EQ(Since().back().resource_id(), cancelled.id());
  ASSERT_OK_AND_ASSIGN(const v1::Session past, GetSession(ended.id()));
  EXPECT_EQ(past.SerializeAsString(), ended.SerializeAsString());
}

TEST_F(FeedTest, SessionsDoNotChangeWithTheRest) {
  const v1::Session session = MakeSessionOf(workshop_.id(), At(18));
  v1::UpdateWorkshopRequest update;
  update.mutable_workshop()->set_id(workshop_.id());
  update.mutable_workshop()->set_summary("Another summary.");
  ASSERT_OK(Call(&Stub::UpdateWorkshop, update));
  ASSERT_OK_AND_ASSIGN(const v1::Session same, GetSession(session.id()));
  EXPECT_EQ(same.etag(), session.etag());
}

TEST_F(FeedTest, FollowingGivesWhatListingGives) {
  const v1::Session first = MakeSessionOf(workshop_.id(), At(18));
  const v1::Session second = MakeSessionOf(workshop_.id(), At(20));
  ASSERT_OK(About(&Stub::OpenSession, first.id()));
  ASSERT_OK(About(&Stub::CancelSession, second.id()));
  std::map<int64_t, std::string> followed;
  for (const feed::v1::Change& change : ReadFeed()) {
    if (change.kind() == "session") {
      followed[change.resource_id()] = change.resource();
    }
  }
  ASSERT_OK_AND_ASSIGN(
      const v1::ListSessionsResponse list,
      Call(&Stub::ListSessions, v1::ListSessionsRequest(), kRegistration));
  std::map<int64_t, std::string> listed;
  for (const v1::Session& session : list.sessions()) {
    listed[session.id()] = session.SerializeAsString();
  }
  EXPECT_EQ(followed, listed);
}

// A follower that missed more than is kept has to list anew.
TEST_F(FeedTest, OldEntriesAndRequestsAreForgotten) {
  clock_.Advance(absl::Hours(31 * 24));
  MakeDraft("sleep");
  // The slug is taken by the workshop that the forgotten request made.
  EXPECT_THAT(Call(&Stub::CreateWorkshop, NewWorkshop("worries")),
              HasReason("SLUG_TAKEN"));
  ASSERT_OK(OpenDatabase());
  ASSERT_OK(database_->Read([&](db::Transaction& tx) {
    EXPECT_THAT(feed::ReadAfter(tx, {}, 10, 1 << 20),
                HasReason("REVISION_COMPACTED"));
    return absl::OkStatus();
  }));
}

}  // namespace
}  // namespace cwp::scheduling
