// A booking is given another e-mail address at the desk, or its first.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace registration = ::cwp::registration::v1;

constexpr char kBooking[] = "/desk/bookings/5";
constexpr char kEmail[] = "/desk/bookings/5/email";
constexpr char kRight[] = "right@example.org";

class DeskEmailTest : public DeskPeopleTest {
 protected:
  void SetUp() override {
    DeskPeopleTest::SetUp();
    registration().get.Return(SampleBooking(5));
    registration().correct.Return(SampleBooking(5));
  }

  static registration::Booking WithEmail(const std::string& email) {
    registration::Booking booking = SampleBooking(5);
    booking.mutable_contact()->set_email(email);
    return booking;
  }

  HttpAnswer Type(const HttpAnswer& page, const std::string& email) {
    return browser_->Submit(page, kEmail, {{"contact_email", email}});
  }
  HttpAnswer Type(const std::string& email) {
    return Type(browser_->Get(kEmail), email);
  }

  // The page that asks once more is answered with yes.
  HttpAnswer Confirm(const HttpAnswer& check) {
    return browser_->Submit(check, kEmail, {});
  }

  std::vector<registration::CorrectEmailRequest> Asked() {
    return registration().correct.requests();
  }
};

TEST_F(DeskEmailTest, SaysWhomMailGoesToBeforeItPutsAnAddressRight) {
  EXPECT_THAT(
      browser_->Get(kBooking).body,
      HasSubstr("href=\"/desk/bookings/5/email\">Put the email address right"));
  const HttpAnswer form = browser_->Get(kEmail);
  EXPECT_THAT(form.body, AllOf(HasSubstr("<strong>ada@example.org</strong>"),
                               HasSubstr("Read it back to them")));
  // As addresses are pasted and dictated.
  const HttpAnswer check = Type(form, " right @example.org ");
  EXPECT_EQ(check.code, 200);
  EXPECT_THAT(check.body,
              AllOf(HasSubstr("Is this the right email address?"),
                    HasSubstr("new links goes to right@example.org"),
                    HasSubstr("links that went to ada@example.org"),
                    HasSubstr("keeps its places"), HasSubstr("Ada Example")));
  EXPECT_THAT(Asked(), IsEmpty());

  const HttpAnswer done = Confirm(check);
  EXPECT_EQ(done.code, 303);
  EXPECT_EQ(done.Header("Location"), "/desk/bookings/5?done=email");
  ASSERT_THAT(Asked(), SizeIs(1));
  const registration::CorrectEmailRequest asked = Asked()[0];
  EXPECT_EQ(asked.id(), 5);
  EXPECT_EQ(asked.booking().contact().email(), kRight);
  EXPECT_EQ(asked.etag(), SampleBooking(5).etag());
  EXPECT_EQ(registration().correct.callers()[0].kind(), rpc::v1::Caller::STAFF);
  registration().get.Return(WithEmail(kRight));
  EXPECT_THAT(browser_->Get(done.Header("Location")).body,
              HasSubstr("An email with the booking goes to right@example.org"));
}

TEST_F(DeskEmailTest, AddsTheFirstAddress) {
  registration().get.Return(WithEmail(""));
  EXPECT_THAT(browser_->Get(kBooking).body, HasSubstr("Add an email address"));
  const HttpAnswer form = browser_->Get(kEmail);
  EXPECT_THAT(form.body, AllOf(HasSubstr("Add an email address for Ada"),
                               HasSubstr("The booking has no email address")));
  const HttpAnswer check = Type(form, kRight);
  EXPECT_THAT(check.body, AllOf(HasSubstr("goes to right@example.org"),
                                Not(HasSubstr("stop working"))));
  EXPECT_EQ(Confirm(check).code, 303);
  EXPECT_EQ(Asked()[0].booking().contact().email(), kRight);
}

TEST_F(DeskEmailTest, KeepsWhatCannotBeAnAddressAndSaysWhy) {
  struct {
    std::string typed;
    const char* says;
  } cases[] = {{"", "Enter an email address"},
               {"right@", "in the correct format"},
               {std::string(255, 'a') + "@example.org", "254 characters"},
               {"ADA@example.org", "has this email address already"}};
  for (const auto& [typed, says] : cases) {
    const HttpAnswer answer = Type(typed);
    EXPECT_EQ(answer.code, 400) << typed;
    EXPECT_THAT(answer.body, HasSubstr(says));
    if (typed.empty()) continue;
    EXPECT_THAT(answer.body, HasSubstr(absl::StrCat("value=\"", typed, "\"")));
  }
  // One that registration likes less than this page.
  registration().correct.Return(
      InvalidArgument("FIELD_INVALID", "none", {{"field", "contact.email"}}));
  const HttpAnswer refused = Confirm(Type(kRight));
  EXPECT_EQ(refused.code, 400);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("in the correct format"),
                                  HasSubstr("value=\"right@example.org\"")));
}

TEST_F(DeskEmailTest, LeadsBackToTheFormAsItWasFilledIn) {
  const HttpAnswer back =
      browser_->Submit(Type(kRight), kEmail, {{"then", "form"}});
  EXPECT_EQ(back.code, 200);
  EXPECT_THAT(back.body, AllOf(HasSubstr("Read it back to them"),
                               HasSubstr("value=\"right@example.org\"")));
  EXPECT_THAT(Asked(), IsEmpty());
}

// The second press finds the address there already.
TEST_F(DeskEmailTest, PressedTwiceItIsOneRequestAnsweredTheSame) {
  const HttpAnswer check = Type(kRight);
  EXPECT_EQ(Confirm(check).code, 303);
  registration().get.Return(WithEmail(kRight));
  EXPECT_EQ(Confirm(check).code, 303);
  ASSERT_THAT(Asked(), SizeIs(2));
  EXPECT_NE(Asked()[0].request_id(), "");
  EXPECT_EQ(Asked()[0].SerializeAsString(), Asked()[1].SerializeAsString());
}

TEST_F(DeskEmailTest, SaysWhyTheBookingCannotHaveTheAddress) {
  struct {
    absl::Status refusal;
    const char* says;
  } cases[] = {
      {MakeError(absl::StatusCode::kAlreadyExists, "CONTACT_ALREADY_BOOKED",
                 "twice"),
       "another booking of this session already"},
      {FailedPrecondition("CONTACT_BLOCKED", "no"), "is blocked"},
      {FailedPrecondition("CONTACT_AT_LIMIT", "no"), "as many bookings"},
      {FailedPrecondition("CONTACT_GONE", "no"), "was erased meanwhile"},
      {FailedPrecondition("BOOKING_CANCELLED", "no"), "cancelled already"},
      {FailedPrecondition("SESSION_ENDED", "no"), "It is over"}};
  for (const auto& [refusal, says] : cases) {
    registration().correct.Return(refusal);
    const HttpAnswer refused = Confirm(Type(kRight));
    EXPECT_EQ(refused.code, 409) << says;
    EXPECT_THAT(refused.body, AllOf(HasSubstr(says),
                                    HasSubstr("value=\"right@example.org\"")));
  }
}

TEST_F(DeskEmailTest, ShowsWhatSomebodyElseHasChanged) {
  const HttpAnswer check = Type(kRight);
  registration::Booking changed = WithEmail("bo@example.org");
  changed.set_etag("\"99\"");
  registration().get.Return(changed);
  registration().correct.Return(
      MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "changed"));
  const HttpAnswer second = Confirm(check);
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body,
              AllOf(HasSubstr("Somebody else has changed it"),
                    HasSubstr("How it is now"), HasSubstr("bo@example.org"),
                    HasSubstr("value=\"right@example.org\"")));
  registration().correct.Return(WithEmail(kRight));
  EXPECT_EQ(Confirm(Type(second, kRight)).code, 303);
  ASSERT_THAT(Asked(), SizeIs(2));
  EXPECT_EQ(Asked()[1].etag(), "\"99\"");
  EXPECT_NE(Asked()[1].request_id(), Asked()[0].request_id());
}

TEST_F(DeskEmailTest, IsOfferedWhereTheAddressIsShown) {
  const std::string link = absl::StrCat("href=\"", kEmail, "\"");
  for (const char* email : {"", "ada@example.org"}) {
    registration().get.Return(WithEmail(email));
    for (const char* page : {"", "/details", "/booked"}) {
      EXPECT_THAT(browser_->Get(absl::StrCat(kBooking, page)).body,
                  HasSubstr(link))
          << page << " " << email;
    }
  }
  // Whoever may not change bookings is offered nothing.
  DeskBrowser leader = BrowserOf("f@example.org", v1::Staff::FACILITATOR);
  EXPECT_THAT(leader.Get(kBooking).body, Not(HasSubstr(link)));
  registration::Booking cancelled = SampleBooking(5);
  cancelled.set_state(registration::Booking::CANCELLED);
  registration().get.Return(cancelled);
  EXPECT_THAT(browser_->Get(kBooking).body, Not(HasSubstr(link)));
}

}  // namespace
}  // namespace cwp::web
