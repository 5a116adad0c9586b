#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

// What bystanders see, subjects of mail and titles in calendars, from the
// choice at the booking or on the waitlist to the message.

namespace cwp {
namespace {

namespace v1 = registration::v1;
using ::testing::HasSubstr;

class NameWorkshopTest : public ::testing::Test {
 protected:
  static constexpr char kNamed[] = " (Understanding worry)\n";

  // As a family does.
  v1::CreateBookingRequest Booking(const std::string& name,
                                   bool name_workshop) {
    v1::CreateBookingRequest request;
    request.set_request_id(name);
    v1::Booking& booking = *request.mutable_booking();
    booking.set_session_id(session_.id());
    booking.mutable_contact()->set_name("Ada Example");
    booking.mutable_contact()->set_email(name + "@example.org");
    booking.add_attendees();
    booking.set_name_workshop(name_workshop);
    return request;
  }

  v1::Booking Book(const v1::CreateBookingRequest& request) {
    return *deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::CreateBooking, request);
  }

  // The mail to this person with this subject, once there is one.
  std::string MailTo(const std::string& name, const std::string& subject) {
    std::string found;
    EXPECT_TRUE(Eventually([&] {
      deployment_.notifications().Wake();
      for (const std::string& mail : deployment_.Mail()) {
        if (absl::StrContains(mail,
                              absl::StrCat("To: <", name, "@example.org>\n")) &&
            absl::StrContains(mail, absl::StrCat("Subject: ", subject))) {
          found = mail;
        }
      }
      return !found.empty();
    })) << name
        << " is told nothing under " << subject;
    return found;
  }

  // The file that the mail links to.
  std::string CalendarOf(const std::string& mail) {
    notifications::v1::GetCalendarFileRequest request;
    request.set_join_token(Deployment::TokenIn(mail, "/j/"));
    const auto file = deployment_.Call<Notifications>(
        "web", kFamily, &Notifications::Stub::GetCalendarFile, request);
    EXPECT_OK(file.status());
    return file.ok() ? file->text() : "";
  }

  Deployment deployment_;
  const scheduling::v1::Session session_ = deployment_.OpenSession(2);
};

TEST_F(NameWorkshopTest, ByDefaultBystandersAreToldNothing) {
  Book(Booking("ada", false));
  const std::string mail = MailTo("ada", "Your booking\n");
  EXPECT_THAT(CalendarOf(mail), HasSubstr("SUMMARY:NHS online session\r\n"));
}

TEST_F(NameWorkshopTest, WhoeverLetsThemReadsWhichWorkshopItIs) {
  Book(Booking("ada", true));
  const std::string mail = MailTo("ada", absl::StrCat("Your booking", kNamed));
  EXPECT_THAT(CalendarOf(mail), HasSubstr("SUMMARY:Understanding worry\r\n"));
  EXPECT_TRUE(deployment_.Bookings(session_.id())[0].name_workshop());
}

TEST_F(NameWorkshopTest, ACorrectedAddressKeepsTheChoice) {
  const v1::Booking receipt = Book(Booking("ada", true));
  MailTo("ada", absl::StrCat("Your booking", kNamed));
  v1::CorrectEmailRequest request;
  *request.mutable_booking() = Booking("bob", true).booking();
  request.set_reference(receipt.reference());
  request.set_request_id("correction");
  ASSERT_OK(deployment_.Call<Registration>(
      "web", kFamily, &Registration::Stub::CorrectEmail, request));
  MailTo("bob", absl::StrCat("Your booking", kNamed));
}

TEST_F(NameWorkshopTest, AnAcceptedOfferKeepsTheChoiceOfWhoWaited) {
  for (const bool named : {false, true}) {
    const std::string name = named ? "eve" : "dan";
    const std::string end = named ? kNamed : "\n";
    v1::CreateWaitlistEntryRequest wait;
    wait.set_request_id(name);
    v1::WaitlistEntry& asked = *wait.mutable_waitlist_entry();
    asked.add_session_ids(session_.id());
    asked.set_places(1);
    asked.mutable_contact()->set_name("Ada Example");
    asked.mutable_contact()->set_email(name + "@example.org");
    asked.set_name_workshop(named);
    ASSERT_OK_AND_ASSIGN(const v1::WaitlistEntry entry,
                         deployment_.Call<Registration>(
                             "cwpctl", kOperator,
                             &Registration::Stub::CreateWaitlistEntry, wait));
    EXPECT_EQ(entry.name_workshop(), named);
    MailTo(name, absl::StrCat("Places for you: please answer", end));

    v1::AcceptOfferRequest accept;
    accept.set_id(entry.id());
    accept.set_request_id(absl::StrCat("accept ", name));
    accept.add_attendees();
    ASSERT_OK_AND_ASSIGN(
        const v1::Booking booked,
        deployment_.Call<Registration>(
            "cwpctl", kOperator, &Registration::Stub::AcceptOffer, accept));
    EXPECT_EQ(booked.name_workshop(), named);
    MailTo(name, absl::StrCat("Your booking", end));
  }
}

}  // namespace
}  // namespace cwp
