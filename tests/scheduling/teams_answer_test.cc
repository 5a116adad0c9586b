#include "services/scheduling/teams_answer.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "boost/json.hpp"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/meeting_provider.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Optional;

namespace json = boost::json;

TEST(MeetingPlanTest, CoversAllSittingsOfASession) {
  Session session = SampleSession();
  session.content.meetings.push_back(
      SampleMeeting(At(18) + absl::Hours(168), At(19) + absl::Hours(168)));
  const MeetingPlan plan =
      PlanMeeting(session, OptionsFor(Audience::kYoungPeople));
  EXPECT_EQ(plan.external_id, "cwp-session-8");
  EXPECT_EQ(plan.subject, "Helping your child with worries");
  EXPECT_EQ(plan.start, At(18));
  EXPECT_EQ(plan.end, At(19) + absl::Hours(168));
}

TEST(MeetingPlanTest, HasAnotherShapeWheneverItDiffers) {
  const Session session = SampleSession();
  const std::string shape =
      ShapeOf(PlanMeeting(session, OptionsFor(Audience::kParentsAndCarers)));
  EXPECT_EQ(ShapeOf(PlanMeeting(session, OptionsFor(Audience::kProfessionals))),
            shape);
  EXPECT_NE(ShapeOf(PlanMeeting(session, OptionsFor(Audience::kYoungPeople))),
            shape);
  Session other = session;
  other.workshop_title = "Sleep";
  EXPECT_NE(
      ShapeOf(PlanMeeting(other, OptionsFor(Audience::kParentsAndCarers))),
      shape);
  other = session;
  other.content.meetings[0].end += absl::Minutes(1);
  EXPECT_NE(
      ShapeOf(PlanMeeting(other, OptionsFor(Audience::kParentsAndCarers))),
      shape);
}

TEST(LocalMeetingsTest, SaysThatItIsNone) {
  const auto meetings = MakeLocalMeetings();
  const MeetingPlan plan =
      PlanMeeting(SampleSession(), OptionsFor(Audience::kYoungPeople));
  const auto made = meetings->CreateOrGet(plan);
  ASSERT_OK(made);
  EXPECT_EQ(made->join_uri,
            "https://teams.example.org/demonstration-without-a-meeting/"
            "cwp-session-8");
  EXPECT_OK(meetings->Change(made->id, plan));
  EXPECT_FALSE(MakeTypedAddresses()->makes_meetings());
}

TEST(TeamsAnswerTest, AsksForWhatIsPlanned) {
  const json::value change = json::parse(WriteChange(
      PlanMeeting(SampleSession(), OptionsFor(Audience::kYoungPeople))));
  EXPECT_EQ(change, json::parse(R"({
    "subject": "Helping your child with worries",
    "startDateTime": "2026-03-02T18:00:00Z",
    "endDateTime": "2026-03-02T19:30:00Z",
    "lobbyBypassSettings":
        {"scope": "organization", "isDialInBypassEnabled": false},
    "allowedPresenters": "organization",
    "allowAttendeeToEnableCamera": false,
    "allowAttendeeToEnableMic": false,
    "allowMeetingChat": "disabled",
    "allowRecording": false,
    "recordAutomatically": false})"));
  const json::value made = json::parse(WriteCreateOrGet(
      PlanMeeting(SampleSession(), OptionsFor(Audience::kYoungPeople))));
  EXPECT_EQ(made, json::parse(R"({
    "externalId": "cwp-session-8",
    "subject": "Helping your child with worries",
    "startDateTime": "2026-03-02T18:00:00Z",
    "endDateTime": "2026-03-02T19:30:00Z"})"));
}

TEST(TeamsAnswerTest, AsksForWhatIsLoosened) {
  const json::object change =
      json::parse(WriteChange(PlanMeeting(SampleSession(),
                                          {.lobby_for_outsiders = false,
                                           .attendee_camera = true,
                                           .attendee_microphone = true,
                                           .chat = true,
                                           .recording = true})))
          .as_object();
  EXPECT_EQ(
      change.at("lobbyBypassSettings"),
      json::parse(R"({"scope": "everyone", "isDialInBypassEnabled": true})"));
  EXPECT_EQ(change.at("allowAttendeeToEnableCamera"), true);
  EXPECT_EQ(change.at("allowAttendeeToEnableMic"), true);
  EXPECT_EQ(change.at("allowMeetingChat"), "enabled");
  EXPECT_EQ(change.at("allowRecording"), true);
  EXPECT_EQ(change.at("recordAutomatically"), true);
}

TEST(TeamsAnswerTest, ReadsAMeetingAmongWhatItDoesNotKnow) {
  const auto meeting = ReadOnlineMeeting(R"({
    "id": "MSp1", "joinWebUrl": "https://teams.microsoft.com/l/meetup-join/1",
    "allowMeetingChat": "unknownFutureValue", "ConferenceId": 7,
    "lobbyBypassSettings": ["of another kind"]})");
  ASSERT_OK(meeting);
  EXPECT_EQ(meeting->id, "MSp1");
  EXPECT_EQ(meeting->join_uri, "https://teams.microsoft.com/l/meetup-join/1");
}

TEST(TeamsAnswerTest, RefusesWhatIsNoMeeting) {
  for (const char* body :
       {"", "{", "[]", "null", R"({"id": "a"})", R"({"id": 7})",
        R"({"id": "", "joinWebUrl": "https://teams.microsoft.com/1"})",
        R"({"id": "a", "joinWebUrl": null})"}) {
    EXPECT_THAT(ReadOnlineMeeting(body), HasReason("GRAPH_ANSWER_INVALID"))
        << body;
  }
}

TEST(TeamsAnswerTest, TakesNoAddressOfOthers) {
  for (const char* uri :
       {"http://teams.microsoft.com/1", "https://teams.microsoft.com.example/1",
        "https://evil.example/https://teams.microsoft.com/",
        "https://teams.microsoft.com@evil.example/",
        "https://teams.microsoft.com/a b", "https://teams.microsoft.com/<"}) {
    const auto meeting = ReadOnlineMeeting(
        json::serialize(json::object{{"id", "MSp1"}, {"joinWebUrl", uri}}));
    EXPECT_THAT(meeting, HasReason("JOIN_HOST_UNEXPECTED")) << uri;
    EXPECT_THAT(std::string(meeting.status().message()),
                Not(HasSubstr("evil")));
  }
}

TEST(TeamsAnswerTest, ReadsBothFormsOfRetryAfter) {
  const absl::Time now = At(9);
  EXPECT_THAT(ReadRetryAfter("120", now), Optional(absl::Seconds(120)));
  EXPECT_THAT(ReadRetryAfter("0", now), Optional(absl::ZeroDuration()));
  EXPECT_THAT(ReadRetryAfter("Mon, 02 Mar 2026 09:03:00 GMT", now),
              Optional(absl::Minutes(3)));
  EXPECT_THAT(ReadRetryAfter("Mon, 02 Mar 2026 08:00:00 GMT", now),
              Optional(absl::ZeroDuration()));
  EXPECT_THAT(ReadRetryAfter("99999999", now), Optional(absl::Hours(24)));
  for (const char* none : {"", "soon", "1.5", "Mon, 02 Mar 2026"}) {
    EXPECT_EQ(ReadRetryAfter(none, now), std::nullopt) << none;
  }
}

TEST(TeamsAnswerTest, JudgesByTheCode) {
  const std::vector<std::pair<int, std::string>> cases = {
      {200, ""},
      {201, ""},
      {204, ""},
      {302, "GRAPH_REFUSED"},
      {400, "GRAPH_REFUSED"},
      {401, "GRAPH_LOGIN_REFUSED"},
      {403, "GRAPH_FORBIDDEN"},
      {404, "MEETING_GONE"},
      {408, "GRAPH_BUSY"},
      {409, "GRAPH_BUSY"},
      {429, "GRAPH_BUSY"},
      {500, "GRAPH_BUSY"},
      {503, "GRAPH_BUSY"},
      {504, "GRAPH_BUSY"}};
  for (const auto& [code, reason] : cases) {
    EXPECT_EQ(ReasonOf(JudgeReply({.code = code}, At(9))), reason) << code;
  }
}

TEST(TeamsAnswerTest, KeepsWhatHelpsAndNothingElse) {
  constexpr char kBody[] =
      R"({"error": {"code": "Forbidden <b>", "message":)"
      R"("No application access policy found for ada@example.org"}})";
  const absl::Status status = JudgeReply(
      {.code = 403, .body = kBody, .request_id = "f00d-7\"<"}, At(9));
  EXPECT_THAT(status, HasReason("GRAPH_POLICY_MISSING"));
  EXPECT_EQ(MetadataOf(status, "graph_code"), "Forbiddenb");
  EXPECT_EQ(MetadataOf(status, "graph_request"), "f00d-7");
  EXPECT_THAT(status.ToString(), Not(HasSubstr("ada@")));
}

TEST(TeamsAnswerTest, ReadsTokensAndTheirRoles) {
  const auto token =
      ReadToken(R"({"access_token": "abc", "expires_in": 3599})");
  ASSERT_OK(token);
  EXPECT_EQ(token->text, "abc");
  EXPECT_EQ(token->lifetime, absl::Seconds(3599));
  for (const char* body : {"", "{}", R"({"access_token": "abc"})",
                           R"({"access_token": "a\r\nb", "expires_in": 5})",
                           R"({"access_token": "abc", "expires_in": -1})"}) {
    EXPECT_THAT(ReadToken(body), HasReason("GRAPH_ANSWER_INVALID")) << body;
  }
  const auto with = [](absl::string_view claims) {
    return absl::StrCat("e30.", crypto::ToBase64Url(claims), ".c2ln");
  };
  EXPECT_THAT(ReadRoles(with(R"({"roles": ["A.Read", 7, "B"]})")),
              Optional(ElementsAre("A.Read", "B")));
  EXPECT_THAT(ReadRoles(with("{}")), Optional(IsEmpty()));
  for (const std::string& unread :
       {std::string("opaque"), std::string("a.b.c"), with("no JSON")}) {
    EXPECT_EQ(ReadRoles(unread), std::nullopt) << unread;
  }
}

}  // namespace
}  // namespace cwp::scheduling
