#include "services/scheduling/session_convert.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "common/time/proto_time.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/convert.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

v1::Meeting MakeMeeting(const std::string& start, const std::string& end) {
  v1::Meeting meeting;
  meeting.set_local_start(start);
  meeting.set_local_end(end);
  return meeting;
}

v1::CreateSessionRequest SampleRequest() {
  v1::CreateSessionRequest request;
  v1::Session& session = *request.mutable_session();
  session.set_workshop_id(7);
  session.set_capacity(20);
  *session.add_meetings() = MakeMeeting("2026-03-02T18:00", "2026-03-02T19:30");
  request.set_join_uri("https://teams.example.org/meet/1?pwd=abc");
  request.set_request_id("r-1");
  return request;
}

TEST(ReadCreateSessionTest, TakesWhatStaffPlanAndNothingElse) {
  v1::CreateSessionRequest request = SampleRequest();
  request.mutable_session()->set_id(-1);
  request.mutable_session()->set_state(v1::Session::OPEN);
  request.mutable_session()->set_workshop_title("Ignored");
  ASSERT_OK_AND_ASSIGN(const SessionPlan plan, ReadCreateSession(request));
  EXPECT_EQ(plan.content, SampleSessionContent());
  EXPECT_EQ(plan.join_uri, request.join_uri());
}

TEST(ReadCreateSessionTest, TakesABookingWindow) {
  v1::CreateSessionRequest request = SampleRequest();
  *request.mutable_session()->mutable_booking_open_time() = ToTimestamp(At(10));
  *request.mutable_session()->mutable_booking_close_time() =
      ToTimestamp(At(12));
  ASSERT_OK_AND_ASSIGN(const SessionPlan plan, ReadCreateSession(request));
  EXPECT_EQ(plan.content.booking_open_time, At(10));
  EXPECT_EQ(plan.content.booking_close_time, At(12));
}

TEST(ReadCreateSessionTest, ResolvesWallTimes) {
  struct {
    std::string local;
    std::string zone;
    std::string utc;
  } const cases[] = {
      {"2026-03-02T18:00", "", "2026-03-02T18:00"},
      {"2026-03-02T18:00", "Europe/London", "2026-03-02T18:00"},
      {"2026-06-02T18:00", "", "2026-06-02T17:00"},
      {"2026-06-02T18:00", "America/New_York", "2026-06-02T22:00"},
      {"2026-03-29T00:59", "", "2026-03-29T00:59"},
      {"2026-03-29T02:00", "", "2026-03-29T01:00"},
      {"2026-10-25T00:59", "", "2026-10-24T23:59"},
      {"2026-10-25T02:00", "", "2026-10-25T02:00"},
  };
  for (const auto& each : cases) {
    v1::CreateSessionRequest request = SampleRequest();
    v1::Meeting& meeting = *request.mutable_session()->mutable_meetings(0);
    meeting = MakeMeeting(each.local, "2027-03-02T18:00");
    meeting.set_time_zone(each.zone);
    ASSERT_OK_AND_ASSIGN(const SessionPlan plan, ReadCreateSession(request));
    EXPECT_EQ(Local(plan.content.meetings[0].start), each.utc) << each.local;
    EXPECT_EQ(plan.content.meetings[0].local_start, each.local);
    EXPECT_EQ(plan.content.meetings[0].time_zone,
              each.zone.empty() ? "Europe/London" : each.zone);
  }
}

struct Case {
  std::string name;
  std::function<void(v1::CreateSessionRequest&)> change;
  // Empty: it is taken.
  std::string reason;
  std::string field;
};

class SessionLimitTest : public ::testing::TestWithParam<Case> {};

TEST_P(SessionLimitTest, Holds) {
  v1::CreateSessionRequest request = SampleRequest();
  GetParam().change(request);
  const absl::StatusOr<SessionPlan> plan = ReadCreateSession(request);
  if (GetParam().reason.empty()) {
    EXPECT_OK(plan);
    return;
  }
  EXPECT_THAT(plan, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(plan, HasReason(GetParam().reason));
  EXPECT_EQ(MetadataOf(plan.status(), "field"), GetParam().field);
}

std::string NameOf(const ::testing::TestParamInfo<Case>& test) {
  return test.param.name;
}

const char kRequired[] = "FIELD_REQUIRED";
const char kTooLong[] = "FIELD_TOO_LONG";
const char kInvalid[] = "FIELD_INVALID";

// A request with one more meeting.
std::function<void(v1::CreateSessionRequest&)> Meets(
    const std::string& start, const std::string& end,
    const std::string& zone = "") {
  return [=](v1::CreateSessionRequest& request) {
    v1::Meeting& meeting = *request.mutable_session()->add_meetings();
    meeting = MakeMeeting(start, end);
    meeting.set_time_zone(zone);
  };
}

std::function<void(v1::CreateSessionRequest&)> Has(int capacity) {
  return [=](v1::CreateSessionRequest& request) {
    request.mutable_session()->set_capacity(capacity);
  };
}

std::function<void(v1::CreateSessionRequest&)> IsJoinedAt(
    const std::string& uri) {
  return [=](v1::CreateSessionRequest& request) { request.set_join_uri(uri); };
}

std::function<void(v1::CreateSessionRequest&)> HasMeetings(int count) {
  return [=](v1::CreateSessionRequest& request) {
    v1::Session& session = *request.mutable_session();
    const v1::Meeting meeting = session.meetings(0);
    session.clear_meetings();
    for (int i = 0; i < count; ++i) *session.add_meetings() = meeting;
  };
}

INSTANTIATE_TEST_SUITE_P(
    Plan, SessionLimitTest,
    ::testing::ValuesIn(std::vector<Case>{
        {"NoSession", [](auto& to) { to.clear_session(); }, kRequired,
         "session"},
        {"NoWorkshop",
         [](auto& to) { to.mutable_session()->set_workshop_id(0); }, kRequired,
         "workshop_id"},
        {"NegativeWorkshop",
         [](auto& to) { to.mutable_session()->set_workshop_id(-7); }, kInvalid,
         "workshop_id"},
        {"LongRequestId",
         [](auto& to) { to.set_request_id(std::string(129, 'x')); }, kTooLong,
         "request_id"},
        {"NoCapacity", Has(0)},
        {"NegativeCapacity", Has(-1), kInvalid, "capacity"},
        {"SmallestCapacity", Has(1)},
        {"LargestCapacity", Has(10000)},
        {"CapacityTooLarge", Has(10001), kInvalid, "capacity"},
        {"NoMeetings", HasMeetings(0), kRequired, "meetings"},
        {"TwentyMeetings", HasMeetings(20)},
        {"TwentyOneMeetings", HasMeetings(21), kTooLong, "meetings"},
        {"WindowOpensNever",
         [](auto& to) {
           to.mutable_session()->mutable_booking_open_time()->set_nanos(-1);
         },
         kInvalid, "booking_open_time"},
        {"WindowClosesNever",
         [](auto& to) {
           to.mutable_session()->mutable_booking_close_time()->set_nanos(-1);
         },
         kInvalid, "booking_close_time"},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Times, SessionLimitTest,
    ::testing::ValuesIn(std::vector<Case>{
        {"NoStart", Meets("", "2026-03-03T19:00"), kRequired,
         "meetings[1].local_start"},
        {"NoEnd", Meets("2026-03-03T18:00", ""), kRequired,
         "meetings[1].local_end"},
        {"WithSeconds", Meets("2026-03-03T18:00:00", "2026-03-03T19:00"),
         kTooLong, "meetings[1].local_start"},
        {"WithSpace", Meets("2026-03-03 18:00", "2026-03-03T19:00"), kInvalid,
         "meetings[1].local_start"},
        {"ThirtiethOfFebruary", Meets("2026-02-30T18:00", "2026-03-03T19:00"),
         kInvalid, "meetings[1].local_start"},
        {"TwentyFiveOClock", Meets("2026-03-03T18:00", "2026-03-03T25:00"),
         kInvalid, "meetings[1].local_end"},
        {"NotUtf8", Meets("2026-03-03T18:\xE9", "2026-03-03T19:00"), kInvalid,
         "meetings[1].local_start"},
        {"StartSkipped", Meets("2026-03-29T01:30", "2026-03-29T03:00"),
         "TIME_SKIPPED", "meetings[1].local_start"},
        {"EndSkipped", Meets("2026-03-29T00:30", "2026-03-29T01:00"),
         "TIME_SKIPPED", "meetings[1].local_end"},
        {"StartDoubled", Meets("2026-10-25T01:00", "2026-10-25T03:00"),
         "TIME_DOUBLED", "meetings[1].local_start"},
        {"EndDoubled", Meets("2026-10-25T00:30", "2026-10-25T01:59"),
         "TIME_DOUBLED", "meetings[1].local_end"},
        {"NotSkippedElsewhere",
         Meets("2026-03-29T01:30", "2026-03-29T03:00", "UTC")},
        {"UnknownZone",
         Meets("2026-03-03T18:00", "2026-03-03T19:00", "Europe/Narnia"),
         kInvalid, "meetings[1].time_zone"},
        {"ZoneIsAPath",
         Meets("2026-03-03T18:00", "2026-03-03T19:00", "/etc/localtime"),
         kInvalid, "meetings[1].time_zone"},
        {"LongZone",
         Meets("2026-03-03T18:00", "2026-03-03T19:00", std::string(65, 'a')),
         kTooLong, "meetings[1].time_zone"},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    JoinUris, SessionLimitTest,
    ::testing::ValuesIn(std::vector<Case>{
        {"None", IsJoinedAt("")},
        {"WithPort", IsJoinedAt("https://teams.example.org:8443/meet")},
        {"HostAlone", IsJoinedAt("https://teams.example.org")},
        {"CapitalScheme", IsJoinedAt("HTTPS://teams.example.org/meet")},
        {"Longest", IsJoinedAt("https://teams.example.org/" +
                               std::string(2000 - 26, 'x'))},
        {"TooLong",
         IsJoinedAt("https://teams.example.org/" + std::string(2001 - 26, 'x')),
         kTooLong, "join_uri"},
        {"Http", IsJoinedAt("http://teams.example.org/meet"),
         "JOIN_URI_INVALID", "join_uri"},
        {"Script", IsJoinedAt("javascript:alert(1)"), "JOIN_URI_INVALID",
         "join_uri"},
        {"Words", IsJoinedAt("ask reception"), "JOIN_URI_INVALID", "join_uri"},
        {"NoHost", IsJoinedAt("https:///meet"), "JOIN_URI_INVALID", "join_uri"},
        {"HostBehindAName", IsJoinedAt("https://teams.example.org@evil.test/"),
         "JOIN_URI_INVALID", "join_uri"},
        {"BadPort", IsJoinedAt("https://teams.example.org:99999/"),
         "JOIN_URI_INVALID", "join_uri"},
        {"EmptyPort", IsJoinedAt("https://teams.example.org:/"),
         "JOIN_URI_INVALID", "join_uri"},
        {"WithSpace", IsJoinedAt("https://teams.example.org/a b"),
         "JOIN_URI_INVALID", "join_uri"},
        {"WithQuote", IsJoinedAt("https://teams.example.org/\"x"),
         "JOIN_URI_INVALID", "join_uri"},
        {"WithLineBreak", IsJoinedAt("https://teams.example.org/\r\nX: y"),
         kInvalid, "join_uri"},
        {"NotUtf8", IsJoinedAt("https://teams.example.org/\xE9"), kInvalid,
         "join_uri"},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    LeadersAndPlace, SessionLimitTest,
    ::testing::ValuesIn(std::vector<Case>{
        {"TenLeaders",
         [](v1::CreateSessionRequest& request) {
           for (int id = 1; id <= 10; ++id) {
             request.mutable_session()->add_facilitator_ids(id);
           }
         }},
        {"ElevenLeaders",
         [](v1::CreateSessionRequest& request) {
           for (int id = 1; id <= 11; ++id) {
             request.mutable_session()->add_facilitator_ids(id);
           }
         },
         kTooLong, "facilitator_ids"},
        {"LeaderTwice",
         [](v1::CreateSessionRequest& request) {
           request.mutable_session()->add_facilitator_ids(5);
           request.mutable_session()->add_facilitator_ids(5);
         },
         kInvalid, "facilitator_ids"},
        {"LeaderZero",
         [](v1::CreateSessionRequest& request) {
           request.mutable_session()->add_facilitator_ids(0);
         },
         kInvalid, "facilitator_ids"},
        {"LiveWebinar",
         [](v1::CreateSessionRequest& request) {
           request.mutable_session()->set_format(v1::Session::LIVE_WEBINAR);
         }},
        {"UnknownFormat",
         [](v1::CreateSessionRequest& request) {
           request.mutable_session()->set_format(
               static_cast<v1::Session::Format>(9));
         },
         kInvalid, "format"},
        {"OnTeams",
         [](v1::CreateSessionRequest& request) {
           request.mutable_session()->mutable_delivery_override()->set_mode(
               v1::Delivery::TEAMS);
         }},
        {"NowhereElse",
         [](v1::CreateSessionRequest& request) {
           request.mutable_session()->mutable_delivery_override();
         },
         "FIELD_REQUIRED", "delivery_override.mode"},
        {"VenueWithoutName",
         [](v1::CreateSessionRequest& request) {
           v1::Delivery& delivery =
               *request.mutable_session()->mutable_delivery_override();
           delivery.set_mode(v1::Delivery::VENUE);
           delivery.mutable_venue()->set_address("1 High Street");
         },
         "FIELD_REQUIRED", "delivery_override.venue.name"},
    }),
    NameOf);

TEST(ReadCreateSessionTest, ErrorsDoNotQuoteTheAddress) {
  v1::CreateSessionRequest request = SampleRequest();
  request.set_join_uri("http://teams.example.org/sesame");
  const absl::Status status = ReadCreateSession(request).status();
  EXPECT_THAT(status, HasReason("JOIN_URI_INVALID"));
  EXPECT_FALSE(absl::StrContains(status.ToString(), "sesame"));
}

TEST(WriteSessionTest, FillsInWhatWasLeftToDefaults) {
  const v1::Session written = WriteSession(SampleSession());
  EXPECT_EQ(written.etag(), "\"13\"");
  EXPECT_EQ(written.state(), v1::Session::SCHEDULED);
  EXPECT_FALSE(written.has_join_address());
  EXPECT_EQ(written.booking_open_time().seconds(), absl::ToUnixSeconds(At(3)));
  EXPECT_EQ(written.booking_close_time().seconds(),
            absl::ToUnixSeconds(At(18)));
  ASSERT_EQ(written.meetings_size(), 1);
  EXPECT_EQ(written.meetings(0).start_time().seconds(),
            absl::ToUnixSeconds(At(18)));
  EXPECT_EQ(written.meetings(0).end_time().seconds(),
            absl::ToUnixSeconds(At(19, 30)));
  EXPECT_EQ(written.workshop_title(), "Helping your child with worries");
  EXPECT_EQ(written.delivery().mode(), v1::Delivery::TEAMS);
}

TEST(WriteSessionTest, SaysThatThereIsAnAddress) {
  Session session = SampleSession();
  session.join_address_version = 2;
  EXPECT_TRUE(WriteSession(session).has_join_address());
  EXPECT_EQ(WriteSession(session).join_address_version(), 2);
}

}  // namespace
}  // namespace cwp::scheduling
