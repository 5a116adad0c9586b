#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

namespace cwp {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

absl::Status CancelSession(Deployment& deployment, int64_t id) {
  scheduling::v1::CancelSessionRequest request;
  request.set_apply_now(true);
  request.set_id(id);
  return deployment
      .Call<Scheduling>("cwpctl", kOperator, &Scheduling::Stub::CancelSession,
                        request)
      .status();
}

TEST(BookingTest, AFamilyBooksAPlaceEndToEnd) {
  Deployment deployment;
  const auto session = deployment.OpenSession(/*capacity=*/3);
  ASSERT_OK_AND_ASSIGN(
      const auto receipt,
      deployment.Book(session.id(), "Ada@Example.org ", 2, "r1"));
  EXPECT_THAT(receipt.reference(), SizeIs(8));
  EXPECT_EQ(receipt.id(), 0) << "the public learns no id";
  EXPECT_EQ(receipt.contact().email(), "");

  const auto bookings = deployment.Bookings(session.id());
  ASSERT_THAT(bookings, SizeIs(1));
  EXPECT_EQ(bookings[0].contact().email(), "Ada@Example.org");
  EXPECT_EQ(bookings[0].places(), 2);
  EXPECT_EQ(bookings[0].channel(), "direct");
  EXPECT_TRUE(
      Eventually([&] { return deployment.Seats(session.id()).left() == 1; }));

  ASSERT_TRUE(Eventually([&] { return deployment.Mail().size() == 1; }));
  const std::string mail = deployment.Mail()[0];
  EXPECT_THAT(mail, AllOf(HasSubstr("To: <Ada@Example.org>"),
                          HasSubstr(receipt.reference()),
                          HasSubstr("Thursday 11 February 2027, 6pm to 7pm"),
                          Not(HasSubstr("teams.microsoft.com"))));
}

TEST(BookingTest, BookingGoesOnWhileSchedulingIsDown) {
  Deployment deployment;
  const auto session = deployment.OpenSession(3);
  deployment.StopScheduling();
  EXPECT_OK(deployment.Book(session.id(), "ada@example.org", 1, "r1"));
  EXPECT_THAT(deployment.Book(session.id(), "bob@example.org", 3, "r2"),
              HasReason("NOT_ENOUGH_PLACES"));
  EXPECT_THAT(deployment.Book(12345, "bob@example.org", 3, "r3"),
              HasReason("SESSION_NOT_FOUND"));
}

TEST(BookingTest, ARequestRepeatedAfterARestartHasOneEffect) {
  Deployment deployment;
  const auto session = deployment.OpenSession(10);
  ASSERT_OK_AND_ASSIGN(
      const auto first,
      deployment.Book(session.id(), "ada@example.org", 2, "r1"));
  deployment.StopRegistration();
  deployment.StartRegistration();
  ASSERT_OK_AND_ASSIGN(
      const auto again,
      deployment.Book(session.id(), "ada@example.org", 2, "r1"));
  EXPECT_EQ(again.reference(), first.reference());
  EXPECT_THAT(deployment.Book(session.id(), "ada@example.org", 3, "r1"),
              HasReason("REQUEST_ID_REUSED"));
  EXPECT_TRUE(Eventually(
      [&] { return deployment.Seats(session.id()).confirmed() == 2; }));
  ASSERT_OK(deployment.Book(session.id(), "bob@example.org", 1, "r2"));
  // The restart may have cut off the first message, which is then tried again.
  ASSERT_TRUE(Eventually([&] {
    deployment.clock().Advance(absl::Seconds(1));
    return deployment.Mail().size() == 2;
  }));
  EXPECT_THAT(deployment.Bookings(session.id()), SizeIs(2));
}

// Back in the browser, the same form again: it must not look confirmed.
TEST(BookingTest, ARepeatedRequestSaysThatItsBookingWasCancelled) {
  Deployment deployment;
  const auto session = deployment.OpenSession(10);
  ASSERT_OK_AND_ASSIGN(
      const auto first,
      deployment.Book(session.id(), "ada@example.org", 2, "r1"));
  EXPECT_EQ(first.state(), registration::v1::Booking::CONFIRMED);
  registration::v1::CancelBookingRequest cancel;
  cancel.set_id(deployment.Bookings(session.id())[0].id());
  ASSERT_OK(deployment.Call<Registration>(
      "cwpctl", kOperator, &Registration::Stub::CancelBooking, cancel));
  ASSERT_OK_AND_ASSIGN(
      const auto again,
      deployment.Book(session.id(), "ada@example.org", 2, "r1"));
  EXPECT_EQ(again.state(), registration::v1::Booking::CANCELLED);
}

struct BadBooking {
  std::string name;
  std::function<void(registration::v1::CreateBookingRequest&)> spoil;
  std::string reason;
};

void SetAges(registration::v1::CreateBookingRequest& request, int min,
             int max) {
  registration::v1::AgeBand& band =
      *request.mutable_booking()->mutable_attendees(0)->mutable_age_band();
  band.set_min_years(min);
  band.set_max_years(max);
}

const std::vector<BadBooking>& BadBookings() {
  using Request = registration::v1::CreateBookingRequest;
  static const auto* const cases = new std::vector<BadBooking>{
      {"NoRequestId", [](Request& r) { r.clear_request_id(); },
       "FIELD_REQUIRED"},
      {"LongRequestId",
       [](Request& r) { r.set_request_id(std::string(129, 'x')); },
       "FIELD_TOO_LONG"},
      {"NoSession", [](Request& r) { r.mutable_booking()->set_session_id(0); },
       "FIELD_REQUIRED"},
      {"NegativeSession",
       [](Request& r) { r.mutable_booking()->set_session_id(-1); },
       "FIELD_INVALID"},
      {"NoPlaces", [](Request& r) { r.mutable_booking()->clear_attendees(); },
       "FIELD_REQUIRED"},
      {"TooManyPlaces",
       [](Request& r) {
         for (int i = 0; i < 10; ++i) r.mutable_booking()->add_attendees();
       },
       "FIELD_INVALID"},
      {"NoName",
       [](Request& r) {
         r.mutable_booking()->mutable_contact()->set_name("  ");
       },
       "FIELD_REQUIRED"},
      {"LongName",
       [](Request& r) {
         r.mutable_booking()->mutable_contact()->set_name(
             std::string(101, 'n'));
       },
       "FIELD_TOO_LONG"},
      {"NoEmail",
       [](Request& r) {
         r.mutable_booking()->mutable_contact()->clear_email();
       },
       "FIELD_REQUIRED"},
      {"TwoHeadersInAnEmail",
       [](Request& r) {
         r.mutable_booking()->mutable_contact()->set_email(
             "ada@example.org\r\nBcc: bob@example.org");
       },
       "FIELD_INVALID"},
      {"DotsInAnEmail",
       [](Request& r) {
         r.mutable_booking()->mutable_contact()->set_email("a..b@example.org");
       },
       "FIELD_INVALID"},
      {"OtherLettersInAnEmail",
       [](Request& r) {
         r.mutable_booking()->mutable_contact()->set_email("ü@exämple.org");
       },
       "FIELD_INVALID"},
      {"AgesTurnedAround", [](Request& r) { SetAges(r, 12, 5); },
       "FIELD_INVALID"},
      {"AgesBelowNought", [](Request& r) { SetAges(r, -1, 5); },
       "FIELD_INVALID"},
      {"AgesOfNobody", [](Request& r) { SetAges(r, 5, 121); }, "FIELD_INVALID"},
      {"TooOldByTheBand", [](Request& r) { SetAges(r, 20, 120); },
       "NOT_ELIGIBLE"},
      {"NotEligible",
       [](Request& r) {
         r.mutable_booking()->mutable_eligibility()->set_in_area(
             registration::v1::Eligibility::NO);
       },
       "NOT_ELIGIBLE"},
  };
  return *cases;
}

TEST(BookingTest, BadInputIsNamedAndChangesNothing) {
  using Request = registration::v1::CreateBookingRequest;
  Deployment deployment;
  const auto session = deployment.OpenSession(20);
  for (const BadBooking& test : BadBookings()) {
    Request request;
    request.set_request_id(test.name);
    request.mutable_booking()->set_session_id(session.id());
    request.mutable_booking()->mutable_contact()->set_name("Ada");
    request.mutable_booking()->mutable_contact()->set_email("ada@example.org");
    request.mutable_booking()->add_attendees();
    test.spoil(request);
    EXPECT_THAT(
        deployment.Call<Registration>(
            "web", kFamily, &Registration::Stub::CreateBooking, request),
        HasReason(test.reason))
        << test.name;
  }
  EXPECT_TRUE(Eventually(
      [&] { return deployment.Seats(session.id()).confirmed() == 0; }));
}

// What an organisation does not ask keeps nobody out, and nobody's answer.
TEST(BookingTest, WhatIsNotAskedIsNotDecidedBy) {
  using registration::v1::Eligibility;
  Deployment deployment;
  const auto session = deployment.OpenSession(20);
  deployment.StopRegistration();
  deployment.rules().eligibility = {.ask_area = false, .ask_age = false};
  deployment.StartRegistration();
  registration::v1::CreateBookingRequest request;
  request.set_request_id("r1");
  request.mutable_booking()->set_session_id(session.id());
  request.mutable_booking()->mutable_contact()->set_name("Ada");
  request.mutable_booking()->mutable_contact()->set_email("ada@example.org");
  request.mutable_booking()->add_attendees();
  Eligibility& eligibility = *request.mutable_booking()->mutable_eligibility();
  eligibility.set_in_area(Eligibility::NO);
  eligibility.set_of_age(Eligibility::NO);
  ASSERT_OK(deployment.Call<Registration>(
      "web", kFamily, &Registration::Stub::CreateBooking, request));
  const auto bookings = deployment.Bookings(session.id());
  ASSERT_THAT(bookings, SizeIs(1));
  EXPECT_EQ(bookings[0].eligibility().in_area(),
            Eligibility::ANSWER_UNSPECIFIED);
  EXPECT_EQ(bookings[0].eligibility().of_age(),
            Eligibility::ANSWER_UNSPECIFIED);
}

// However exact an age a partner sends: bands are cut at the ends of the
// workshop's ages, 5 to 11, and of what the organisation set.
TEST(BookingTest, OfAnAgeTheBandIsKept) {
  Deployment deployment;
  const auto session = deployment.OpenSession(20);
  deployment.StopRegistration();
  deployment.rules().eligibility.own_booking_age = 14;
  deployment.StartRegistration();
  registration::v1::CreateBookingRequest request;
  request.set_request_id("r1");
  request.mutable_booking()->set_session_id(session.id());
  request.mutable_booking()->mutable_contact()->set_name("Ada");
  request.mutable_booking()->mutable_contact()->set_email("ada@example.org");
  request.mutable_booking()->add_attendees()->set_role(
      registration::v1::Attendee::YOUNG_PERSON);
  SetAges(request, 13, 13);
  ASSERT_OK(deployment.Call<Registration>(
      "web", kFamily, &Registration::Stub::CreateBooking, request));
  const auto bookings = deployment.Bookings(session.id());
  ASSERT_THAT(bookings, SizeIs(1));
  const registration::v1::Attendee& one = bookings[0].attendees(0);
  EXPECT_EQ(one.role(), registration::v1::Attendee::YOUNG_PERSON);
  EXPECT_EQ(one.age_band().min_years(), 12);
  EXPECT_EQ(one.age_band().max_years(), 13);
  EXPECT_EQ(bookings[0].eligibility().of_age(),
            registration::v1::Eligibility::YES);
}

TEST(BookingTest, TheAnswerToARepeatTellsNothing) {
  Deployment deployment;
  const auto session = deployment.OpenSession(10);
  ASSERT_OK_AND_ASSIGN(
      const auto first,
      deployment.Book(session.id(), "ada@example.org", 2, "r1"));
  ASSERT_OK_AND_ASSIGN(
      const auto repeat,
      deployment.Book(session.id(), "ADA@example.org", 3, "r2"));
  EXPECT_NE(repeat.reference(), first.reference())
      << "a stranger is not told the reference of the booking there is";
  EXPECT_EQ(repeat.places(), 3) << "what was asked, not what is there";
  EXPECT_EQ(repeat.ByteSizeLong(), first.ByteSizeLong());
  EXPECT_TRUE(Eventually(
      [&] { return deployment.Seats(session.id()).confirmed() == 2; }));
  ASSERT_TRUE(Eventually([&] { return deployment.Mail().size() == 2; }));
  EXPECT_THAT(deployment.Mail()[1], HasSubstr("asked again"));
}

TEST(BookingTest, ACancelledSessionTakesItsBookingsWithIt) {
  Deployment deployment;
  const auto session = deployment.OpenSession(10);
  ASSERT_OK(deployment.Book(session.id(), "ada@example.org", 2, "r1"));
  ASSERT_OK(deployment.Book(session.id(), "bob@example.org", 1, "r2"));
  ASSERT_TRUE(Eventually([&] { return deployment.Mail().size() == 2; }));
  ASSERT_OK(CancelSession(deployment, session.id()));
  ASSERT_TRUE(Eventually([&] {
    return deployment.Seats(session.id()).session_state() == "CANCELLED";
  }));
  for (const auto& booking : deployment.Bookings(session.id())) {
    EXPECT_EQ(booking.state(), registration::v1::Booking::CANCELLED);
  }
  EXPECT_THAT(deployment.Book(session.id(), "cy@example.org", 1, "r3"),
              HasReason("SESSION_CANCELLED"));
  EXPECT_TRUE(Eventually([&] { return deployment.Mail().size() == 4; }));
}

TEST(BookingTest, ThePartnersChannelIsAllAPartnerSees) {
  Deployment deployment;
  const auto session = deployment.OpenSession(10);
  ASSERT_OK(deployment.Book(session.id(), "ada@example.org", 2, "r1"));
  const int64_t direct = deployment.Bookings(session.id())[0].id();
  const rpc::Caller partner = {
      .kind = rpc::CallerKind::kPartner, .id = "5", .channel = "libraries"};
  registration::v1::GetBookingRequest get;
  get.set_id(direct);
  EXPECT_THAT(deployment.Call<Registration>(
                  "gateway", partner, &Registration::Stub::GetBooking, get),
              HasReason("BOOKING_NOT_FOUND"));
  registration::v1::CancelBookingRequest cancel;
  cancel.set_id(direct);
  EXPECT_THAT(
      deployment.Call<Registration>("gateway", partner,
                                    &Registration::Stub::CancelBooking, cancel),
      HasReason("BOOKING_NOT_FOUND"));
  registration::v1::ListBookingsRequest list;
  list.set_session_id(session.id());
  ASSERT_OK_AND_ASSIGN(
      const auto listed,
      deployment.Call<Registration>("gateway", partner,
                                    &Registration::Stub::ListBookings, list));
  EXPECT_EQ(listed.total_size(), 0);
}

TEST(ManageLinkTest, LeadsToItsOwnBookingAlone) {
  Deployment deployment;
  const auto session = deployment.OpenSession(10);
  ASSERT_OK(deployment.Book(session.id(), "ada@example.org", 2, "r1"));
  ASSERT_OK(deployment.Book(session.id(), "bob@example.org", 1, "r2"));
  ASSERT_TRUE(Eventually([&] { return deployment.Mail().size() == 2; }));
  registration::v1::ResolveManageTokenRequest resolve;
  resolve.set_token(Deployment::TokenIn(deployment.Mail()[0], "/manage/"));
  ASSERT_OK_AND_ASSIGN(
      const auto own,
      deployment.Call<Registration>(
          "web", kFamily, &Registration::Stub::ResolveManageToken, resolve));
  EXPECT_EQ(own.contact().email(), "ada@example.org");

  const rpc::Caller holder = {.kind = rpc::CallerKind::kManageLink,
                              .id = absl::StrCat(own.id())};
  registration::v1::CancelBookingRequest cancel;
  cancel.set_id(deployment.Bookings(session.id())[1].id());
  EXPECT_THAT(deployment.Call<Registration>(
                  "web", holder, &Registration::Stub::CancelBooking, cancel),
              HasReason("BOOKING_NOT_FOUND"));
  cancel.set_id(own.id());
  ASSERT_OK_AND_ASSIGN(
      const auto cancelled,
      deployment.Call<Registration>(
          "web", holder, &Registration::Stub::CancelBooking, cancel));
  EXPECT_EQ(cancelled.state(), registration::v1::Booking::CANCELLED);
  EXPECT_TRUE(Eventually(
      [&] { return deployment.Seats(session.id()).confirmed() == 1; }));

  for (const std::string& bad :
       {std::string(), std::string("x"), std::string(64, 'A'),
        Deployment::TokenIn(deployment.Mail()[0], "/j/")}) {
    resolve.set_token(bad);
    EXPECT_THAT(
        deployment.Call<Registration>(
            "web", kFamily, &Registration::Stub::ResolveManageToken, resolve),
        HasReason("LINK_NOT_VALID"));
  }
}

class JoinLinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    session_ = deployment_.OpenSession(10);
    ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 1, "r1"));
    ASSERT_TRUE(Eventually([&] { return deployment_.Mail().size() == 1; }));
    token_ = Deployment::TokenIn(deployment_.Mail()[0], "/j/");
  }

  absl::StatusOr<std::string> Join() {
    registration::v1::GetJoinUriRequest request;
    request.set_token(token_);
    auto answer = deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::GetJoinUri, request);
    if (!answer.ok()) return answer.status();
    return answer->uri();
  }

  // To this long before the start, on 11 February 2027 at 18:00 GMT.
  void AdvanceToBefore(absl::Duration before) {
    const absl::Time start =
        absl::FromCivil(absl::CivilHour(2027, 2, 11, 18), absl::UTCTimeZone());
    deployment_.clock().Advance(start - before - deployment_.clock().Now());
  }

  Deployment deployment_;
  scheduling::v1::Session session_;
  std::string token_;
};

TEST_F(JoinLinkTest, WorksFromFifteenMinutesBeforeUntilTheEnd) {
  EXPECT_THAT(Join(), HasReason("JOIN_TOO_EARLY"));
  AdvanceToBefore(absl::Minutes(15));
  deployment_.StopScheduling();
  EXPECT_THAT(Join(), IsOkAndHolds(std::string(
                          "https://teams.microsoft.com/l/meetup-join/secret")))
      << "the address is kept, so it works while scheduling is down";
  AdvanceToBefore(-absl::Minutes(60));
  EXPECT_THAT(Join(), HasReason("SESSION_ENDED"));
}

TEST_F(JoinLinkTest, LinksLeadAnywhereUntilThirtyDaysAfterTheSession) {
  registration::v1::ResolveManageTokenRequest resolve;
  resolve.set_token(Deployment::TokenIn(deployment_.Mail()[0], "/manage/"));
  const auto manage = [&] {
    return deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::ResolveManageToken, resolve);
  };
  const absl::Duration end = absl::Hours(1);
  AdvanceToBefore(-end - absl::Hours(30 * 24) + absl::Microseconds(1));
  EXPECT_OK(manage());
  EXPECT_THAT(Join(), HasReason("SESSION_ENDED"));
  deployment_.clock().Advance(absl::Microseconds(1));
  EXPECT_THAT(manage(), HasReason("LINK_EXPIRED"));
  EXPECT_THAT(Join(), HasReason("LINK_EXPIRED"));
}

// What the e-mail about a cancellation links to.
TEST_F(JoinLinkTest, TakesACancelledBookingOutOfTheCalendar) {
  notifications::v1::GetCalendarFileRequest request;
  request.set_join_token(token_);
  const auto file = [&] {
    const auto answer = deployment_.Call<Notifications>(
        "web", kFamily, &Notifications::Stub::GetCalendarFile, request);
    EXPECT_OK(answer.status());
    return answer.ok() ? answer->text() : "";
  };
  EXPECT_THAT(file(), HasSubstr("STATUS:CONFIRMED"));
  registration::v1::CancelBookingRequest cancel;
  cancel.set_id(deployment_.Bookings(session_.id())[0].id());
  ASSERT_OK(deployment_.Call<Registration>(
      "cwpctl", kOperator, &Registration::Stub::CancelBooking, cancel));
  EXPECT_THAT(file(), AllOf(HasSubstr("STATUS:CANCELLED"),
                            Not(HasSubstr("teams.microsoft.com"))));
}

TEST_F(JoinLinkTest, DiesWithTheBooking) {
  AdvanceToBefore(absl::Minutes(5));
  ASSERT_OK(Join());
  registration::v1::CancelBookingRequest cancel;
  cancel.set_id(deployment_.Bookings(session_.id())[0].id());
  ASSERT_OK(deployment_.Call<Registration>(
      "cwpctl", kOperator, &Registration::Stub::CancelBooking, cancel));
  EXPECT_THAT(Join(), HasReason("BOOKING_CANCELLED"));
}

TEST_F(JoinLinkTest, HasACalendarFileThatHidesTheAddress) {
  notifications::v1::GetCalendarFileRequest request;
  request.set_join_token(token_);
  ASSERT_OK_AND_ASSIGN(
      const auto file,
      deployment_.Call<Notifications>(
          "web", kFamily, &Notifications::Stub::GetCalendarFile, request));
  EXPECT_THAT(file.text(),
              AllOf(HasSubstr("DTSTART;TZID=Europe/London:20270211T180000"),
                    Not(HasSubstr("teams.microsoft.com"))));
  request.set_join_token("nonsense");
  EXPECT_THAT(
      deployment_.Call<Notifications>(
          "web", kFamily, &Notifications::Stub::GetCalendarFile, request),
      HasReason("LINK_NOT_VALID"));
  deployment_.StopRegistration();
  EXPECT_THAT(
      deployment_.Call<Notifications>(
          "web", kFamily, &Notifications::Stub::GetCalendarFile, request),
      HasReason("REGISTRATION_UNAVAILABLE"));
}

TEST(MessageTest, NoneIsLostWhileRegistrationOrNotificationsAreDown) {
  Deployment deployment;
  const auto session = deployment.OpenSession(10);
  deployment.StopNotifications();
  ASSERT_OK(deployment.Book(session.id(), "ada@example.org", 1, "r1"));
  deployment.StopRegistration();
  deployment.StartNotifications();
  deployment.StartRegistration();
  ASSERT_OK(deployment.Book(session.id(), "bob@example.org", 1, "r2"));
  EXPECT_TRUE(Eventually([&] {
    // Time is the test's: what waits for another attempt gets it.
    deployment.clock().Advance(absl::Seconds(1));
    return deployment.Mail().size() == 2;
  }));
}

}  // namespace
}  // namespace cwp
