// The places that are kept while a family fills in the form.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/booking_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string CookieIn(const HttpAnswer& answer) {
  const std::string set = answer.Header("Set-Cookie");
  return set.substr(0, set.find(';'));
}

TEST_F(BookingPagesTest, TheFirstStepKeepsPlacesUntilTheBooking) {
  EXPECT_THAT(holds(), IsEmpty()) << "looking keeps nothing";
  const HttpAnswer age = Send(start_, GoodAnswers());
  ASSERT_THAT(holds(), SizeIs(1));
  EXPECT_EQ(holds()[0].hold().session_id(), kOpen);
  EXPECT_EQ(holds()[0].hold().places(), 2);
  EXPECT_FALSE(holds()[0].wait_in_line());
  EXPECT_THAT(age.body, HasSubstr("keeping your 2 places for you until "
                                  "<strong>12:20pm</strong>"));
  Confirm();
  ASSERT_THAT(requests(), SizeIs(1));
  EXPECT_EQ(requests()[0].hold_id(), 9001);
  EXPECT_EQ(requests()[0].browser_token(), holds()[0].browser_token());
}

TEST_F(BookingPagesTest, ADoubleClickAsksForTheSameHold) {
  Send(start_, GoodAnswers());
  Send(start_, GoodAnswers());
  ASSERT_THAT(holds(), SizeIs(2));
  EXPECT_EQ(holds()[0].SerializeAsString(), holds()[1].SerializeAsString());
}

// With a cookie; without, each form is a browser of its own.
TEST_F(BookingPagesTest, TwoWindowsOfABrowserAreKnownAsOne) {
  const HttpAnswer first = Send(start_, GoodAnswers());
  const std::string cookie = CookieIn(first);
  EXPECT_THAT(cookie, HasSubstr("__Host-places="));
  EXPECT_THAT(first.Header("Set-Cookie"), HasSubstr("; SameSite=Strict"));
  const HttpAnswer other = Get(BookPath(kOpen));
  Send(other, GoodAnswers(), {{"Cookie", cookie}});
  Send(other, GoodAnswers());
  ASSERT_THAT(holds(), SizeIs(3));
  EXPECT_EQ(holds()[0].browser_token(), holds()[1].browser_token());
  EXPECT_NE(holds()[0].browser_token(), holds()[2].browser_token());
}

TEST_F(BookingPagesTest, AKeptPlaceIsNotAskedForAgain) {
  Check(GoodAnswers());
  EXPECT_THAT(holds(), SizeIs(1));
  EXPECT_THAT(services_.registration.get_hold.requests(), Not(IsEmpty()));
}

TEST_F(BookingPagesTest, OtherPlacesAreAnotherHold) {
  HttpAnswer page = Send(start_, GoodAnswers());
  page = Send(page, {{"then", "back"}});
  EXPECT_EQ(AsksIn(page), "who");
  Send(page, AnswersWith("places", "3"));
  ASSERT_THAT(holds(), SizeIs(2));
  EXPECT_EQ(holds()[1].hold().places(), 3);
  EXPECT_NE(holds()[0].request_id(), holds()[1].request_id());
}

// Whoever was too slow comes back as a newcomer, with everything that was
// typed.
TEST_F(BookingPagesTest, LapsedPlacesAreKeptAnewOnTheWay) {
  const HttpAnswer needs = At("needs", GoodAnswers());
  hold_.set_state(v1::Hold::LAPSED);
  services_.registration.create_hold.Do(
      [this](const v1::CreateHoldRequest& request) {
        if (holds_asked_++ == 0) return hold_;
        return Keep(request.hold().places());
      });
  const HttpAnswer page = Send(needs, GoodAnswers());
  EXPECT_EQ(AsksIn(page), "use");
  ASSERT_THAT(holds(), SizeIs(3));
  EXPECT_NE(holds()[1].request_id(), holds()[2].request_id());
  const HttpAnswer check = Check(page, {});
  EXPECT_THAT(check.body, HasSubstr("ada@example.org"));
}

TEST_F(BookingPagesTest, PlacesThatCannotBeHadAgainAreSaidToBeGone) {
  const HttpAnswer needs = At("needs", GoodAnswers());
  hold_.set_state(v1::Hold::LAPSED);
  services_.registration.create_hold.Return(
      FailedPrecondition("PLACES_HELD", "no", {{"left", "0"}}));
  const HttpAnswer page = Send(needs, GoodAnswers());
  EXPECT_THAT(page.body, HasSubstr("No places are free right now"));
}

TEST_F(BookingPagesTest, FewerPlacesCanBeChosenInstead) {
  services_.registration.create_hold.Return(
      FailedPrecondition("NOT_ENOUGH_PLACES", "no", {{"left", "1"}}));
  const HttpAnswer refused = Send(start_, GoodAnswers());
  EXPECT_THAT(refused.body, HasSubstr("There is now 1 place"));
  const HttpAnswer page = Post(BookPath(kOpen) + "/change",
                               {{"answers", HiddenIn(refused.body, "answers")},
                                {"change", HiddenIn(refused.body, "change")}});
  EXPECT_EQ(AsksIn(page), "who");
  EXPECT_THAT(page.body, HasSubstr("value=\"parent_or_carer\" checked"));
}

TEST_F(BookingPagesTest, OneButtonKeepsThemLongerAndWhatWasTyped) {
  const HttpAnswer contact = At("contact", GoodAnswers());
  clock_.Advance(absl::Minutes(15));
  services_.registration.extend_hold.Do([this](const v1::ExtendHoldRequest&) {
    Keep(2);
    hold_.set_extensions_left(0);
    return hold_;
  });
  EXPECT_THAT(contact.body, HasSubstr("Keep my places for longer"));
  const HttpAnswer page =
      Send(contact, {{"contact_email", "half an addr"}, {"then", "more_time"}});
  EXPECT_EQ(page.code, 200);
  EXPECT_EQ(AsksIn(page), "contact");
  EXPECT_THAT(page.body, HasSubstr("<strong>12:35pm</strong>"));
  EXPECT_THAT(page.body, HasSubstr("value=\"half an addr\""));
  EXPECT_THAT(page.body, Not(HasSubstr("Keep my places for longer")));
  EXPECT_THAT(page.body, HasSubstr("We cannot keep them for longer"));
}

TEST_F(BookingPagesTest, BackKeepsWhatWasTyped) {
  const HttpAnswer contact = At("contact", GoodAnswers());
  EXPECT_EQ(contact.Header("Cache-Control"), "private, max-age=0")
      << "the browser's own Back needs it";
  HttpAnswer page =
      Send(contact, {{"contact_name", "Half a na"}, {"then", "back"}});
  EXPECT_EQ(AsksIn(page), "area");
  page = Send(page, GoodAnswers());
  EXPECT_EQ(AsksIn(page), "contact");
  EXPECT_THAT(page.body, HasSubstr("value=\"Half a na\""));
}

TEST_F(BookingPagesTest, TheLastLookHasAWayBackAndMoreTime) {
  services_.registration.extend_hold.Do(
      [this](const v1::ExtendHoldRequest&) { return Keep(2); });
  const HttpAnswer check = Check(GoodAnswers());
  HttpAnswer back = Send(check, {{"then", "back"}});
  EXPECT_EQ(AsksIn(back), "use");
  back = Send(Send(back, {{"then", "back"}}), GoodAnswers());
  EXPECT_EQ(AsksIn(back), "use") << "step by step again, not the last look";
  clock_.Advance(absl::Minutes(5));
  const HttpAnswer longer = Send(check, {{"then", "more_time"}});
  EXPECT_THAT(longer.body, HasSubstr("<strong>12:25pm</strong>"));
  EXPECT_THAT(longer.body, HasSubstr("Confirm booking"));
  EXPECT_THAT(requests(), IsEmpty());
}

TEST_F(BookingPagesTest, FewerPlacesAtTheEndLeadStraightBackToTheLastLook) {
  services_.registration.create.Return(
      FailedPrecondition("NOT_ENOUGH_PLACES", "no", {{"left", "1"}}));
  const HttpAnswer refused = Confirm();
  const HttpAnswer who = Post(BookPath(kOpen) + "/change",
                              {{"answers", HiddenIn(refused.body, "answers")},
                               {"change", HiddenIn(refused.body, "change")}});
  EXPECT_EQ(AsksIn(Send(who, AnswersWith("places", "1"))), "confirm");
}

// Then nobody can say whether there are places, and the form goes on.
TEST_F(BookingPagesTest, TheFormGoesOnWhileRegistrationIsDown) {
  services_.StopRegistration();
  const HttpAnswer age = Send(start_, GoodAnswers());
  EXPECT_EQ(age.code, 200);
  EXPECT_THAT(age.body, HasSubstr("We cannot keep places for you right now"));
  EXPECT_THAT(Check(age, GoodAnswers()).body, HasSubstr("Confirm booking"));
}

TEST_F(BookingPagesTest, AStepThatWasSkippedIsGoneBackTo) {
  const HttpAnswer age = Send(start_, GoodAnswers());
  const std::string sealed = HiddenIn(age.body, "answers");
  const HttpAnswer skipped = Post(BookPath(kOpen) + "/needs",
                                  {{"answers", sealed}, {"access_other", "x"}});
  EXPECT_EQ(AsksIn(skipped), "age");
  const HttpAnswer booked =
      Post(BookPath(kOpen) + "/confirm", {{"answers", sealed}});
  EXPECT_EQ(AsksIn(booked), "age");
  EXPECT_THAT(requests(), IsEmpty());
}

TEST_F(BookingPagesTest, WhatNobodySeesIsFilledInByMachinesAlone) {
  Fields answers = GoodAnswers();
  answers.emplace_back("website", "https://example.org");
  const HttpAnswer page = Send(start_, answers);
  EXPECT_TRUE(HasErrors(page));
  EXPECT_THAT(page.body, HasSubstr("<a href=\"#website\">Leave the last box"));
  EXPECT_THAT(holds(), IsEmpty());
  answers.emplace_back("then", "more_time");
  EXPECT_TRUE(HasErrors(Send(start_, answers)));
  EXPECT_THAT(holds(), IsEmpty()) << "whatever else it presses";
}

// What a step was asked of that is not asked is neither kept nor sent, and no
// refusal about it finds a field that is not there.
TEST_F(BookingPagesTest, WhatIsNotAskedCannotBeForcedIn) {
  const HttpAnswer contact = At("contact", GoodAnswers());
  const std::string sealed =
      HiddenIn(contact.body, "answers", ActionIn(contact.body));
  const HttpAnswer forced =
      Post(BookPath(kOpen) + "/names",
           {{"answers", sealed}, {"attendee_names", std::string(150, 'x')}});
  EXPECT_EQ(AsksIn(forced), "contact") << "it goes on with what is asked";
  services_.registration.create.Return(InvalidArgument(
      "FIELD_TOO_LONG", "no", {{"field", "booking.attendees.name"}}));
  const HttpAnswer check = Check(forced, GoodAnswers());
  EXPECT_EQ(Send(check, {}).code, 400);
  const std::vector<v1::CreateBookingRequest> sent = requests();
  ASSERT_FALSE(sent.empty());
  for (const v1::Attendee& attendee : sent.back().booking().attendees()) {
    EXPECT_EQ(attendee.name(), "");
  }
  EXPECT_EQ(Get("/urgent-help").code, 200) << "and nothing came down";
}

// Fewer places and then more again are as many as were asked for last.
TEST_F(BookingPagesTest, AreAsManyAsWereAskedForLast) {
  hold_.set_places(0);
  // As registration: the same request finds the hold as it is now.
  std::map<std::string, int> made;
  services_.registration.create_hold.Do(
      [&](const registration::v1::CreateHoldRequest& request) {
        const bool again = made.contains(request.request_id());
        made[request.request_id()] = request.hold().places();
        return again ? hold_ : Keep(request.hold().places());
      });
  Fields three = AnswersWith("places", "3");
  Fields two = AnswersWith("places", "2");
  Send(start_, three);
  Send(start_, two);
  EXPECT_EQ(hold_.places(), 2);
  Send(start_, three);
  EXPECT_EQ(hold_.places(), 3);
}

// Whoever goes back after booking and changes the answers.
class ChangedAfterBookingTest : public BookingPagesTest {
 protected:
  void SetUp() override {
    BookingPagesTest::SetUp();
    const HttpAnswer booked = Send(Check(GoodAnswers()), {});
    ASSERT_EQ(booked.code, 303);
    booked_ = booked.Header("Location");
    Keep(booked);
  }

  // As a browser keeps the cookie of an answer.
  void Keep(const HttpAnswer& answer) {
    const std::string cookie = answer.Header("Set-Cookie");
    browser_ = {{"Cookie", cookie.substr(0, cookie.find(';'))}};
  }

  HttpAnswer SendChanged() {
    return Send(Check(start_, AnswersWith("contact_email", "bea@example.org")),
                {}, browser_);
  }

  // Registration says what became of the request that booked; others book.
  void SetFirst(v1::Booking::State state) {
    const std::string first = requests().at(0).request_id();
    services_.registration.create.Do(
        [first, state](const v1::CreateBookingRequest& request) {
          v1::Booking booking;
          booking.set_session_id(kOpen);
          booking.set_places(2);
          const bool again = request.request_id() == first;
          booking.set_reference(again ? "7K2M9QPT" : "4NEWB00K");
          booking.set_state(again ? state : v1::Booking::CONFIRMED);
          return booking;
        });
  }

  std::string booked_;
  Fields browser_;
};

// Nothing is booked twice: what is asked is the same request again.
TEST_F(ChangedAfterBookingTest, TheBookingIsFound) {
  SetFirst(v1::Booking::CONFIRMED);
  const HttpAnswer again = SendChanged();
  EXPECT_EQ(again.code, 303);
  EXPECT_THAT(Get(again.Header("Location")).body, HasSubstr("7K2M9QPT"));
  ASSERT_THAT(requests(), SizeIs(2));
  EXPECT_EQ(requests()[1].SerializeAsString(),
            requests()[0].SerializeAsString());
}

TEST_F(ChangedAfterBookingTest, OneThatWasCancelledSinceIsBookedAnew) {
  SetFirst(v1::Booking::CANCELLED);
  const HttpAnswer again = SendChanged();
  EXPECT_EQ(again.code, 303);
  EXPECT_THAT(Get(again.Header("Location")).body, HasSubstr("4NEWB00K"));
  ASSERT_THAT(requests(), SizeIs(3));
  EXPECT_EQ(requests()[2].booking().contact().email(), "bea@example.org");
  EXPECT_NE(requests()[2].request_id(), requests()[0].request_id());
}

// The address that was put right is no part of the request that booked.
TEST_F(ChangedAfterBookingTest, ACorrectedOneIsAskedForAsItWasSent) {
  services_.registration.correct.Return(v1::Booking());
  Keep(Post(booked_ + "/email", {{"contact_email", "eda@example.org"}},
            browser_));
  SetFirst(v1::Booking::CONFIRMED);
  EXPECT_EQ(SendChanged().code, 303);
  ASSERT_THAT(requests(), SizeIs(2));
  EXPECT_EQ(requests()[1].SerializeAsString(),
            requests()[0].SerializeAsString());
}

TEST_F(ChangedAfterBookingTest, WhileNobodyKnowsTheAnswersAreKept) {
  services_.registration.create.Return(Unavailable("OUTCOME_UNKNOWN", "no"));
  const HttpAnswer page = SendChanged();
  EXPECT_EQ(page.code, 503);
  EXPECT_THAT(page.body, HasSubstr("Please confirm again"));
  for (const v1::CreateBookingRequest& request : requests()) {
    EXPECT_EQ(request.request_id(), requests()[0].request_id());
  }
}

TEST_F(ChangedAfterBookingTest, TheReceiptOfACancelledOneDoesNotConfirmIt) {
  v1::Booking booking;
  booking.set_id(7001);
  booking.set_reference("7K2M9QPT");
  booking.set_session_id(kOpen);
  booking.set_state(v1::Booking::CONFIRMED);
  services_.registration.resolve_manage.Return(booking);
  services_.registration.cancel.Return(v1::Booking());
  EXPECT_THAT(Get(booked_, browser_).body, HasSubstr("Booking confirmed"));

  const std::string opened =
      Post("/manage/manage-token", {}).Header("Set-Cookie");
  const Fields both = {
      {"Cookie", absl::StrCat(opened.substr(0, opened.find(';')), "; ",
                              browser_[0].second)}};
  const std::string shown =
      HiddenIn(Get("/booking/cancel", both).body, "shown");
  Keep(Post("/booking/cancel", {{"shown", shown}}, both));
  const HttpAnswer page = Get(booked_, browser_);
  EXPECT_THAT(page.body, HasSubstr("This booking is cancelled"));
  EXPECT_THAT(page.body, Not(HasSubstr("Booking confirmed")));
}

TEST_F(ChangedAfterBookingTest, TheReceiptForACancelledDateSaysSo) {
  services_.scheduling_feed.Add(
      "session", kOpen,
      SampleSession(kOpen, clock_.Now() + absl::Hours(24 * 10),
                    scheduling::v1::Session::CANCELLED)
          .SerializeAsString());
  ASSERT_TRUE(Eventually([&] {
    return Get(booked_).body.find("we cancelled this date") !=
           std::string::npos;
  }));
  EXPECT_THAT(Get(booked_).body, Not(HasSubstr("Booking confirmed")));
}

}  // namespace
}  // namespace cwp::web
