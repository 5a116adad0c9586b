#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/proto_time.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/session_store.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::IsEmpty;

constexpr char kJoinUri[] = "https://teams.example.org/meet/open-sesame";

class SessionServiceTest : public ServiceFixture {
 protected:
  absl::StatusOr<v1::JoinAddress> GetJoinAddress(int64_t session_id) {
    v1::GetJoinAddressRequest request;
    request.set_session_id(session_id);
    return Call(&Stub::GetJoinAddress, request, kRegistration);
  }

  v1::Session MakeJoinable(int64_t workshop_id) {
    v1::CreateSessionRequest request = NewSession(workshop_id, At(18));
    request.set_join_uri(kJoinUri);
    request.set_request_id("joinable");
    const auto made = Call(&Stub::CreateSession, request);
    EXPECT_OK(made);
    return made.value_or(v1::Session());
  }
};

TEST_F(SessionServiceTest, CreatesAScheduledSession) {
  const v1::Workshop workshop = MakeDraft("worries");
  ASSERT_OK_AND_ASSIGN(
      const v1::Session made,
      Call(&Stub::CreateSession, NewSession(workshop.id(), At(18))));
  EXPECT_GT(made.id(), 0);
  EXPECT_EQ(made.workshop_id(), workshop.id());
  EXPECT_EQ(made.state(), v1::Session::SCHEDULED);
  EXPECT_EQ(made.etag(), "\"2\"");
  EXPECT_EQ(made.workshop_title(), workshop.title());
  EXPECT_EQ(made.delivery().mode(), v1::Delivery::TEAMS);
  EXPECT_FALSE(made.has_join_address());
  EXPECT_EQ(made.meetings(0).time_zone(), "Europe/London");
  EXPECT_EQ(made.meetings(0).start_time().seconds(),
            absl::ToUnixSeconds(At(18)));
  ASSERT_OK_AND_ASSIGN(const v1::Session found, GetSession(made.id()));
  EXPECT_EQ(found.SerializeAsString(), made.SerializeAsString());
}

TEST_F(SessionServiceTest, RepeatAnswersWithTheFirst) {
  const v1::Workshop workshop = MakeDraft("worries");
  const v1::Session first = MakeJoinable(workshop.id());
  const v1::Session again = MakeJoinable(workshop.id());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(ReadFeed().size(), 2);

  v1::CreateSessionRequest other = NewSession(workshop.id(), At(18));
  other.set_join_uri("https://teams.example.org/meet/another");
  other.set_request_id("joinable");
  EXPECT_THAT(Call(&Stub::CreateSession, other),
              HasReason("REQUEST_ID_REUSED"));
}

// A link of ours sends families where the address leads.
TEST_F(SessionServiceTest, JoinAddressesLeadToKnownHostsAlone) {
  const v1::Workshop workshop = MakeDraft("worries");
  v1::CreateSessionRequest request = NewSession(workshop.id(), At(18));
  for (const char* elsewhere :
       {"https://example.net/meet/1", "https://teams.example.org.evil.test/",
        "https://evil.test/https://teams.example.org/"}) {
    request.set_join_uri(elsewhere);
    const auto refused = Call(&Stub::CreateSession, request);
    EXPECT_THAT(refused, HasReason("JOIN_HOST_NOT_ALLOWED")) << elsewhere;
    EXPECT_EQ(MetadataOf(refused.status(), "allowed"),
              "teams.example.org, typed.example.org");
    EXPECT_THAT(std::string(refused.status().message()),
                testing::Not(testing::HasSubstr("evil")));
  }
  request.set_join_uri("https://Teams.Example.ORG/meet/1");
  ASSERT_OK_AND_ASSIGN(const v1::Session made,
                       Call(&Stub::CreateSession, request));
  v1::UpdateSessionRequest update;
  update.mutable_session()->set_id(made.id());
  update.set_join_uri("https://example.net/meet/1");
  EXPECT_THAT(Call(&Stub::UpdateSession, update),
              HasReason("JOIN_HOST_NOT_ALLOWED"));
}

// Nobody but somebody who looked knows whether strangers can walk in there.
TEST_F(SessionServiceTest, YoungPeopleAreLetInAtATypedAddressOnlyWithAWord) {
  const v1::Workshop workshop = MakePublished("worries");
  const v1::Session made = MakeJoinable(workshop.id());
  v1::UpdateWorkshopRequest young;
  young.mutable_workshop()->set_id(workshop.id());
  young.mutable_workshop()->set_audience(v1::AUDIENCE_YOUNG_PEOPLE);
  ASSERT_OK(Call(&Stub::UpdateWorkshop, young));

  v1::OpenSessionRequest open;
  open.set_id(made.id());
  EXPECT_THAT(Call(&Stub::OpenSession, open),
              HasReason("MEETING_OPTIONS_UNCONFIRMED"));
  open.set_meeting_options_confirmed(true);
  ASSERT_OK(Call(&Stub::OpenSession, open));
  open.set_meeting_options_confirmed(false);
  EXPECT_OK(Call(&Stub::OpenSession, open)) << "it is open";

  v1::UpdateSessionRequest update;
  update.mutable_session()->set_id(made.id());
  update.mutable_session()->set_capacity(7);
  EXPECT_OK(Call(&Stub::UpdateSession, update));
  update.set_join_uri("https://teams.example.org/meet/another");
  EXPECT_THAT(Call(&Stub::UpdateSession, update),
              HasReason("MEETING_OPTIONS_UNCONFIRMED"));
  update.set_meeting_options_confirmed(true);
  EXPECT_OK(Call(&Stub::UpdateSession, update));
}

TEST_F(SessionServiceTest, NeedsItsWorkshop) {
  const auto made = Call(&Stub::CreateSession, NewSession(123, At(18)));
  EXPECT_THAT(made, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(made, HasReason("WORKSHOP_NOT_FOUND"));
}

TEST_F(SessionServiceTest, RefusesPlansThatCannotBe) {
  const int64_t workshop = MakeDraft("worries").id();
  const auto reason = [&](auto change) {
    v1::CreateSessionRequest request = NewSession(workshop, At(18));
    change(request);
    const auto made = Call(&Stub::CreateSession, request);
    EXPECT_THAT(made, StatusIs(absl::StatusCode::kInvalidArgument));
    return ReasonOf(made.status());
  };
  const auto meets = [](const char* start, const char* end) {
    return [=](v1::CreateSessionRequest& request) {
      request.mutable_session()->mutable_meetings(0)->set_local_start(start);
      request.mutable_session()->mutable_meetings(0)->set_local_end(end);
    };
  };
  EXPECT_EQ(reason(meets("2026-03-02T18:00", "2026-03-02T17:00")),
            "MEETING_ENDS_BEFORE_START");
  EXPECT_EQ(reason(meets("2026-03-02T18:00", "2026-03-03T18:01")),
            "FIELD_INVALID");
  EXPECT_EQ(reason(meets("2026-03-29T01:30", "2026-03-29T03:00")),
            "TIME_SKIPPED");
  EXPECT_EQ(reason(meets("2026-10-25T01:30", "2026-10-25T03:00")),
            "TIME_DOUBLED");
  EXPECT_EQ(reason([](auto& request) {
              *request.mutable_session()->add_meetings() =
                  request.session().meetings(0);
            }),
            "MEETINGS_OVERLAP");
  EXPECT_EQ(reason([](auto& request) {
              *request.mutable_session()->mutable_booking_close_time() =
                  ToTimestamp(At(19));
            }),
            "BOOKING_WINDOW_INVALID");
  EXPECT_EQ(
      reason([](auto& request) { request.set_join_uri("http://x.test/"); }),
      "JOIN_URI_INVALID");
  EXPECT_EQ(reason([](auto& request) {
              request.mutable_session()->set_capacity(10001);
            }),
            "FIELD_INVALID");
  ASSERT_OK_AND_ASSIGN(const v1::ListSessionsResponse list,
                       Call(&Stub::ListSessions, v1::ListSessionsRequest()));
  EXPECT_THAT(list.sessions(), IsEmpty());
}

TEST_F(SessionServiceTest, WallTimesKeepTheirHourAcrossTheClockChange) {
  const int64_t workshop = MakeDraft("worries").id();
  v1::CreateSessionRequest request = NewSession(workshop, At(18));
  for (const char* day : {"2026-03-23", "2026-03-30"}) {
    v1::Meeting& meeting = *request.mutable_session()->add_meetings();
    meeting.set_local_start(std::string(day) + "T18:00");
    meeting.set_local_end(std::string(day) + "T19:00");
  }
  ASSERT_OK_AND_ASSIGN(const v1::Session made,
                       Call(&Stub::CreateSession, request));
  const int64_t apart = made.meetings(2).start_time().seconds() -
                        made.meetings(1).start_time().seconds();
  EXPECT_EQ(absl::Seconds(apart), absl::Hours(7 * 24 - 1));
}

TEST_F(SessionServiceTest, MovesThroughItsStates) {
  const v1::Workshop workshop = MakePublished("worries");
  const int64_t id = MakeSessionOf(workshop.id(), At(18)).id();
  EXPECT_THAT(About(&Stub::CloseSession, id), HasReason("SESSION_NOT_OPEN"));
  EXPECT_THAT(About(&Stub::CloseSession, id),
              StatusIs(absl::StatusCode::kFailedPrecondition));

  ASSERT_OK_AND_ASSIGN(const v1::Session opened,
                       About(&Stub::OpenSession, id, "o-1"));
  EXPECT_EQ(opened.state(), v1::Session::OPEN);
  ASSERT_OK_AND_ASSIGN(const v1::Session again, About(&Stub::OpenSession, id));
  EXPECT_EQ(again.etag(), opened.etag());

  ASSERT_OK_AND_ASSIGN(const v1::Session closed,
                       About(&Stub::CloseSession, id, "c-1"));
  EXPECT_EQ(closed.state(), v1::Session::CLOSED);
  // The first request opened it; its repeat must not do so again.
  ASSERT_OK_AND_ASSIGN(const v1::Session repeated,
                       About(&Stub::OpenSession, id, "o-1"));
  EXPECT_EQ(repeated.state(), v1::Session::CLOSED);

  ASSERT_OK_AND_ASSIGN(const v1::Session reopened,
                       About(&Stub::OpenSession, id, "o-2"));
  EXPECT_EQ(reopened.state(), v1::Session::OPEN);
  ASSERT_OK_AND_ASSIGN(const v1::Session cancelled,
                       About(&Stub::CancelSession, id));
  EXPECT_EQ(cancelled.state(), v1::Session::CANCELLED);
  ASSERT_OK_AND_ASSIGN(const v1::Session still,
                       About(&Stub::CancelSession, id));
  EXPECT_EQ(still.etag(), cancelled.etag());
  EXPECT_THAT(About(&Stub::OpenSession, id), HasReason("SESSION_CANCELLED"));
  EXPECT_THAT(About(&Stub::CloseSession, id), HasReason("SESSION_CANCELLED"));
}

TEST_F(SessionServiceTest, OpensOnlyWhatFamiliesCanSeeAndAttend) {
  const v1::Workshop draft = MakeDraft("draft");
  const int64_t hidden = MakeSessionOf(draft.id(), At(18)).id();
  EXPECT_THAT(About(&Stub::OpenSession, hidden),
              HasReason("WORKSHOP_NOT_PUBLISHED"));
  ASSERT_OK(About(&Stub::PublishWorkshop, draft.id()));
  EXPECT_OK(About(&Stub::OpenSession, hidden));

  const int64_t late = MakeSessionOf(draft.id(), At(10)).id();
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(About(&Stub::OpenSession, late), HasReason("SESSION_STARTED"));
}

TEST_F(SessionServiceTest, UnknownSessionIsNotFound) {
  EXPECT_THAT(GetSession(123), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(GetSession(123), HasReason("SESSION_NOT_FOUND"));
  EXPECT_THAT(About(&Stub::OpenSession, 123), HasReason("SESSION_NOT_FOUND"));
  EXPECT_THAT(About(&Stub::CloseSession, 123), HasReason("SESSION_NOT_FOUND"));
  EXPECT_THAT(About(&Stub::CancelSession, 123), HasReason("SESSION_NOT_FOUND"));
  EXPECT_THAT(GetJoinAddress(123), HasReason("SESSION_NOT_FOUND"));
  EXPECT_THAT(GetSession(-1), HasReason("FIELD_INVALID"));
  EXPECT_THAT(About(&Stub::OpenSession, 0), HasReason("FIELD_REQUIRED"));
}

TEST_F(SessionServiceTest, JoinAddressGoesToRegistration) {
  const v1::Workshop workshop = MakePublished("worries");
  const v1::Session session = MakeJoinable(workshop.id());
  EXPECT_TRUE(session.has_join_address());
  EXPECT_EQ(session.join_address_version(), 1);
  ASSERT_OK_AND_ASSIGN(const v1::JoinAddress address,
                       GetJoinAddress(session.id()));
  EXPECT_EQ(address.uri(), kJoinUri);
  EXPECT_EQ(address.version(), 1);

  const v1::Session without = MakeSessionOf(workshop.id(), At(18));
  ASSERT_OK_AND_ASSIGN(const v1::JoinAddress none,
                       GetJoinAddress(without.id()));
  EXPECT_EQ(none.uri(), "");
  EXPECT_EQ(none.version(), 0);
}

TEST_F(SessionServiceTest, JoinAddressOutlivesARestart) {
  const v1::Session session = MakeJoinable(MakeDraft("worries").id());
  StopServer();
  StartServer();
  ASSERT_OK_AND_ASSIGN(const v1::JoinAddress address,
                       GetJoinAddress(session.id()));
  EXPECT_EQ(address.uri(), kJoinUri);
}

TEST_F(SessionServiceTest, JoinAddressIsOnNoFeedAndInNoList) {
  const v1::Session session = MakeJoinable(MakePublished("worries").id());
  for (const feed::v1::Change& change : ReadFeed()) {
    EXPECT_FALSE(absl::StrContains(change.SerializeAsString(), "sesame"));
  }
  EXPECT_FALSE(absl::StrContains(session.SerializeAsString(), "sesame"));
}

// Whether a file below the database's folder holds the text.
bool IsInFiles(absl::string_view database_uri, absl::string_view text) {
  const std::filesystem::path database(
      std::string(absl::StripPrefix(database_uri, "sqlite:")));
  for (const auto& entry :
       std::filesystem::directory_iterator(database.parent_path())) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)),
                            std::istreambuf_iterator<char>());
    if (absl::StrContains(bytes, text)) return true;
  }
  return false;
}

TEST_F(SessionServiceTest, JoinAddressIsSealedInTheDatabase) {
  const v1::Session session = MakeJoinable(MakePublished("worries").id());
  if (absl::StartsWith(database_.uri(), "sqlite:")) {
    EXPECT_FALSE(IsInFiles(database_.uri(), "sesame"));
    // What the search would have found, had it been there.
    EXPECT_TRUE(IsInFiles(database_.uri(), session.workshop_title()));
  }
  ASSERT_OK(OpenDatabase());
  ASSERT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<SealedJoinAddress> address,
                     FindJoinAddress(tx, session.id()));
    EXPECT_TRUE(address.has_value());
    EXPECT_GT(address->uri.size(), sizeof(kJoinUri));
    EXPECT_FALSE(absl::StrContains(address->uri, "sesame"));
    return absl::OkStatus();
  }));
}

}  // namespace
}  // namespace cwp::scheduling
