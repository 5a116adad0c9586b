// A line that begins at the end of the form, when people have said who they
// are.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/booking_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kLine[] = "__Host-line-";
constexpr char kBooked[] = "__Host-booked=";
constexpr char kThere[] = "Your answers are still there.";
constexpr char kGone[] = "so the form asks you again.";

class LineCookieTest : public BookingPagesTest {
 protected:
  void SetUp() override {
    BookingPagesTest::SetUp();
    services_.registration.create_hold.Do(
        [this](const v1::CreateHoldRequest& request) {
          Keep(request.hold().places());
          if (request.wait_in_line()) hold_.set_state(v1::Hold::IN_LINE);
          return hold_;
        });
    services_.registration.create.Return(
        FailedPrecondition("PLACES_HELD", "no", {{"left", "0"}}));
    places_ = CookieIn(Send(start_, GoodAnswers()), "__Host-places=");
  }

  // The first cookie of an answer that begins so, as a browser sends it back.
  static std::string CookieIn(const HttpAnswer& answer,
                              const std::string& begin) {
    for (const std::string& cookie : answer.Headers("Set-Cookie")) {
      if (absl::StartsWith(cookie, begin)) {
        return cookie.substr(0, cookie.find(';'));
      }
    }
    return "";
  }

  static void ExpectForgotten(const HttpAnswer& answer) {
    EXPECT_THAT(answer.Headers("Set-Cookie"),
                Contains(AllOf(StartsWith(kLine), HasSubstr("Max-Age=0"))));
  }

  // Presses a button, in a browser that sends these cookies.
  HttpAnswer Press(const HttpAnswer& page, const std::string& way,
                   const Fields& cookies, const std::string& then = "") {
    return Post(BookPath(kOpen) + "/" + way,
                {{"answers", HiddenIn(page.body, "answers",
                                      absl::StrCat("book/", way, "\""))},
                 {"then", then}},
                cookies);
  }

  // Has the places lapse before the last look is sent, and gets in line.
  HttpAnswer GetInLine(const Fields& answers, const Fields& cookies) {
    refused_ = Send(Check(answers), {}, cookies);
    hold_.set_state(v1::Hold::LAPSED);
    return Press(refused_, "line", cookies);
  }

  // Gets in line, in a browser that keeps cookies: its address there.
  std::string AddressInLine() {
    const HttpAnswer turn = GetInLine(GoodAnswers(), {{"Cookie", places_}});
    EXPECT_EQ(turn.code, 303);
    here_ = {{"Cookie", absl::StrCat(places_, "; ", CookieIn(turn, kLine))}};
    return turn.Header("Location");
  }

  // What the browser is given with the first places that are kept.
  std::string places_;
  HttpAnswer refused_;
  // All that the browser sends that waits in line.
  Fields here_;
};

TEST_F(LineCookieTest, WhoeverWaitsAtTheEndGoesOnWithWhatWasTyped) {
  const std::string path = AddressInLine();
  EXPECT_THAT(refused_.body, HasSubstr("on a page that looks again by itself"));
  EXPECT_THAT(path, StartsWith(BookPath(kOpen) + "/line/"));
  // Also when it is loaded again.
  for (int i = 0; i < 2; ++i) {
    const HttpAnswer page = Get(path, here_);
    EXPECT_THAT(page.body, HasSubstr("You are in line"));
    EXPECT_EQ(page.Header("Refresh"), "20");
    EXPECT_EQ(page.Header("Cache-Control"), "no-store");
  }
  hold_.set_state(v1::Hold::HELD);
  const HttpAnswer ready = Get(path, here_);
  EXPECT_THAT(ready.body, HasSubstr("There are places for you"));
  EXPECT_THAT(ready.body, AllOf(HasSubstr(kThere), Not(HasSubstr(kGone))));
  EXPECT_EQ(ready.Header("Refresh"), "");
  const HttpAnswer check = Press(ready, "line", here_);
  EXPECT_EQ(AsksIn(check), "confirm");
  EXPECT_THAT(check.body, HasSubstr("ada@example.org"));
  EXPECT_THAT(check.body, HasSubstr("A &lt;quiet&gt; room &amp; tea"));
}

// Not even sealed: whoever has the address alone is asked anew.
TEST_F(LineCookieTest, WhatPeopleSayOfThemselvesStandsInNoAddress) {
  const std::string path = AddressInLine();
  hold_.set_state(v1::Hold::HELD);
  const std::string others = "__Host-line-00000000=nonsense";
  for (const std::string& cookies : {std::string("a=b"), others, places_}) {
    const Fields elsewhere = {{"Cookie", cookies}};
    const HttpAnswer ready = Get(path, elsewhere);
    EXPECT_THAT(ready.body, AllOf(HasSubstr(kGone), Not(HasSubstr(kThere))));
    const HttpAnswer page = Press(ready, "line", elsewhere);
    EXPECT_EQ(AsksIn(page), "contact");
    EXPECT_THAT(page.body, Not(HasSubstr("ada@example.org")));
    EXPECT_THAT(page.body, Not(HasSubstr("Ada Example")));
  }
}

TEST_F(LineCookieTest, MoreTimeInLineKeepsTheAnswers) {
  const HttpAnswer page = Get(AddressInLine(), here_);
  const HttpAnswer longer = Press(page, "line", here_, "more_time");
  EXPECT_EQ(longer.code, 303);
  EXPECT_THAT(CookieIn(longer, kLine), Not(""));
}

// Two windows of one browser do not take each other's answers.
TEST_F(LineCookieTest, EachFormHasACookieOfItsOwn) {
  const std::string first = AddressInLine();
  const std::string kept = here_.front().second;
  hold_.set_state(v1::Hold::HELD);
  start_ = Get(BookPath(kOpen));
  const HttpAnswer turn = GetInLine(
      AnswersWith("contact_email", "bo@example.org"), {{"Cookie", kept}});
  const Fields both = {
      {"Cookie", absl::StrCat(kept, "; ", CookieIn(turn, kLine))}};
  hold_.set_state(v1::Hold::HELD);
  for (const auto& [path, email] :
       std::vector<std::pair<std::string, std::string>>{
           {first, "ada@example.org"},
           {turn.Header("Location"), "bo@example.org"}}) {
    EXPECT_THAT(Press(Get(path, both), "line", both).body, HasSubstr(email));
  }
}

TEST_F(LineCookieTest, TheBrowserForgetsWhatNobodyWaitsForAnyMore) {
  const std::string path = AddressInLine();
  const HttpAnswer left = Press(Get(path, here_), "line", here_, "leave");
  Fields dates = GoodAnswers();
  dates.emplace_back("dates", absl::StrCat(kFull));
  dates.emplace_back("least_places", "1");
  services_.registration.waitlist.Return(v1::WaitlistEntry());
  const HttpAnswer joined =
      Send(Check(Press(refused_, "waitlist", here_), dates), {}, here_);
  v1::Booking booking;
  booking.set_session_id(kOpen);
  services_.registration.create.Return(booking);
  hold_.set_state(v1::Hold::HELD);
  const HttpAnswer booked =
      Send(Press(Get(path, here_), "line", here_), {}, here_);
  // Whoever booked, went back and changed the answers is led to the booking.
  const Fields both = {{"Cookie", absl::StrCat(here_.front().second, "; ",
                                               CookieIn(booked, kBooked))}};
  const HttpAnswer before = Send(
      Check(start_, AnswersWith("contact_email", "bo@example.org")), {}, both);
  for (const HttpAnswer& answer : {left, joined, booked, before}) {
    EXPECT_EQ(answer.code, 303);
    ExpectForgotten(answer);
  }
}

TEST_F(LineCookieTest, TheBrowserForgetsAlsoWhereThePageHasTheAnswersStill) {
  const std::string path = AddressInLine();
  hold_.set_state(v1::Hold::LAPSED);
  const HttpAnswer over = Get(path, here_);
  EXPECT_THAT(over.body, AllOf(HasSubstr("Your turn has ended"),
                               HasSubstr("You have not lost your answers")));
  EXPECT_THAT(Get(path, {{"Cookie", places_}}).body,
              AllOf(HasSubstr("so the form then asks you again"),
                    Not(HasSubstr("You have not lost your answers"))));
  const HttpAnswer waits = Press(refused_, "waitlist", here_);
  EXPECT_EQ(AsksIn(waits), "dates");
  const HttpAnswer unfit =
      Send(At("area", GoodAnswers()), AnswersWith("in_area", "no"), here_);
  EXPECT_THAT(unfit.body, HasSubstr("who have a GP in Hertfordshire"));
  for (const HttpAnswer& page : {over, waits, unfit}) ExpectForgotten(page);
  hold_.set_state(v1::Hold::LAPSED);
  EXPECT_NE(CookieIn(Press(over, "line", {{"Cookie", places_}}), kLine), "")
      << "in line again";
}

TEST_F(LineCookieTest, TheCookieEndsSoonAfterTheTurn) {
  const HttpAnswer turn = GetInLine(GoodAnswers(), {{"Cookie", places_}});
  EXPECT_THAT(turn.Headers("Set-Cookie"),
              Contains(AllOf(StartsWith(kLine), HasSubstr("Max-Age=3000;"))))
      << "20 minutes, and 30 more";
}

// Answers that were taken back do not come again.
TEST_F(LineCookieTest, TheBrowserForgetsWhatIsSaidNoMore) {
  AddressInLine();
  services_.registration.create_hold.Return(
      FailedPrecondition("PLACES_HELD", "no", {{"left", "0"}}));
  const HttpAnswer refused = Send(start_, GoodAnswers(), here_);
  services_.registration.create_hold.Return(hold_);
  const HttpAnswer turn = Press(refused, "line", here_);
  EXPECT_EQ(turn.code, 303);
  ExpectForgotten(turn);
}

// Where the browser keeps no cookies, or too many, the page itself keeps the
// answers, and says that it does not look by itself.
TEST_F(LineCookieTest, WhereTheBrowserKeepsNothingNothingIsLost) {
  const std::string most(7500, 'x');
  const std::string line = absl::StrCat(kLine, "00000000=");
  for (const Fields& cookies : std::vector<Fields>{
           {{"Cookie", "a=b"}},
           {{"Cookie", absl::StrCat(places_, "; others=", most)}},
           {{"Cookie", places_}, {"Cookie", "others=" + most}},
           // What may be set later has to fit beside all that wait.
           {{"Cookie", absl::StrCat(places_, "; ", line, most.substr(4000))}},
           {{"Cookie", places_}, {"Cookie", line + most.substr(4000)}}}) {
    const HttpAnswer turn = GetInLine(GoodAnswers(), cookies);
    EXPECT_EQ(turn.code, 200);
    EXPECT_EQ(turn.Header("Refresh"), "");
    EXPECT_EQ(CookieIn(turn, kLine), "");
    EXPECT_THAT(turn.body, HasSubstr("You are in line"));
    for (const HttpAnswer& page : {refused_, turn}) {
      EXPECT_THAT(page.body, HasSubstr("“Look again”"));
      EXPECT_THAT(page.body, Not(HasSubstr("that looks again by itself")));
    }
    hold_.set_state(v1::Hold::HELD);
    const HttpAnswer page = Press(turn, "line", {});
    EXPECT_EQ(AsksIn(page), "confirm");
    EXPECT_THAT(page.body, HasSubstr("ada@example.org"));
  }
}

// Half of what a browser may send is for whoever waits.
TEST_F(LineCookieTest, OtherCookiesLeaveRoomForThatOfALine) {
  const Fields cookies = {
      {"Cookie", places_},
      {"Cookie", absl::StrCat("booked=", std::string(3800, 'x'))}};
  EXPECT_EQ(GetInLine(GoodAnswers(), cookies).code, 303);
}

TEST_F(LineCookieTest, WhatIsTooLargeForACookieStaysInThePage) {
  scheduling::v1::Workshop workshop = SampleWorkshop();
  workshop.set_attendee_names_reason("We print badges.");
  services_.scheduling_feed.Add("workshop", 11, workshop.SerializeAsString());
  ASSERT_TRUE(Eventually([&] {
    return AsksIn(Send(At("area", GoodAnswers()), GoodAnswers())) == "names";
  }));
  std::string name;
  for (int i = 0; i < 100; ++i) name += "🦊";
  Fields answers = AnswersWith("places", "10");
  std::string names = name;
  for (int i = 1; i < 10; ++i) absl::StrAppend(&names, "\r\n", name);
  answers.emplace_back("attendee_names", names);
  const HttpAnswer turn = GetInLine(answers, {{"Cookie", places_}});
  EXPECT_EQ(turn.code, 200);
  EXPECT_EQ(CookieIn(turn, kLine), "");
  hold_.set_state(v1::Hold::HELD);
  EXPECT_THAT(Press(turn, "line", {}).body, HasSubstr(name));
}

}  // namespace
}  // namespace cwp::web
