// Pages behind the links in e-mails: managing and cancelling, and joining.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
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
using ::testing::SizeIs;

constexpr char kManage[] = "/manage/manage-token";
constexpr char kBooking[] = "/booking";
constexpr char kJoin[] = "/j/join-token";

class ManagePagesTest : public WebTest {
 protected:
  void SetUp() override {
    WebTest::SetUp();
    SetBooking(v1::Booking::CONFIRMED);
    services_.registration.cancel.Do(
        [this](const v1::CancelBookingRequest&) -> absl::StatusOr<v1::Booking> {
          SetBooking(v1::Booking::CANCELLED);
          return v1::Booking();
        });
    Open();
  }

  // Presses the button behind the link.
  void Open() {
    const HttpAnswer answer = Post(kManage, {});
    ASSERT_EQ(answer.code, 303);
    EXPECT_EQ(answer.Header("Location"), kBooking);
    cookie_ = answer.Header("Set-Cookie");
    EXPECT_THAT(cookie_,
                AllOf(HasSubstr("__Host-booking="), HasSubstr("; Max-Age=1800"),
                      HasSubstr("; Secure"), HasSubstr("; HttpOnly"),
                      HasSubstr("; SameSite=Strict")));
    EXPECT_THAT(cookie_, Not(HasSubstr("manage-token")));
    cookie_ = cookie_.substr(0, cookie_.find(';'));
  }

  // In the browser that opened the link.
  HttpAnswer Visit(const std::string& path) {
    return Get(path, {{"Cookie", cookie_}});
  }
  HttpAnswer Send(const std::string& path, Fields headers = {}) {
    headers.emplace_back("Cookie", cookie_);
    return Post(path, {}, headers);
  }

  std::string cookie_;

  void SetBooking(v1::Booking::State state, int64_t session = kOpen) {
    v1::Booking booking;
    booking.set_id(7001);
    booking.set_reference("7K2M9QPT");
    booking.set_session_id(session);
    booking.set_places(1);
    booking.set_state(state);
    if (state == v1::Booking::CONFIRMED) booking.set_join_token("join-token");
    booking.mutable_contact()->set_name("Ada <b>Example</b>");
    booking.mutable_contact()->set_email("ada@example.org");
    booking.mutable_contact()->set_relationship("parent or carer");
    booking.add_attendees()->set_role(v1::Attendee::YOUNG_PERSON);
    // Of a workshop whose ages were others.
    v1::AgeBand& band = *booking.mutable_attendees(0)->mutable_age_band();
    band.set_min_years(13);
    band.set_max_years(14);
    booking.mutable_create_time()->set_seconds(
        absl::ToUnixSeconds(clock_.Now()));
    services_.registration.resolve_manage.Return(booking);
  }
};

// What follows links in e-mails may be no human being.
TEST_F(ManagePagesTest, TheLinkAloneShowsOneButtonAndChangesNothing) {
  const HttpAnswer page = Get(kManage);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(
      page.body,
      HasSubstr("<form action=\"/manage/manage-token\" method=\"post\""));
  EXPECT_THAT(page.body, HasSubstr("See my booking"));
  for (const char* hidden : {"7K2M9QPT", "ada@example.org", "join-token"}) {
    EXPECT_THAT(page.body, Not(HasSubstr(hidden)));
  }
  EXPECT_EQ(page.Header("Set-Cookie"), "");
  EXPECT_EQ(page.Header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(page.Header("Cache-Control"), "no-store");
  EXPECT_THAT(services_.registration.cancel.requests(), IsEmpty());
}

TEST_F(ManagePagesTest, WithoutTheCookieOrAfterHalfAnHourItIsOver) {
  const auto over = [&](const Fields& headers) {
    for (const char* path :
         {"/booking", "/booking/cancel", "/booking/cancelled"}) {
      const HttpAnswer page = Get(path, headers);
      EXPECT_EQ(page.code, 410) << path;
      EXPECT_THAT(page.body, HasSubstr("Please open the link again"));
      EXPECT_THAT(page.body, Not(HasSubstr("7K2M9QPT")));
    }
    EXPECT_EQ(Post("/booking/cancel", {}, headers).code, 410);
  };
  over({});
  over({{"Cookie", cookie_ + "x"}});
  over({{"Cookie", "__Host-booking=manage-token"}});
  clock_.Advance(absl::Minutes(30) - absl::Seconds(1));
  EXPECT_EQ(Visit(kBooking).code, 200);
  clock_.Advance(absl::Seconds(1));
  over({{"Cookie", cookie_}});
  EXPECT_THAT(services_.registration.cancel.requests(), IsEmpty());
}

TEST_F(ManagePagesTest, ShowsTheBookingAndChangesNothing) {
  const HttpAnswer page = Visit(kBooking);
  EXPECT_EQ(page.code, 200);
  for (const char* shown :
       {"7K2M9QPT", "Ada &lt;b&gt;Example&lt;/b&gt;", "ada@example.org",
        "A child or young person I look after", "13 or 14",
        "Sunday 22 November 2026", "/booking/cancel", "href=\"/j/join-token\"",
        "href=\"/j/join-token/calendar.ics\""}) {
    EXPECT_THAT(page.body, HasSubstr(shown));
  }
  EXPECT_EQ(page.Header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(page.Header("Cache-Control"), "no-store");
  const HttpAnswer ask = Visit("/booking/cancel");
  EXPECT_EQ(ask.code, 200);
  EXPECT_THAT(ask.body, HasSubstr("Are you sure you want to cancel?"));
  EXPECT_THAT(services_.registration.cancel.requests(), IsEmpty());
  const rpc::v1::Caller caller =
      services_.registration.resolve_manage.callers()[0];
  EXPECT_EQ(caller.kind(), rpc::v1::Caller::PUBLIC);
}

TEST_F(ManagePagesTest, ACancelledBookingLeadsNowhere) {
  SetBooking(v1::Booking::CANCELLED);
  EXPECT_THAT(Visit(kBooking).body, Not(HasSubstr("/j/join-token")));
}

TEST_F(ManagePagesTest, CancelsAsTheHolderOfTheLink) {
  const HttpAnswer answer = Send("/booking/cancel");
  EXPECT_EQ(answer.code, 303);
  EXPECT_EQ(answer.Header("Location"), "/booking/cancelled");
  ASSERT_THAT(services_.registration.cancel.requests(), SizeIs(1));
  EXPECT_EQ(services_.registration.cancel.requests()[0].id(), 7001);
  const rpc::v1::Caller caller = services_.registration.cancel.callers()[0];
  EXPECT_EQ(caller.kind(), rpc::v1::Caller::MANAGE_LINK);
  EXPECT_EQ(caller.id(), "7001");

  const HttpAnswer page = Visit(answer.Header("Location"));
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("Your booking is cancelled"));
  // Once more, and by the browser's Back.
  EXPECT_EQ(Send("/booking/cancel").code, 303);
  EXPECT_EQ(Visit("/booking/cancel").Header("Location"), kBooking);
  EXPECT_THAT(Visit(kBooking).body, HasSubstr("This booking is cancelled"));
}

TEST_F(ManagePagesTest, NothingIsCalledCancelledThatIsNot) {
  const HttpAnswer page = Visit("/booking/cancelled");
  EXPECT_EQ(page.code, 303);
  EXPECT_EQ(page.Header("Location"), kBooking);
}

TEST_F(ManagePagesTest, WhatIsOverCannotBeCancelled) {
  SetBooking(v1::Booking::CONFIRMED, kOver);
  const HttpAnswer page = Visit(kBooking);
  EXPECT_THAT(page.body, AllOf(HasSubstr("has taken place"),
                               Not(HasSubstr("Cancel this booking"))));
  services_.registration.cancel.Return(
      FailedPrecondition("SESSION_ENDED", "over"));
  EXPECT_EQ(Send("/booking/cancel").Header("Location"), kBooking);
}

TEST_F(ManagePagesTest, SaysThatTheSessionWasCancelled) {
  SetBooking(v1::Booking::CONFIRMED, kCancelled);
  EXPECT_THAT(Visit(kBooking).body, HasSubstr("this date has been cancelled"));
}

TEST_F(ManagePagesTest, ABookingOfASessionThatNobodyKnowsIsShown) {
  SetBooking(v1::Booking::CONFIRMED, 999);
  const HttpAnswer page = Visit(kBooking);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("7K2M9QPT"));
}

TEST_F(ManagePagesTest, AWrongLinkAndARevokedOneLookTheSame) {
  services_.registration.resolve_manage.Return(
      NotFound("LINK_NOT_VALID", "no such link"));
  EXPECT_EQ(Post(kManage, {}).code, 404);
  EXPECT_EQ(Post(kManage, {}).Header("Set-Cookie"), "");
  EXPECT_EQ(Visit(kBooking).code, 404) << "revoked while it was looked at";
  const HttpAnswer page = Get(kManage);
  EXPECT_EQ(page.code, 404);
  EXPECT_THAT(page.body, HasSubstr("This link does not work"));
  EXPECT_THAT(page.body, Not(HasSubstr("manage-token")));
}

TEST_F(ManagePagesTest, AnotherSitesPostIsRefused) {
  EXPECT_EQ(Send("/booking/cancel", {{"Sec-Fetch-Site", "cross-site"}}).code,
            403);
  EXPECT_THAT(services_.registration.cancel.requests(), IsEmpty());
  // Browsers that say nothing else send this from a page without referrer.
  EXPECT_EQ(Send("/booking/cancel", {{"Origin", "null"}}).code, 303);
}

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

TEST_F(JoinPagesTest, ShowsAButtonOnceItIsTime) {
  v1::JoinPass pass = Pass();
  pass.set_can_join(true);
  const HttpAnswer page = Show(pass);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("<form action=\"/j/join-token\""));
  EXPECT_THAT(page.body, HasSubstr("Sunday 22 November 2026, 1pm to 2pm"));
  EXPECT_THAT(page.body, HasSubstr("/j/join-token/calendar.ics"));
  EXPECT_THAT(page.Header("Content-Security-Policy"),
              HasSubstr("form-action 'self' https:"));
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

}  // namespace
}  // namespace cwp::web
