#include "services/scheduling/meeting_options_service.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/http_client.h"
#include "cwp/scheduling/v1/meeting_options_service.grpc.pb.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kWhy[] = "A choir that sings.";

class MeetingOptionsServiceTest : public ServiceFixture {
 protected:
  using OptionsStub = v1::MeetingOptionsService::Stub;

  void Configure(Settings& settings) override {
    settings.teams.provider = provider_;
  }

  // A session for young people, at an address that was typed.
  v1::Session MakeTyped() {
    v1::CreateSessionRequest request = NewSession(MakeForYoung(), At(18));
    request.set_join_uri("https://typed.example.org/1");
    const auto made = Call(&Stub::CreateSession, request);
    EXPECT_OK(made);
    return made.ok() ? *made : v1::Session();
  }

  int64_t MakeForYoung() {
    const int64_t id = MakePublished("worries").id();
    SetAudience(id, v1::AUDIENCE_YOUNG_PEOPLE);
    return id;
  }

  void SetAudience(int64_t workshop_id, v1::Audience audience) {
    v1::UpdateWorkshopRequest request;
    request.mutable_workshop()->set_id(workshop_id);
    request.mutable_workshop()->set_audience(audience);
    EXPECT_OK(Call(&Stub::UpdateWorkshop, request));
  }

  static v1::SetMeetingOptionsRequest Chat(int64_t session_id, bool on,
                                           const std::string& reason = "") {
    v1::SetMeetingOptionsRequest request;
    request.set_session_id(session_id);
    request.mutable_options()->set_chat(on);
    request.set_reason(reason);
    return request;
  }

  absl::StatusOr<v1::SessionMeetingOptions> Set(
      const v1::SetMeetingOptionsRequest& request) {
    return Call(&OptionsStub::SetMeetingOptions, request);
  }

  absl::StatusOr<v1::ListMeetingOptionChangesResponse> List(
      int64_t session_id, int size = 0, const std::string& token = "") {
    v1::ListMeetingOptionChangesRequest request;
    request.set_session_id(session_id);
    request.set_page_size(size);
    request.set_page_token(token);
    return Call(&OptionsStub::ListMeetingOptionChanges, request);
  }

  std::string provider_ = "typed";
};

TEST_F(MeetingOptionsServiceTest, LoosensForAReasonAndSaysSo) {
  const int64_t id = MakeTyped().id();
  const auto refused = Set(Chat(id, true));
  EXPECT_THAT(refused, HasReason("REASON_REQUIRED"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(MetadataOf(refused.status(), "options"), "chat");
  EXPECT_THAT(Set(Chat(id, true, "  ")), HasReason("REASON_REQUIRED"));

  ASSERT_OK_AND_ASSIGN(const v1::SessionMeetingOptions loose,
                       Set(Chat(id, true, kWhy)));
  EXPECT_EQ(loose.session_id(), id);
  EXPECT_TRUE(loose.options().chat());
  EXPECT_TRUE(loose.options().lobby_for_outsiders());
  EXPECT_TRUE(loose.options().has_recording());
  EXPECT_FALSE(loose.options().recording());
  EXPECT_THAT(loose.loosened(), ElementsAre("chat"));
  EXPECT_EQ(loose.set_by(), v1::SessionMeetingOptions::STAFF);

  clock_.Advance(absl::Minutes(1));
  ASSERT_OK_AND_ASSIGN(const v1::SessionMeetingOptions closed,
                       Set(Chat(id, false)));
  EXPECT_THAT(closed.loosened(), IsEmpty());

  ASSERT_OK_AND_ASSIGN(const auto list, List(id));
  EXPECT_EQ(list.meeting_options().SerializeAsString(),
            closed.SerializeAsString());
  ASSERT_THAT(list.changes(), SizeIs(2));
  const v1::MeetingOptionChange& first = list.changes(0);
  EXPECT_EQ(first.change_time().seconds(), absl::ToUnixSeconds(At(9)));
  EXPECT_EQ(first.actor_kind(), "OPERATOR");
  EXPECT_FALSE(first.before().chat());
  EXPECT_TRUE(first.after().chat());
  EXPECT_THAT(first.loosened(), ElementsAre("chat"));
  EXPECT_EQ(first.reason(), kWhy);
  EXPECT_EQ(list.changes(1).change_time().seconds(),
            absl::ToUnixSeconds(At(9, 1)));
  EXPECT_TRUE(list.changes(1).before().chat());
  EXPECT_FALSE(list.changes(1).after().chat());
  EXPECT_THAT(list.changes(1).loosened(), IsEmpty());
  EXPECT_EQ(list.changes(1).reason(), "");
}

TEST_F(MeetingOptionsServiceTest, LogNamesWhatIsLoosenedAndNotWhy) {
  const int64_t id = MakeTyped().id();
  testing::internal::CaptureStderr();
  ASSERT_OK(Set(Chat(id, true, kWhy)));
  ASSERT_OK(Set(Chat(id, false)));
  StopServer();
  const std::string log = testing::internal::GetCapturedStderr();
  const std::string event = "\"event\":\"meeting_options_loosened\"";
  const size_t line = log.find(event);
  ASSERT_NE(line, std::string::npos) << log;
  EXPECT_THAT(log.substr(line, log.find('\n', line) - line),
              AllOf(HasSubstr(absl::StrCat(id)), HasSubstr("\"chat\"")));
  EXPECT_EQ(log.find(event, line + 1), std::string::npos) << "closed again";
  EXPECT_THAT(log, Not(HasSubstr(kWhy)));
}

TEST_F(MeetingOptionsServiceTest, SaysWhoMakesTheMeetingSo) {
  StopServer();
  provider_ = "local";
  StartServer();
  const int64_t workshop = MakeForYoung();
  const int64_t ours = MakeSessionOf(workshop, At(18)).id();
  ASSERT_OK_AND_ASSIGN(const auto by_us, Set(Chat(ours, true, kWhy)));
  EXPECT_EQ(by_us.set_by(), v1::SessionMeetingOptions::SERVICE);
  v1::CreateSessionRequest hall = NewSession(workshop, At(20));
  v1::Delivery& delivery = *hall.mutable_session()->mutable_delivery_override();
  delivery.set_mode(v1::Delivery::VENUE);
  delivery.mutable_venue()->set_name("Village hall");
  delivery.mutable_venue()->set_address("1 High Street, Little Sampling");
  ASSERT_OK_AND_ASSIGN(const v1::Session in_hall,
                       Call(&Stub::CreateSession, hall));
  ASSERT_OK_AND_ASSIGN(const auto by_nobody, List(in_hall.id()));
  EXPECT_EQ(by_nobody.meeting_options().set_by(),
            v1::SessionMeetingOptions::NOBODY);
}

TEST_F(MeetingOptionsServiceTest, AskedTwiceItHappensOnce) {
  const int64_t id = MakeTyped().id();
  v1::SetMeetingOptionsRequest request = Chat(id, true, kWhy);
  request.set_request_id("r-1");
  ASSERT_OK_AND_ASSIGN(const auto first, Set(request));
  ASSERT_OK(Set(Chat(id, false)));
  ASSERT_OK_AND_ASSIGN(const auto again, Set(request));
  EXPECT_FALSE(again.options().chat()) << "as it is now";
  ASSERT_OK_AND_ASSIGN(const auto list, List(id));
  EXPECT_THAT(list.changes(), SizeIs(2));
  request.set_reason("Another.");
  EXPECT_THAT(Set(request), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(MeetingOptionsServiceTest, StaleEtagChangesNothing) {
  const v1::Session session = MakeTyped();
  v1::SetMeetingOptionsRequest request = Chat(session.id(), true, kWhy);
  ASSERT_OK_AND_ASSIGN(const auto list, List(session.id()));
  request.set_etag(list.meeting_options().etag());
  ASSERT_OK_AND_ASSIGN(const auto loose, Set(request));
  EXPECT_NE(loose.etag(), request.etag());
  request.mutable_options()->set_chat(false);
  EXPECT_THAT(Set(request), HasReason("ETAG_MISMATCH"));
  // For others it is another matter, though nobody decided anything.
  request.set_etag(loose.etag());
  SetAudience(session.workshop_id(), v1::AUDIENCE_PROFESSIONALS);
  EXPECT_THAT(Set(request), HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const auto after, List(session.id()));
  EXPECT_THAT(after.changes(), SizeIs(1));
}

TEST_F(MeetingOptionsServiceTest, ListsPageByPageInOrder) {
  const int64_t id = MakeTyped().id();
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(Set(Chat(id, i % 2 == 0, absl::StrCat("Reason ", i))));
  }
  std::vector<std::string> reasons;
  std::string token;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, List(id, 2, token));
    EXPECT_LE(page.changes_size(), 2);
    EXPECT_TRUE(page.meeting_options().options().chat());
    for (const auto& change : page.changes()) {
      reasons.push_back(change.reason());
    }
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(reasons, ElementsAre("Reason 0", "Reason 1", "Reason 2",
                                   "Reason 3", "Reason 4"));
  ASSERT_OK_AND_ASSIGN(const auto page, List(id, 2));
  EXPECT_THAT(List(id + 1, 2, page.next_page_token()),
              HasReason("PAGE_TOKEN_INVALID"));
}

TEST_F(MeetingOptionsServiceTest, RefusesWhatIsNotWellFormed) {
  const int64_t id = MakeTyped().id();
  v1::SetMeetingOptionsRequest request = Chat(0, true, kWhy);
  EXPECT_THAT(Set(request), HasReason("FIELD_REQUIRED"));
  request.set_session_id(id);
  request.mutable_options()->clear_chat();
  EXPECT_THAT(Set(request), HasReason("FIELD_REQUIRED"));
  request.mutable_options()->set_chat(true);
  request.set_reason(std::string(501, 'x'));
  EXPECT_THAT(Set(request), HasReason("FIELD_TOO_LONG"));
  request.set_reason("Two\nlines");
  EXPECT_THAT(Set(request), HasReason("FIELD_INVALID"));
  request.set_reason(std::string(500, 'x'));
  EXPECT_OK(Set(request));
  EXPECT_THAT(List(0), HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(List(id + 1), HasReason("SESSION_NOT_FOUND"));
  EXPECT_THAT(Set(Chat(id + 1, false)), HasReason("SESSION_NOT_FOUND"));
}

TEST_F(MeetingOptionsServiceTest, ChecklistBeforeOpeningNamesWhatIsLoosened) {
  const int64_t id = MakeTyped().id();
  v1::OpenSessionRequest open;
  open.set_id(id);
  const auto closed = Call(&Stub::OpenSession, open);
  EXPECT_THAT(closed, HasReason("MEETING_OPTIONS_UNCONFIRMED"));
  EXPECT_THAT(std::string(closed.status().message()),
              AllOf(HasSubstr("chat is off"), Not(HasSubstr("loosened"))));
  EXPECT_EQ(MetadataOf(closed.status(), "loosened"), "");
  ASSERT_OK(Set(Chat(id, true, kWhy)));
  const auto loose = Call(&Stub::OpenSession, open);
  EXPECT_THAT(loose, HasReason("MEETING_OPTIONS_UNCONFIRMED"));
  EXPECT_THAT(
      std::string(loose.status().message()),
      AllOf(HasSubstr("everyone outside the organisation waits"),
            HasSubstr("chat is on (loosened)"), HasSubstr("recording is off")));
  EXPECT_EQ(MetadataOf(loose.status(), "loosened"), "chat");
  open.set_meeting_options_confirmed(true);
  EXPECT_OK(Call(&Stub::OpenSession, open));
}

class ConfirmMeetingOptionsTest : public MeetingOptionsServiceTest {
 protected:
  void SetUp() override {
    MeetingOptionsServiceTest::SetUp();
    if (HasFatalFailure()) return;
    session_ = MakeTyped();
  }

  absl::StatusOr<v1::Session> Open(bool confirmed) {
    v1::OpenSessionRequest request;
    request.set_id(session_.id());
    request.set_meeting_options_confirmed(confirmed);
    return Call(&Stub::OpenSession, request);
  }

  v1::SessionMeetingOptions Now() {
    const auto list = List(session_.id());
    EXPECT_OK(list);
    return list.ok() ? list->meeting_options() : v1::SessionMeetingOptions();
  }

  absl::StatusOr<v1::SessionMeetingOptions> Confirm(const std::string& etag) {
    v1::ConfirmMeetingOptionsRequest request;
    request.set_session_id(session_.id());
    request.set_etag(etag);
    return Call(&OptionsStub::ConfirmMeetingOptions, request);
  }

  // Of the sessions that people may come to.
  std::string Unconfirmed() {
    HttpClient client(static_cast<uint16_t>(server_->admin_port()));
    const auto answer = client.Get("/metrics");
    EXPECT_OK(answer);
    return answer.ok() ? answer->body : "";
  }
  static auto Counts(int count) {
    return HasSubstr(
        absl::StrCat("\ncwp_sessions_options_unconfirmed ", count, "\n"));
  }

  v1::Session session_;
};

TEST_F(ConfirmMeetingOptionsTest, WhatIsTightenedHasToBeLookedAtAgain) {
  EXPECT_TRUE(Now().unconfirmed());
  EXPECT_THAT(Unconfirmed(), Counts(0)) << "nobody can come to it yet";
  ASSERT_OK(Set(Chat(session_.id(), true, kWhy)));
  EXPECT_THAT(Open(false), HasReason("MEETING_OPTIONS_UNCONFIRMED"));
  ASSERT_OK(Open(true));
  EXPECT_FALSE(Now().unconfirmed());
  ASSERT_OK_AND_ASSIGN(const v1::SessionMeetingOptions tight,
                       Set(Chat(session_.id(), false)));
  EXPECT_TRUE(tight.unconfirmed());
  EXPECT_THAT(Unconfirmed(), Counts(1));
  EXPECT_EQ(GetSession(session_.id())->state(), v1::Session::OPEN);
  // Closed, it opens again only confirmed.
  ASSERT_OK(About(&Stub::CloseSession, session_.id()));
  EXPECT_THAT(Unconfirmed(), Counts(1)) << "people have places";
  EXPECT_THAT(Open(false), HasReason("MEETING_OPTIONS_UNCONFIRMED"));
  ASSERT_OK_AND_ASSIGN(const v1::SessionMeetingOptions confirmed,
                       Confirm(tight.etag()));
  EXPECT_FALSE(confirmed.unconfirmed());
  EXPECT_FALSE(Now().unconfirmed());
  EXPECT_THAT(Unconfirmed(), Counts(0));
  EXPECT_OK(Open(false)) << "it was confirmed";
}

TEST_F(ConfirmMeetingOptionsTest, WhatIsLoosenedOnceConfirmedMayStayTighter) {
  ASSERT_OK(Open(true));
  ASSERT_OK(Set(Chat(session_.id(), true, kWhy)));
  EXPECT_FALSE(Now().unconfirmed());
}

TEST_F(ConfirmMeetingOptionsTest, AWorkshopForYoungPeopleAsksAnew) {
  SetAudience(session_.workshop_id(), v1::AUDIENCE_PARENTS_AND_CARERS);
  ASSERT_OK(Open(true));
  EXPECT_FALSE(Now().unconfirmed());
  SetAudience(session_.workshop_id(), v1::AUDIENCE_YOUNG_PEOPLE);
  EXPECT_TRUE(Now().unconfirmed());
  EXPECT_THAT(Unconfirmed(), Counts(1));
  ASSERT_OK(Confirm(Now().etag()));
  EXPECT_THAT(Unconfirmed(), Counts(0));
  // So does another address.
  v1::UpdateSessionRequest update;
  update.mutable_session()->set_id(session_.id());
  update.set_join_uri("https://typed.example.org/2");
  EXPECT_THAT(Call(&Stub::UpdateSession, update),
              HasReason("MEETING_OPTIONS_UNCONFIRMED"));
  update.set_meeting_options_confirmed(true);
  ASSERT_OK(Call(&Stub::UpdateSession, update));
  EXPECT_FALSE(Now().unconfirmed());
}

TEST_F(ConfirmMeetingOptionsTest, OnlyWhatHoldsIsConfirmed) {
  const std::string etag = Now().etag();
  ASSERT_OK(Set(Chat(session_.id(), true, kWhy)));
  EXPECT_THAT(Confirm(etag), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(Confirm(""), HasReason("FIELD_REQUIRED"));
  EXPECT_TRUE(Now().unconfirmed());
  ASSERT_OK(About(&Stub::CancelSession, session_.id()));
  EXPECT_THAT(Confirm(Now().etag()), HasReason("SESSION_CANCELLED"));
  EXPECT_FALSE(Now().unconfirmed());
  session_ = MakeSessionOf(session_.workshop_id(), At(18) + absl::Hours(24));
  EXPECT_THAT(Confirm(Now().etag()), HasReason("NOTHING_TO_CONFIRM"));
  session_.set_id(1);
  EXPECT_THAT(Confirm(etag), HasReason("SESSION_NOT_FOUND"));
}

}  // namespace
}  // namespace cwp::scheduling
