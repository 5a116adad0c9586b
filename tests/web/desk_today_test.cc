// What Today says of messages that failed and of how the service is doing.
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/redis_server.h"
#include "common/time/proto_time.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "gmock/gmock.h"
#include "services/web/desk_outbox.h"
#include "tests/web/desk_failed_fixture.h"

namespace cwp::web {
namespace {

using ::testing::_;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace gateway = ::cwp::gateway::v1;
namespace notifications = ::cwp::notifications::v1;
namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using scheduling::QueuedMeeting;

constexpr char kAllWell[] = "Everything works";

class DeskTodayTest : public DeskFailedTest {
 protected:
  void SetUp() override {
    DeskFailedTest::SetUp();
    services_.teams.queue.Return(scheduling::ListQueuedMeetingsResponse());
    services_.gateway.list.Return(gateway::ListPartnersResponse());
    registration().list_allotments.Return(
        registration::ListAllotmentsResponse());
  }

  void SetQueue(std::vector<QueuedMeeting> meetings) {
    scheduling::ListQueuedMeetingsResponse queue;
    for (const QueuedMeeting& one : meetings) *queue.add_meetings() = one;
    services_.teams.queue.Return(queue);
  }

  static QueuedMeeting Queued(QueuedMeeting::State state,
                              const std::string& reason) {
    QueuedMeeting meeting;
    meeting.set_session_id(kOpen);
    meeting.set_workshop_title("Sleep & rest");
    meeting.set_state(state);
    meeting.set_last_reason(reason);
    return meeting;
  }

  std::string Today() { return browser_->Get("/desk").body; }
};

TEST_F(DeskTodayTest, SaysInOneLineThatAllIsWell) {
  EXPECT_THAT(Today(),
              AllOf(HasSubstr("How the service is doing"), HasSubstr(kAllWell),
                    Not(HasSubstr("not answering")), Not(HasSubstr(kFailed))));
}

TEST_F(DeskTodayTest, SoundsTheAlarmWhenNumbersWereCheckedLongAgo) {
  struct Case {
    int days;
    bool alarm;
  };
  for (const Case& test : {Case{90, false}, Case{91, true}}) {
    scheduling::OrganisationPart part;
    part.set_part(scheduling::OrganisationPart::URGENT_HELP);
    part.mutable_urgent_help()->set_local_phone("020 7946 0002");
    part.mutable_urgent_help()->set_local_name(
        absl::StrCat("Crisis team ", test.days));
    part.mutable_urgent_help()->set_checked_day(absl::FormatCivilTime(
        absl::ToCivilDay(clock_.Now(), absl::UTCTimeZone()) - test.days));
    part.set_version(test.days);
    part.set_actor_kind("STAFF");
    services_.scheduling_feed.Add("organisation", part.part(),
                                  part.SerializeAsString());
    ASSERT_TRUE(Eventually([&] {
      clock_.Advance(absl::Seconds(1));
      return Get("/urgent-help").body.find(part.urgent_help().local_name()) !=
             std::string::npos;
    }));
    const std::string today = Today();
    EXPECT_EQ(absl::StrContains(today, "Check the numbers for urgent help"),
              test.alarm);
    EXPECT_EQ(absl::StrContains(today, "91 days ago"), test.alarm);
  }
}

TEST_F(DeskTodayTest, SaysWhichServiceIsNotAnswering) {
  struct Case {
    void (FakeServices::*stop)();
    const char* words;
  };
  const Case cases[] = {
      {&FakeServices::StopNotifications, "Emails are not answering"},
      {&FakeServices::StopWebinars, "Webinars are not answering"},
      {&FakeServices::StopRegistration, "Bookings are not answering"},
      {&FakeServices::StopScheduling, "The programme is not answering"}};
  std::vector<std::string> stopped;
  for (const Case& test : cases) {
    EXPECT_THAT(Today(), Not(HasSubstr(test.words)));
    (services_.*test.stop)();
    stopped.emplace_back(test.words);
    const HttpAnswer today = browser_->Get("/desk");
    EXPECT_EQ(today.code, 200);
    EXPECT_THAT(today.body, Not(HasSubstr(kAllWell)));
    for (const std::string& words : stopped) {
      EXPECT_THAT(today.body, HasSubstr(words));
    }
  }
}

// Seat counts come from memory, so they prove nothing.
TEST_F(DeskTodayTest, SaysThatBookingsDoNotAnswerWhenTheirDatabaseDoesNot) {
  registration().list_allotments.Return(
      Unavailable("DATABASE_UNAVAILABLE", "down"));
  EXPECT_THAT(Today(), HasSubstr("Bookings are not answering"));
  for (const absl::StatusCode code :
       {absl::StatusCode::kNotFound, absl::StatusCode::kPermissionDenied,
        absl::StatusCode::kUnimplemented}) {
    registration().list_allotments.Return(MakeError(code, "NO", "it answers"));
    EXPECT_THAT(Today(), HasSubstr(kAllWell)) << code;
  }
}

TEST_F(DeskTodayTest, SaysThatLiveCountsDoNotWork) {
  constexpr char kNotLive[] = "Live seat counts are not working";
  EXPECT_THAT(Today(), Not(HasSubstr(kNotLive))) << "there are none to work";
  RedisServer redis;
  settings_.redis = redis.address_text();
  Start();
  DeskBrowser browser = BrowserOf("bea@example.org", v1::Staff::COORDINATOR);
  const auto said = [&] {
    return absl::StrContains(browser.Get("/desk").body, kNotLive);
  };
  EXPECT_TRUE(Eventually([&] { return !said(); }));
  redis.Kill();
  EXPECT_TRUE(Eventually(said));
}

TEST_F(DeskTodayTest, AsksEachServiceOnce) {
  browser_->Get("/desk");
  EXPECT_THAT(services_.notifications.list.requests(), SizeIs(1));
  EXPECT_THAT(services_.teams.queue.requests(), SizeIs(1));
  EXPECT_THAT(services_.gateway.list.requests(), IsEmpty())
      << "coordinators do not see partners";
}

TEST_F(DeskTodayTest, TellsItToThoseWhoLookAfterBookings) {
  for (const auto role : {v1::Staff::FACILITATOR, v1::Staff::READER}) {
    DeskBrowser other = BrowserOf(
        absl::StrCat("o", static_cast<int>(role), "@example.org"), role);
    EXPECT_THAT(other.Get("/desk").body,
                Not(HasSubstr("How the service is doing")));
  }
  EXPECT_THAT(services_.notifications.list.requests(), IsEmpty());
}

TEST_F(DeskTodayTest, NamesMeetingsThatSomebodyMustLookAt) {
  // Those that were never tried wait for an address that is typed.
  SetQueue({Queued(QueuedMeeting::WAITING, "")});
  EXPECT_THAT(Today(), HasSubstr(kAllWell));

  SetQueue({Queued(QueuedMeeting::PARKED, "GRAPH_POLICY_MISSING"),
            Queued(QueuedMeeting::WAITING, "GRAPH_BUSY"),
            Queued(QueuedMeeting::WAITING, "GRAPH_BUSY")});
  EXPECT_THAT(
      Today(),
      AllOf(HasSubstr("<a href=\"/desk/sessions/101\">Sleep &amp; rest"),
            HasSubstr("the reason: GRAPH_POLICY_MISSING"),
            HasSubstr("2 Teams meetings could not be made or changed yet"),
            Not(HasSubstr(kAllWell))));
}

TEST_F(DeskTodayTest, HasAMeetingTriedAgain) {
  SetQueue({Queued(QueuedMeeting::PARKED, "GRAPH_REFUSED")});
  const std::string path = "/desk/sessions/101/meeting/retry";
  const HttpAnswer today = browser_->Get("/desk");
  struct Case {
    absl::StatusOr<QueuedMeeting> outcome;
    const char* location;
    const char* words;
  };
  const Case cases[] = {
      {QueuedMeeting(), "/desk?done=again", "The meeting is tried again now"},
      {FailedPrecondition("MEETING_NOT_QUEUED", "it was made meanwhile"),
       "/desk?done=settled", "There was nothing to try again"}};
  for (const Case& test : cases) {
    services_.teams.retry.Return(test.outcome);
    const HttpAnswer done = browser_->Submit(today, path, {});
    EXPECT_EQ(done.code, 303);
    EXPECT_EQ(done.Header("Location"), test.location);
    EXPECT_THAT(browser_->Get(test.location).body, HasSubstr(test.words));
  }
  const auto requests = services_.teams.retry.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].session_id(), kOpen);
  services_.teams.retry.Return(
      MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "busy"));
  const HttpAnswer busy = browser_->Submit(today, path, {});
  EXPECT_EQ(busy.code, 503);
  EXPECT_THAT(busy.body, AllOf(HasSubstr("Try it once more in a minute"),
                               HasSubstr(path)));
  services_.teams.retry.Return(NotFound("SESSION_NOT_FOUND", "no such"));
  EXPECT_EQ(browser_->Submit(today, path, {}).code, 404);
}

TEST_F(DeskTodayTest, NamesSessionsOfTheWeekWithoutAnAddress) {
  using State = scheduling::Session;
  const auto in = [&](int64_t id, int hours, scheduling::Session::State state) {
    return SampleSession(id, clock_.Now() + absl::Hours(hours), state);
  };
  scheduling::Session ready = in(kClosed, 20, State::OPEN);
  ready.set_has_join_address(true);
  scheduling::Session hall = in(kAtVenue, 20, State::OPEN);
  hall.mutable_delivery()->set_mode(scheduling::Delivery::VENUE);
  services_.scheduling.sessions = {ready, hall, in(kFull, 20, State::DRAFT),
                                   in(kOpen, 47, State::OPEN),
                                   in(kScheduled, 150, State::SCHEDULED)};
  const std::string today = Today();
  const size_t begin = today.find("next 7 days have no address to join by");
  ASSERT_NE(begin, std::string::npos);
  const std::vector<std::string> items = absl::StrSplit(
      today.substr(begin, today.find("</ul>", begin) - begin), "<li>");
  EXPECT_THAT(items, ElementsAre(_,
                                 AllOf(HasSubstr("/desk/sessions/101\""),
                                       HasSubstr("It begins within 2 days")),
                                 AllOf(HasSubstr("/desk/sessions/104\""),
                                       Not(HasSubstr("within 2 days")))));
}

TEST_F(DeskTodayTest, AsksForTheNextSevenDays) {
  using State = scheduling::Session;
  Today();
  const scheduling::ListSessionsRequest asked =
      services_.scheduling.session_requests().back();
  // What is under way began earlier.
  EXPECT_EQ(ToTime(asked.start_time_min()), clock_.Now() - absl::Hours(12));
  EXPECT_EQ(ToTime(asked.start_time_max()), clock_.Now() + absl::Hours(168));
  EXPECT_THAT(asked.states(), ElementsAre(State::DRAFT, State::SCHEDULED,
                                          State::OPEN, State::CLOSED));
}

// Counts of seats say whether anybody waits; how many, registration is asked
// for those who may.
TEST_F(DeskTodayTest, SaysOfWhichSessionsSomebodyWaits) {
  services_.scheduling.sessions = {
      SampleSession(kOpen, clock_.Now() + absl::Hours(30),
                    scheduling::Session::OPEN),
      SampleSession(kFull, clock_.Now() + absl::Hours(40),
                    scheduling::Session::OPEN)};
  registration::BatchGetSeatCountsResponse counts;
  for (const int64_t id : {kOpen, kFull}) {
    registration::SeatCount& count = *counts.add_seat_counts();
    count.set_session_id(id);
    count.set_capacity(12);
    count.set_confirmed(id == kFull ? 10 : 7);
    count.set_offered(id == kFull ? 2 : 0);
    count.set_queued(id == kFull);
  }
  registration().seat_counts.Return(counts);
  registration::PreviewSessionChangeResponse preview;
  preview.set_waiting(7);
  registration().preview.Return(preview);
  EXPECT_THAT(Today(), AllOf(HasSubstr("7 of 12 booked"),
                             Not(HasSubstr("7 of 12 booked,")),
                             HasSubstr("10 of 12 booked, 2 offered, 7 parties "
                                       "are waiting")));
  const auto asked = registration().preview.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].session_id(), kFull);

  constexpr char kSome[] = "10 of 12 booked, 2 offered, some are waiting";
  DeskBrowser reader = BrowserOf("rea@example.org", v1::Staff::READER);
  EXPECT_THAT(reader.Get("/desk").body, HasSubstr(kSome));
  registration().preview.Return(Unavailable("SERVICE_UNAVAILABLE", "down"));
  EXPECT_THAT(Today(), HasSubstr(kSome));
}

TEST_F(DeskTodayTest, SaysSinceWhenFamiliesSeeWhatIsOld) {
  constexpr char kProgramme[] =
      "What families see of the programme was last brought up to date on "
      "Sunday 22 November 2026, midday";
  constexpr char kWebinars[] =
      "What families see of webinars was last brought up to date on "
      "Sunday 22 November 2026, midday";
  clock_.Advance(absl::Minutes(4));
  EXPECT_THAT(Today(), HasSubstr(kAllWell));
  clock_.Advance(absl::Minutes(2));
  EXPECT_THAT(Today(), AllOf(HasSubstr(kProgramme), HasSubstr(kWebinars),
                             Not(HasSubstr(kAllWell))));
  // One is heard again.
  services_.scheduling_feed.Add("workshop", 11,
                                SampleWorkshop().SerializeAsString());
  EXPECT_TRUE(Eventually(
      [&] { return Today().find(kProgramme) == std::string::npos; }));
  EXPECT_THAT(Today(), HasSubstr(kWebinars));
}

TEST_F(DeskTodayTest, TellsAdministratorsOfPartnersThatFellSilent) {
  gateway::ListPartnersResponse list;
  const auto add = [&](const std::string& name, absl::Duration ago) {
    gateway::Partner& partner = *list.add_partners();
    partner.set_name(name);
    *partner.mutable_last_use_time() = ToTimestamp(clock_.Now() - ago);
    return &partner;
  };
  list.add_partners()->set_name("Never began");
  add("Up to date", absl::Hours(47));
  add("Gone quiet", absl::Hours(49));
  *add("Gone for good", absl::Hours(49))->mutable_revoke_time() =
      ToTimestamp(clock_.Now());
  *add("Without a token", absl::Hours(1))->mutable_expire_time() =
      ToTimestamp(clock_.Now());
  services_.gateway.list.Return(list);
  DeskBrowser admin = BrowserOf("ada@example.org", v1::Staff::ADMINISTRATOR);
  EXPECT_THAT(admin.Get("/desk").body,
              AllOf(HasSubstr("Gone quiet last asked for our programme on"),
                    HasSubstr("The token of Without a token ended on"),
                    Not(HasSubstr("Up to date")), Not(HasSubstr("Never began")),
                    Not(HasSubstr("Gone for good"))));
  services_.gateway.list.Return(Unavailable("SERVICE_UNAVAILABLE", "down"));
  EXPECT_THAT(admin.Get("/desk").body,
              HasSubstr("The connection for partners is not answering"));
  EXPECT_THAT(Today(), HasSubstr(kAllWell)) << "coordinators see no partners";
}

TEST_F(DeskTodayTest, SaysHowManyMessagesFailedAndWhere) {
  SetFailed({Refused(1)});
  EXPECT_THAT(Today(), AllOf(HasSubstr("1 message failed in the last 7 days."),
                             HasSubstr(absl::StrCat("href=\"", kFailed, "\"")),
                             Not(HasSubstr(kAllWell))));
  const auto asked = services_.notifications.list.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(ToTime(asked[0].failed_since()),
            absl::FromCivil(absl::CivilDay(2026, 11, 15), absl::UTCTimeZone()));
  SetFailed({Refused(1), Refused(2)});
  EXPECT_THAT(Today(), HasSubstr("2 messages failed in the last 7 days."));
}

}  // namespace
}  // namespace cwp::web
