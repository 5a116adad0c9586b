// Pages behind the link that manages a booking: seeing it, and cancelling.
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
  // Looks at "Are you sure?", and presses Yes.
  HttpAnswer CancelIt(const Fields& headers = {}) {
    const HttpAnswer asked = Visit("/booking/cancel");
    return SendYes(HiddenIn(asked.body, "shown"), headers);
  }
  HttpAnswer SendYes(const std::string& shown, Fields headers = {}) {
    headers.emplace_back("Cookie", cookie_);
    return Post("/booking/cancel", {{"shown", shown}}, headers);
  }

  // Makes the session of the booking one of two meetings.
  void AddCourse(absl::Time first, absl::Time second) {
    scheduling::v1::Session course =
        SampleSession(kOpen, first, scheduling::v1::Session::OPEN);
    *course.add_meetings() =
        SampleSession(kOpen, second, scheduling::v1::Session::OPEN).meetings(0);
    services_.scheduling_feed.Add("session", kOpen, course.SerializeAsString());
    ASSERT_TRUE(Eventually([&] {
      return absl::StrContains(Visit("/booking/calendars").body,
                               PathOf("google", second));
    }));
  }
  // Where a link of a calendar on the web leads.
  static std::string PathOf(const std::string& calendar, absl::Time start) {
    return absl::StrCat("/booking/calendars/", calendar, "/",
                        absl::ToUnixSeconds(start));
  }

  std::string cookie_;
  bool name_workshop_ = false;

  void SetBooking(v1::Booking::State state, int64_t session = kOpen,
                  int64_t id = 7001) {
    v1::Booking booking;
    booking.set_id(id);
    booking.set_reference("7K2M9QPT");
    booking.set_session_id(session);
    booking.set_places(1);
    booking.set_state(state);
    booking.set_name_workshop(name_workshop_);
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
      // Or else whoever keeps no cookies would open it again for ever.
      EXPECT_THAT(page.body,
                  AllOf(HasSubstr("your browser may not accept cookies"),
                        HasSubstr("href=\"tel:+441632960001\"")));
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
        "My child, or a child I look after", "13 or 14",
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

TEST_F(ManagePagesTest, EntersTheDateIntoACalendarOnTheWeb) {
  const HttpAnswer page = Visit(kBooking);
  EXPECT_THAT(page.body,
              HasSubstr("The entry does not say what the workshop is about"));
  for (const char* link : {"href=\"/booking/calendars/google/1796234400\"",
                           "href=\"/booking/calendars/outlook/1796234400\""}) {
    EXPECT_THAT(page.body, HasSubstr(link));
  }
  EXPECT_THAT(page.body, Not(HasSubstr("href=\"/booking/calendars\"")));
  const HttpAnswer google = Visit("/booking/calendars/google/1796234400");
  EXPECT_EQ(google.code, 303);
  EXPECT_EQ(google.Header("Location"),
            "https://calendar.google.com/calendar/render?action=TEMPLATE"
            "&text=Workshop&dates=20261202T180000Z/20261202T193000Z");
  EXPECT_EQ(google.Header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(google.Header("Cache-Control"), "no-store");
  EXPECT_EQ(Visit("/booking/calendars/outlook/1796234400").Header("Location"),
            "https://outlook.live.com/calendar/0/deeplink/compose?rru=addevent"
            "&subject=Workshop&startdt=2026-12-02T18:00:00Z"
            "&enddt=2026-12-02T19:30:00Z");
}

TEST_F(ManagePagesTest, EntersEachDateOfACourseThatIsNotOver) {
  const absl::Time first = clock_.Now() + absl::Hours(48);
  const absl::Time second = first + absl::Hours(7 * 24);
  AddCourse(first, second);
  EXPECT_THAT(Visit(kBooking).body, Not(HasSubstr("/calendars/google")));
  const HttpAnswer page = Visit("/booking/calendars");
  EXPECT_EQ(page.code, 200);
  EXPECT_EQ(page.Header("Cache-Control"), "no-store");
  const std::string links[] = {
      absl::StrCat("href=\"", PathOf("google", first), "\""),
      absl::StrCat("href=\"", PathOf("outlook", first), "\""),
      absl::StrCat("href=\"", PathOf("google", second), "\""),
      absl::StrCat("href=\"", PathOf("outlook", second), "\"")};
  for (const std::string& link : links) {
    EXPECT_THAT(page.body, HasSubstr(link));
  }
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("The entries do not say what the workshop is"),
                    HasSubstr("Tuesday 1 December 2026: "),
                    HasSubstr("href=\"/booking\""),
                    Not(HasSubstr("The dates have changed"))));
  EXPECT_THAT(Visit(PathOf("google", second)).Header("Location"),
              HasSubstr("text=Workshop&dates=20261201T"));

  // For as long as there is a file of them.
  clock_.Advance(absl::Hours(48) + absl::Minutes(90));
  Open();
  EXPECT_THAT(Visit(kBooking).body,
              AllOf(HasSubstr("href=\"/booking/calendars\""),
                    HasSubstr("/calendar.ics\"")));
  const std::string later = Visit("/booking/calendars").body;
  EXPECT_THAT(later, AllOf(Not(HasSubstr(links[0])), Not(HasSubstr(links[1])),
                           HasSubstr(links[2]), HasSubstr(links[3])));
}

// The page with the link is from before the change.
TEST_F(ManagePagesTest, AMeetingThatWasMovedIsNotTakenForAnother) {
  const absl::Time first = clock_.Now() + absl::Hours(48);
  const absl::Time second = first + absl::Hours(7 * 24);
  AddCourse(first, second);
  AddCourse(first, second + absl::Hours(24));
  const std::string path = Visit(PathOf("google", second)).Header("Location");
  EXPECT_EQ(path, "/booking/calendars?changed=yes");
  EXPECT_THAT(Visit(path).body,
              AllOf(HasSubstr("The dates have changed since"),
                    HasSubstr("These are the dates now."),
                    HasSubstr("Wednesday 2 December 2026: ")));
}

TEST_F(ManagePagesTest, NamesTheWorkshopInACalendarIfThatWasChosen) {
  name_workshop_ = true;
  SetBooking(v1::Booking::CONFIRMED);
  for (const char* path : {kBooking, "/booking/calendars"}) {
    EXPECT_THAT(Visit(path).body,
                AllOf(HasSubstr("entry names the workshop, as you chose"),
                      Not(HasSubstr("not say what the workshop"))));
  }
  constexpr char kTitle[] = "Helping%20your%20child%20with%20worry%20%3Cnow%3E";
  EXPECT_THAT(Visit("/booking/calendars/google/1796234400").Header("Location"),
              HasSubstr(absl::StrCat("text=", kTitle, "&")));
  EXPECT_THAT(Visit("/booking/calendars/outlook/1796234400").Header("Location"),
              HasSubstr(absl::StrCat("subject=", kTitle, "&")));
}

TEST_F(ManagePagesTest, KnowsNoOtherCalendarsAndDates) {
  for (const char* path :
       {"google/0", "google/2", "google/x", "google/-1", "google/01796234400",
        "google/1796234401", "outlook/99999999999999999999"}) {
    EXPECT_EQ(
        Visit(absl::StrCat("/booking/calendars/", path)).Header("Location"),
        "/booking/calendars?changed=yes")
        << path;
  }
  EXPECT_EQ(Visit("/booking/calendars/yahoo/1796234400").Header("Location"),
            "/booking/calendars");
  const auto lead_back = [&] {
    for (const char* path :
         {"/booking/calendars", "/booking/calendars/google/1796234400"}) {
      EXPECT_EQ(Visit(path).Header("Location"), kBooking) << path;
    }
  };
  SetBooking(v1::Booking::CANCELLED);
  lead_back();
  SetBooking(v1::Booking::CONFIRMED, kOver);
  lead_back();
}

TEST_F(ManagePagesTest, WhatWasSavedIsSaidToBe) {
  constexpr char kSaved[] = "Your changes are saved";
  constexpr char kMoved[] = "Your booking is now for the date below";
  EXPECT_THAT(Visit("/booking?done=places").body, HasSubstr(kSaved));
  EXPECT_THAT(Visit("/booking?done=details").body, HasSubstr(kSaved));
  EXPECT_THAT(Visit("/booking?done=moved").body, HasSubstr(kMoved));
  for (const char* query :
       {"", "?done=", "?done=nonsense", "?done=cancelled"}) {
    EXPECT_THAT(Visit(absl::StrCat("/booking", query)).body,
                Not(HasSubstr("notification-banner")))
        << query;
  }
  SetBooking(v1::Booking::CANCELLED);
  EXPECT_THAT(Visit("/booking?done=places").body, Not(HasSubstr(kSaved)));
}

TEST_F(ManagePagesTest, TheDatesToMoveToSayWhereTheyAre) {
  scheduling::v1::Session course = SampleSession(
      108, clock_.Now() + absl::Hours(96), scheduling::v1::Session::OPEN);
  *course.add_meetings() = course.meetings(0);
  course.mutable_delivery()->set_mode(scheduling::v1::Delivery::VENUE);
  course.mutable_delivery()->mutable_venue()->set_name("Village hall");
  services_.scheduling_feed.Add("session", 108, course.SerializeAsString());
  EXPECT_TRUE(Eventually([&] {
    return absl::StrContains(Visit("/booking/move").body,
                             "Thursday 26 November 2026, midday to 1:30pm, "
                             "Village hall, and 1 later date\n");
  }));
}

TEST_F(ManagePagesTest, ACancelledBookingLeadsNowhere) {
  SetBooking(v1::Booking::CANCELLED);
  EXPECT_THAT(Visit(kBooking).body, Not(HasSubstr("/j/join-token")));
}

TEST_F(ManagePagesTest, CancelsAsTheHolderOfTheLink) {
  const std::string shown = HiddenIn(Visit("/booking/cancel").body, "shown");
  const HttpAnswer answer = SendYes(shown);
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
  EXPECT_EQ(SendYes(shown).Header("Location"), "/booking/cancelled");
  EXPECT_EQ(Visit("/booking/cancel").Header("Location"), kBooking);
  EXPECT_THAT(Visit(kBooking).body, HasSubstr("This booking is cancelled"));
}

// "Are you sure?" about one child in a tab, then another child's link in a
// second: the cookie is now the second one's.
TEST_F(ManagePagesTest, OnlyTheBookingThatWasShownIsCancelled) {
  const std::string shown = HiddenIn(Visit("/booking/cancel").body, "shown");
  ASSERT_NE(shown, "");
  EXPECT_THAT(shown, Not(HasSubstr("7001")));
  SetBooking(v1::Booking::CONFIRMED, kOpen, 7002);
  Open();
  for (const std::string& sent :
       {shown, shown + "x", std::string("7002"), std::string()}) {
    const HttpAnswer answer = SendYes(sent);
    EXPECT_EQ(answer.code, 303);
    EXPECT_EQ(answer.Header("Location"), kBooking);
  }
  EXPECT_THAT(services_.registration.cancel.requests(), IsEmpty());
  EXPECT_EQ(CancelIt().Header("Location"), "/booking/cancelled");
  ASSERT_THAT(services_.registration.cancel.requests(), SizeIs(1));
  EXPECT_EQ(services_.registration.cancel.requests()[0].id(), 7002);
}

TEST_F(ManagePagesTest, NothingIsCalledCancelledThatIsNot) {
  const HttpAnswer page = Visit("/booking/cancelled");
  EXPECT_EQ(page.code, 303);
  EXPECT_EQ(page.Header("Location"), kBooking);
}

TEST_F(ManagePagesTest, WhatIsOverCannotBeCancelled) {
  const std::string shown = HiddenIn(Visit("/booking/cancel").body, "shown");
  SetBooking(v1::Booking::CONFIRMED, kOver);
  const HttpAnswer page = Visit(kBooking);
  EXPECT_THAT(page.body, AllOf(HasSubstr("has taken place"),
                               Not(HasSubstr("Cancel this booking"))));
  services_.registration.cancel.Return(
      FailedPrecondition("SESSION_ENDED", "over"));
  EXPECT_EQ(SendYes(shown).Header("Location"), kBooking);
  EXPECT_THAT(services_.registration.cancel.requests(), SizeIs(1));
}

// Its bookings are cancelled soon after it.
TEST_F(ManagePagesTest, SaysThatWeCancelledTheSessionAndWhereToGo) {
  for (const v1::Booking::State state :
       {v1::Booking::CONFIRMED, v1::Booking::CANCELLED}) {
    SCOPED_TRACE(state);
    SetBooking(state, kCancelled);
    const std::string page = Visit(kBooking).body;
    EXPECT_THAT(page, AllOf(HasSubstr("sorry: we have cancelled this date"),
                            HasSubstr("href=\"/workshops/helping-with-worry\""),
                            HasSubstr("/helping-with-worry/waitlist\"")));
    for (const char* way : {"/booking/cancel", "/booking/places",
                            "/booking/move", "/j/join-token"}) {
      EXPECT_THAT(page, Not(HasSubstr(way)));
    }
    EXPECT_EQ(Visit("/booking/cancel").Header("Location"), kBooking);
    EXPECT_EQ(Visit("/booking/move").Header("Location"), kBooking);
  }
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

TEST_F(ManagePagesTest, ALinkThatHasEndedSaysSoAndWhatToDo) {
  services_.registration.resolve_manage.Return(
      FailedPrecondition("LINK_EXPIRED", "over for 30 days"));
  for (const HttpAnswer& page : {Get(kManage), Post(kManage, {})}) {
    EXPECT_THAT(page.body, AllOf(HasSubstr("This link does not work"),
                                 HasSubstr("The link has ended."),
                                 HasSubstr("we can help"),
                                 Not(HasSubstr("try opening it there"))));
    EXPECT_EQ(page.Header("Set-Cookie"), "");
  }
}

TEST_F(ManagePagesTest, AnotherSitesPostIsRefused) {
  EXPECT_EQ(CancelIt({{"Sec-Fetch-Site", "cross-site"}}).code, 403);
  EXPECT_THAT(services_.registration.cancel.requests(), IsEmpty());
  // Browsers that say nothing else send this from a page without referrer.
  EXPECT_EQ(CancelIt({{"Origin", "null"}}).Header("Location"),
            "/booking/cancelled");
}

}  // namespace
}  // namespace cwp::web
