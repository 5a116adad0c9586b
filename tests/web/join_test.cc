// Pages behind the link that joins a meeting.
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kJoin[] = "/j/join-token";

class JoinPagesTest : public WebTest {
 protected:
  v1::JoinPass Pass() {
    v1::JoinPass pass;
    pass.set_session_id(kOpen);
    pass.set_workshop_title("Helping your child with worry");
    pass.set_booking_state(v1::Booking::CONFIRMED);
    pass.set_session_state("OPEN");
    const int64_t start = absl::ToUnixSeconds(clock_.Now()) + 3600;
    v1::MeetingTime& meeting = *pass.add_meetings();
    meeting.mutable_start_time()->set_seconds(start);
    meeting.mutable_end_time()->set_seconds(start + 3600);
    pass.mutable_open_time()->set_seconds(start - 15 * 60);
    return pass;
  }

  HttpAnswer Show(const v1::JoinPass& pass) {
    services_.registration.resolve_join.Return(pass);
    return Get(kJoin);
  }

  void SetUri(const std::string& uri) {
    v1::GetJoinUriResponse response;
    response.set_uri(uri);
    services_.registration.join_uri.Return(response);
  }
};

TEST_F(JoinPagesTest, ALinkThatHasEndedSaysSo) {
  services_.registration.resolve_join.Return(
      FailedPrecondition("LINK_EXPIRED", "over for 30 days"));
  const HttpAnswer page = Get(kJoin);
  EXPECT_THAT(page.body, HasSubstr("This link does not work"));
  EXPECT_THAT(page.body, HasSubstr("Links work until 30 days after the date"));
}

TEST_F(JoinPagesTest, ShowsAButtonOnceItIsTime) {
  v1::JoinPass pass = Pass();
  pass.set_can_join(true);
  const HttpAnswer page = Show(pass);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("<form action=\"/j/join-token\""));
  EXPECT_THAT(page.body, HasSubstr("Sunday 22 November 2026, 1pm to 2pm"));
  EXPECT_THAT(page.body, HasSubstr("/j/join-token/calendar.ics"));
  EXPECT_THAT(page.Header("Content-Security-Policy"),
              AllOf(HasSubstr("form-action 'self' https:"),
                    HasSubstr("img-src 'self' data:;")));
  EXPECT_EQ(page.Header("Referrer-Policy"), "no-referrer");
  EXPECT_THAT(services_.registration.join_uri.requests(), IsEmpty());
}

TEST_F(JoinPagesTest, ThePostLeadsToTheMeeting) {
  SetUri("https://teams.example.org/meet?p=1&q=2");
  const HttpAnswer answer = Post(kJoin, {});
  EXPECT_EQ(answer.code, 303);
  EXPECT_EQ(answer.Header("Location"),
            "https://teams.example.org/meet?p=1&q=2");
  EXPECT_EQ(answer.Header("Cache-Control"), "no-store");
}

TEST_F(JoinPagesTest, OnlyHttpsMayFollow) {
  services_.registration.resolve_join.Return(Pass());
  for (const char* uri :
       {"http://teams.example.org/", "javascript:alert(1)", "//evil", ""}) {
    SetUri(uri);
    const HttpAnswer answer = Post(kJoin, {});
    EXPECT_EQ(answer.code, 409);
    EXPECT_EQ(answer.Header("Location"), "");
    EXPECT_THAT(answer.body, HasSubstr("is not ready yet"));
  }
}

TEST_F(JoinPagesTest, EachStateHasItsWords) {
  struct Case {
    std::string words;
    std::function<void(v1::JoinPass&)> change;
  };
  const int64_t past = absl::ToUnixSeconds(clock_.Now()) - 7200;
  for (const Case& test : std::vector<Case>{
           {"You can join from <strong>12:45pm on Sunday 22 November 2026",
            [](v1::JoinPass&) {}},
           {"This booking was cancelled",
            [](v1::JoinPass& pass) {
              pass.set_booking_state(v1::Booking::CANCELLED);
            }},
           {"this date has been cancelled",
            [](v1::JoinPass& pass) {
              pass.set_session_state("CANCELLED");
              pass.set_booking_state(v1::Booking::CANCELLED);
            }},
           {"This workshop is over",
            [past](v1::JoinPass& pass) {
              v1::MeetingTime& meeting = *pass.mutable_meetings(0);
              meeting.mutable_start_time()->set_seconds(past);
              meeting.mutable_end_time()->set_seconds(past + 60);
            }},
           {"Please come to the address below",
            [](v1::JoinPass& pass) {
              pass.set_venue("Village hall, 1 Road, Anytown");
            }},
           {"is not ready yet", [past](v1::JoinPass& pass) {
              pass.mutable_open_time()->set_seconds(past);
            }}}) {
    SCOPED_TRACE(test.words);
    v1::JoinPass pass = Pass();
    test.change(pass);
    const HttpAnswer page = Show(pass);
    EXPECT_EQ(page.code, 200);
    EXPECT_THAT(page.body, HasSubstr(test.words));
    EXPECT_THAT(page.body, Not(HasSubstr("<form")));
  }
}

TEST_F(JoinPagesTest, EachRefusalHasItsWords) {
  struct Case {
    std::string reason;
    std::string words;
  };
  services_.registration.resolve_join.Return(Pass());
  for (const Case& test :
       std::vector<Case>{{"JOIN_TOO_EARLY", "You can join from"},
                         {"BOOKING_CANCELLED", "This booking was cancelled"},
                         {"SESSION_CANCELLED", "this date has been cancelled"},
                         {"SESSION_ENDED", "This workshop is over"},
                         {"JOIN_ADDRESS_MISSING", "is not ready yet"}}) {
    SCOPED_TRACE(test.reason);
    services_.registration.join_uri.Return(
        FailedPrecondition(test.reason, "no"));
    const HttpAnswer page = Post(kJoin, {});
    EXPECT_EQ(page.code, 409);
    EXPECT_THAT(page.body, HasSubstr(test.words));
    EXPECT_THAT(page.body, HasSubstr("If you need help now"));
  }
  services_.registration.join_uri.Return(NotFound("LINK_NOT_VALID", "no"));
  EXPECT_EQ(Post(kJoin, {}).code, 404);
}

TEST_F(JoinPagesTest, TheCalendarFileComesFromNotifications) {
  notifications::v1::CalendarFile file;
  file.set_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
  file.set_file_name("work\"shop.ics");
  services_.notifications.calendar.Return(file);
  const HttpAnswer answer = Get(std::string(kJoin) + "/calendar.ics");
  EXPECT_EQ(answer.code, 200);
  EXPECT_EQ(answer.Header("Content-Type"), "text/calendar; charset=utf-8");
  EXPECT_EQ(answer.Header("Content-Disposition"),
            "attachment; filename=\"workshop.ics\"");
  EXPECT_EQ(answer.body, file.text());
  services_.StopNotifications();
  EXPECT_EQ(Get(std::string(kJoin) + "/calendar.ics").code, 503);
}

// A service that hangs is no other thing for a family than one that is down.
TEST_F(JoinPagesTest, NoAnswerInTimeIsSaidKindly) {
  const absl::Status late =
      MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", "x");
  services_.registration.resolve_join.Return(late);
  services_.registration.resolve_manage.Return(late);
  services_.notifications.calendar.Return(late);
  for (const std::string& path :
       {std::string(kJoin), std::string(kJoin) + "/calendar.ics",
        std::string("/manage/some-token")}) {
    SCOPED_TRACE(path);
    const HttpAnswer page = Get(path);
    EXPECT_EQ(page.code, 503);
    EXPECT_THAT(page.body, AllOf(HasSubstr("Please try again"),
                                 HasSubstr("If you need help now"),
                                 HasSubstr("01632 960 111")));
  }
}

TEST_F(JoinPagesTest, SaysWhoSeesANameAndWhatALiveWebinarIsLike) {
  EXPECT_THAT(Show(Pass()).body,
              AllOf(HasSubstr("The others in the meeting can see it"),
                    HasSubstr("to use another, join in a private window"),
                    HasSubstr("keep your camera and microphone off"),
                    Not(HasSubstr("live webinar"))));
  scheduling::v1::Session session = SampleSession(
      kOpen, clock_.Now() + absl::Hours(24), scheduling::v1::Session::OPEN);
  session.set_format(scheduling::v1::Session::LIVE_WEBINAR);
  services_.scheduling_feed.Add("session", kOpen, session.SerializeAsString());
  EXPECT_TRUE(Eventually([&] {
    return absl::StrContains(Show(Pass()).body,
                             "This is a live webinar: you watch and listen,");
  }));
  EXPECT_THAT(Show(Pass()).body,
              AllOf(HasSubstr("The others in the meeting can see it"),
                    Not(HasSubstr("keep your camera and microphone"))));
}

}  // namespace
}  // namespace cwp::web
