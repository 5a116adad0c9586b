// Booking for somebody on the phone.
#include <string>
#include <vector>

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

constexpr char kPath[] = "/desk/sessions/101/book";

class DeskBookTest : public DeskPeopleTest {
 protected:
  HttpAnswer Send(Fields fields, const std::string& then = "book") {
    fields.emplace_back("then", then);
    return browser_->Submit(browser_->Get(kPath), kPath, std::move(fields));
  }

  // Why registration refuses the next booking.
  void Refuse(absl::Status why) { registration().create.Return(why); }
};

TEST_F(DeskBookTest, BooksForSomebodyAndReadsOutTheReference) {
  registration().create.Return(SampleBooking(5));
  registration().get.Return(SampleBooking(5));
  const HttpAnswer sent = Send(GoodAnswers());
  EXPECT_EQ(sent.code, 303) << sent.body;
  EXPECT_EQ(sent.Header("Location"), "/desk/bookings/5/booked");
  const auto requests = registration().create.requests();
  ASSERT_THAT(requests, SizeIs(1));
  const registration::Booking& booking = requests[0].booking();
  EXPECT_EQ(booking.session_id(), kOpen);
  EXPECT_EQ(booking.contact().name(), "Ada Example");
  EXPECT_EQ(booking.attendees_size(), 2);
  EXPECT_EQ(booking.attendees(0).age_band().max_years(), 11);
  EXPECT_EQ(booking.eligibility().in_area(), registration::Eligibility::YES);
  EXPECT_TRUE(booking.access_needs().captions());
  const auto callers = registration().create.callers();
  EXPECT_EQ(callers[0].kind(), rpc::v1::Caller::STAFF);
  EXPECT_EQ(callers[0].channel(), "phone");

  const HttpAnswer page = browser_->Get("/desk/bookings/5/booked");
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("7K3M9Q2X"), HasSubstr("ada@example.org"),
                    HasSubstr("href=\"/desk/bookings/5\""),
                    Not(HasSubstr("No email goes out"))));
}

TEST_F(DeskBookTest, NeedsNoEmailAddressButThenAPhoneNumber) {
  registration::Booking booking = SampleBooking(5);
  booking.mutable_contact()->clear_email();
  registration().create.Return(booking);
  registration().get.Return(booking);
  EXPECT_EQ(Send(AnswersWith("contact_email", "")).code, 303);
  EXPECT_THAT(registration().create.requests()[0].booking().contact().email(),
              IsEmpty());
  EXPECT_THAT(browser_->Get("/desk/bookings/5/booked").body,
              HasSubstr("No email goes out"));
  Fields neither;
  for (const auto& field : AnswersWith("contact_email", "")) {
    if (field.first != "contact_phone") neither.push_back(field);
  }
  const HttpAnswer refused = Send(neither);
  EXPECT_EQ(refused.code, 400);
  EXPECT_THAT(refused.body,
              HasSubstr("Enter an email address or a phone number"));
}

TEST_F(DeskBookTest, SaysWhatIsWrongAndKeepsTheRest) {
  struct Case {
    std::string field;
    std::string value;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {"who_for", "", "Select who the places are for"},
           {"places", "", "Enter how many places they need"},
           {"places", "eleven", "in digits"},
           {"age_band", "", "Select how old the child"},
           {"age_band", "20_and_over", "By this age the service is not"},
           {"in_area", "no", "By this answer the service is not"},
           {"contact_name", "", "Enter a name"},
           {"contact_email", "ada@", "in the correct format"},
           {"contact_phone", "none", "Enter a phone number, like"},
           {"access_other", std::string(10'000, 'x'), "This must be 200 char"},
       }) {
    const HttpAnswer answer = Send(AnswersWith(c.field, c.value));
    EXPECT_EQ(answer.code, 400) << c.field;
    EXPECT_THAT(answer.body, HasSubstr(c.says)) << c.field;
    if (c.field == "access_other") continue;
    EXPECT_THAT(answer.body, HasSubstr("A &lt;quiet&gt; room &amp; tea"))
        << c.field;
  }
  EXPECT_THAT(registration().create.requests(), IsEmpty());
}

TEST_F(DeskBookTest, LetsInWhoIsNotSure) {
  registration().create.Return(SampleBooking(5));
  EXPECT_EQ(Send(AnswersWith("in_area", "not_sure")).code, 303);
  EXPECT_EQ(
      registration().create.requests()[0].booking().eligibility().in_area(),
      registration::Eligibility::NOT_SURE);
}

TEST_F(DeskBookTest, AsksForNamesWhereTheWorkshopNeedsThem) {
  EXPECT_THAT(browser_->Get(kPath).body, Not(HasSubstr("attendee_names")));
  scheduling::v1::Workshop workshop = SampleWorkshop();
  workshop.set_attendee_names_reason("We print badges.");
  services_.scheduling.get_workshop.Return(workshop);
  registration().create.Return(SampleBooking(5));
  EXPECT_THAT(browser_->Get(kPath).body, HasSubstr("We print badges."));
  EXPECT_THAT(Send(GoodAnswers()).body, HasSubstr("Enter the names"));
  EXPECT_EQ(Send(AnswersWith("attendee_names", "Ada\nBo")).code, 303);
  EXPECT_EQ(registration().create.requests()[0].booking().attendees(1).name(),
            "Bo");
}

TEST_F(DeskBookTest, SendsTheSameRequestHoweverOftenItIsSent) {
  Refuse(absl::DeadlineExceededError("cut off"));
  const HttpAnswer page = browser_->Get(kPath);
  const HttpAnswer unknown = browser_->Submit(page, kPath, GoodAnswers());
  EXPECT_EQ(unknown.code, 503);
  EXPECT_THAT(unknown.body, HasSubstr("it is done once"));
  EXPECT_THAT(unknown.body, HasSubstr("value=\"Ada Example\""));
  registration().create.Return(SampleBooking(5));
  EXPECT_EQ(browser_->Submit(unknown, kPath, GoodAnswers()).code, 303);
  EXPECT_EQ(browser_->Submit(page, kPath, GoodAnswers()).code, 303);
  const auto requests = registration().create.requests();
  ASSERT_THAT(requests, SizeIs(3));
  EXPECT_EQ(requests[0].SerializeAsString(), requests[1].SerializeAsString());
  EXPECT_EQ(requests[0].SerializeAsString(), requests[2].SerializeAsString());
  // Another form is another request.
  ASSERT_EQ(Send(GoodAnswers()).code, 303);
  EXPECT_NE(registration().create.requests()[3].request_id(),
            requests[0].request_id());
}

TEST_F(DeskBookTest, ShowsStaffWhoHadBookedAlreadyOrMayNot) {
  registration::Booking booking = SampleBooking(5);
  booking.mutable_repeat_time()->set_seconds(1);
  registration().create.Return(booking);
  registration().get.Return(booking);
  const HttpAnswer again = Send(GoodAnswers());
  ASSERT_EQ(again.Header("Location"), "/desk/bookings/5/booked?again=yes");
  EXPECT_THAT(browser_->Get(again.Header("Location")).body,
              HasSubstr("They had booked already"));
  booking.clear_repeat_time();
  booking.set_state(registration::Booking::CANCELLED);
  booking.set_cancel_reason(registration::Booking::BLOCKED);
  registration().get.Return(booking);
  EXPECT_THAT(browser_->Get("/desk/bookings/5/booked").body,
              AllOf(HasSubstr("Not booked"), HasSubstr("blocked"),
                    Not(HasSubstr("An email"))));
}

TEST_F(DeskBookTest, OffersTheWaitlistOnTheSameAnswersWhenItIsFull) {
  Refuse(FailedPrecondition("NOT_ENOUGH_PLACES", "full", {{"left", "1"}}));
  EXPECT_THAT(browser_->Get(kPath).body,
              Not(HasSubstr("Put them on the waitlist")));
  const HttpAnswer full = Send(GoodAnswers());
  EXPECT_EQ(full.code, 409);
  EXPECT_THAT(full.body, AllOf(HasSubstr("not so many places left"),
                               HasSubstr("value=\"Ada Example\""),
                               HasSubstr("value=\"101\" checked"),
                               HasSubstr("Put them on the waitlist")));
  Fields answers = GoodAnswers();
  answers.emplace_back("then", "wait");
  const HttpAnswer lacking = browser_->Submit(full, kPath, answers);
  EXPECT_EQ(lacking.code, 400);
  EXPECT_THAT(lacking.body, HasSubstr("Select at least one date"));
  answers.emplace_back("dates", "101");
  answers.emplace_back("least_places", "1");
  registration().waitlist.Return(SampleEntry(9));
  const HttpAnswer waits = browser_->Submit(lacking, kPath, answers);
  EXPECT_EQ(waits.Header("Location"), "/desk/waitlist/9");
  const auto requests = registration().waitlist.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].waitlist_entry().session_ids(0), kOpen);
  EXPECT_EQ(requests[0].waitlist_entry().least_places(), 1);
  EXPECT_EQ(requests[0].waitlist_entry().contact().name(), "Ada Example");
  EXPECT_EQ(registration().waitlist.callers()[0].channel(), "phone");
}

TEST_F(DeskBookTest, OffersTheWaitlistAtOnceWhenThereAreNoPlaces) {
  SetLeft(0);
  EXPECT_THAT(browser_->Get(kPath).body, HasSubstr("Put them on the waitlist"));
}

TEST_F(DeskBookTest, SaysWhyASessionTakesNobody) {
  for (const auto& [reason, says] :
       std::vector<std::pair<std::string, std::string>>{
           {"SESSION_NOT_OPEN", "It is not open."},
           {"BOOKING_CLOSED", "Booking has closed."},
           {"SESSION_CHANGING", "about to be moved"},
           {"REQUEST_ID_REUSED", "sent before with other answers"},
           {"OVERLOADED", "again in a minute"}}) {
    Refuse(FailedPrecondition(reason, "no"));
    const HttpAnswer answer = Send(GoodAnswers());
    EXPECT_EQ(answer.code, 409) << reason;
    EXPECT_THAT(answer.body,
                AllOf(HasSubstr(says), HasSubstr("value=\"Ada Example\"")));
  }
  Refuse(FailedPrecondition("NOT_ELIGIBLE", "no", {{"question", "in_area"}}));
  EXPECT_THAT(Send(GoodAnswers()).body, HasSubstr("By this answer"));
}

TEST_F(DeskBookTest, KeepsWhatWasTypedWhenSomebodyIsSignedOut) {
  const HttpAnswer page = browser_->Get(kPath);
  clock_.Advance(absl::Minutes(31));
  const HttpAnswer asked = browser_->Submit(page, kPath, GoodAnswers());
  EXPECT_EQ(asked.code, 403);
  EXPECT_THAT(asked.body, AllOf(HasSubstr("What you entered is kept"),
                                Not(HasSubstr("Ada Example"))));
  EXPECT_THAT(registration().create.requests(), IsEmpty());
}

TEST_F(DeskBookTest, IsNothingForFacilitatorsAndReaders) {
  for (const auto role : {v1::Staff::FACILITATOR, v1::Staff::READER}) {
    DeskBrowser browser =
        BrowserOf(absl::StrCat("r", role, "@example.org"), role);
    EXPECT_EQ(browser.Get(kPath).code, 403);
    EXPECT_EQ(browser.Post(kPath, GoodAnswers()).code, 403);
    EXPECT_THAT(browser.Get("/desk/sessions/101").body,
                Not(HasSubstr("Book for somebody")));
  }
  EXPECT_THAT(registration().create.requests(), IsEmpty());
}

}  // namespace
}  // namespace cwp::web
