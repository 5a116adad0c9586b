// "Wrong address?": what registration, its database and notifications make of
// it.
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

namespace v1 = registration::v1;

using ::testing::HasSubstr;
using ::testing::SizeIs;

const rpc::Caller kCoordinator = {
    .kind = rpc::CallerKind::kStaff, .id = "7", .roles = {"coordinator"}};

class CorrectEmailTest : public ::testing::Test {
 protected:
  v1::CorrectEmailRequest Correction(const v1::Booking& receipt,
                                     const std::string& email,
                                     const std::string& request_id) {
    v1::CorrectEmailRequest request;
    request.set_reference(receipt.reference());
    request.set_request_id(request_id);
    v1::Booking& booking = *request.mutable_booking();
    booking.set_session_id(session_.id());
    booking.mutable_contact()->set_name("Ada Example");
    booking.mutable_contact()->set_email(email);
    for (int i = 0; i < receipt.places(); ++i) booking.add_attendees();
    return request;
  }

  absl::StatusOr<v1::Booking> Correct(const v1::CorrectEmailRequest& request) {
    return deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::CorrectEmail, request);
  }

  absl::Status Resolve(const std::string& token) {
    v1::ResolveManageTokenRequest request;
    request.set_token(token);
    return deployment_
        .Call<Registration>("web", kFamily,
                            &Registration::Stub::ResolveManageToken, request)
        .status();
  }

  absl::Status ResolveJoin(const std::string& token) {
    v1::ResolveJoinTokenRequest request;
    request.set_token(token);
    return deployment_
        .Call<Registration>("web", kFamily,
                            &Registration::Stub::ResolveJoinToken, request)
        .status();
  }

  // The mail to an address, once there is this much of all.
  std::string MailTo(const std::string& email, size_t all) {
    EXPECT_TRUE(Eventually([&] {
      deployment_.clock().Advance(absl::Seconds(1));
      return deployment_.Mail().size() >= all;
    }));
    return FindMailTo(email);
  }

  // Empty when there is none.
  std::string FindMailTo(const std::string& email) {
    for (const std::string& mail : deployment_.Mail()) {
      if (mail.find(absl::StrCat("To: <", email, ">")) != std::string::npos) {
        return mail;
      }
    }
    return "";
  }

  // As staff do, of a booking as it was read.
  static v1::CorrectEmailRequest Another(const v1::Booking& booking,
                                         const std::string& email,
                                         const std::string& request_id) {
    v1::CorrectEmailRequest request;
    request.set_id(booking.id());
    request.mutable_booking()->mutable_contact()->set_email(email);
    request.set_request_id(request_id);
    request.set_etag(booking.etag());
    return request;
  }

  absl::StatusOr<v1::Booking> CorrectAtDesk(
      const v1::CorrectEmailRequest& request) {
    return deployment_.Call<Registration>(
        "web", kCoordinator, &Registration::Stub::CorrectEmail, request);
  }

  // By somebody on the phone who has no address.
  absl::StatusOr<v1::Booking> BookByPhone() {
    v1::CreateBookingRequest request;
    request.set_request_id("phone");
    v1::Booking& booking = *request.mutable_booking();
    booking.set_session_id(session_.id());
    booking.mutable_contact()->set_name("Ada Example");
    booking.mutable_contact()->set_phone("07700 900123");
    booking.add_attendees();
    return deployment_.Call<Registration>(
        "web", kCoordinator, &Registration::Stub::CreateBooking, request);
  }

  Deployment deployment_;
  const scheduling::v1::Session session_ = deployment_.OpenSession(10);
};

TEST_F(CorrectEmailTest, TheRightAddressIsToldAndTheWrongLinksAreDead) {
  ASSERT_OK_AND_ASSIGN(
      const v1::Booking receipt,
      deployment_.Book(session_.id(), "wrong@example.org", 2, "r1"));
  const std::string wrong =
      Deployment::TokenIn(MailTo("wrong@example.org", 1), "/manage/");
  EXPECT_OK(Resolve(wrong));

  ASSERT_OK_AND_ASSIGN(const v1::Booking answer,
                       Correct(Correction(receipt, "right@example.org", "c1")));
  EXPECT_EQ(answer.SerializeAsString(), receipt.SerializeAsString())
      << "it tells no more than the first answer";
  const std::string mail = MailTo("right@example.org", 2);
  EXPECT_THAT(mail, HasSubstr(receipt.reference()));
  EXPECT_OK(Resolve(Deployment::TokenIn(mail, "/manage/")));
  EXPECT_THAT(Resolve(wrong), HasReason("LINK_NOT_VALID"));
  const auto bookings = deployment_.Bookings(session_.id());
  ASSERT_THAT(bookings, SizeIs(1));
  EXPECT_EQ(bookings[0].contact().email(), "right@example.org");
  EXPECT_EQ(bookings[0].contact().name(), "Ada Example");
}

// Nobody learns from a correction that an address has booked.
TEST_F(CorrectEmailTest, ARepeatAndAFirstBookingAnswerTheSame) {
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 1, "r1"));
  ASSERT_OK_AND_ASSIGN(
      const v1::Booking repeat,
      deployment_.Book(session_.id(), "ada@example.org", 2, "r2"));
  ASSERT_OK_AND_ASSIGN(const v1::Booking answer,
                       Correct(Correction(repeat, "bob@example.org", "c1")));
  EXPECT_EQ(answer.SerializeAsString(), repeat.SerializeAsString());
  const auto bookings = deployment_.Bookings(session_.id());
  ASSERT_THAT(bookings, SizeIs(2));
  EXPECT_EQ(bookings[0].contact().email(), "ada@example.org");
  EXPECT_EQ(bookings[0].places(), 1);
  EXPECT_EQ(bookings[1].contact().email(), "bob@example.org");
  EXPECT_EQ(bookings[1].reference(), repeat.reference());
  // To an address that has booked.
  ASSERT_OK_AND_ASSIGN(const v1::Booking again,
                       Correct(Correction(repeat, "ada@example.org", "c2")));
  EXPECT_EQ(again.SerializeAsString(), repeat.SerializeAsString());
  const v1::Booking given_up = deployment_.Bookings(session_.id())[1];
  EXPECT_EQ(given_up.state(), v1::Booking::CANCELLED);
  EXPECT_EQ(given_up.cancel_reason(), v1::Booking::REPEAT);
  EXPECT_EQ(given_up.contact().email(), "ada@example.org");
  // And on to one that has not.
  ASSERT_OK_AND_ASSIGN(const v1::Booking last,
                       Correct(Correction(repeat, "cy@example.org", "c3")));
  EXPECT_EQ(last.SerializeAsString(), repeat.SerializeAsString());
  EXPECT_EQ(deployment_.Bookings(session_.id())[1].state(),
            v1::Booking::CONFIRMED);
}

// Nor once there are no places left; the right address is told.
TEST_F(CorrectEmailTest, OnAFullSessionARepeatAndAFirstBookingAnswerTheSame) {
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 1, "r1"));
  ASSERT_OK_AND_ASSIGN(
      const v1::Booking repeat,
      deployment_.Book(session_.id(), "ada@example.org", 2, "r2"));
  ASSERT_OK_AND_ASSIGN(
      v1::Booking first,
      deployment_.Book(session_.id(), "cy@example.org", 2, "r3"));
  ASSERT_OK(deployment_.Book(session_.id(), "dan@example.org", 7, "r4"));
  ASSERT_OK_AND_ASSIGN(const v1::Booking of_first,
                       Correct(Correction(first, "bob@example.org", "c1")));
  ASSERT_OK_AND_ASSIGN(v1::Booking of_repeat,
                       Correct(Correction(repeat, "eve@example.org", "c2")));
  EXPECT_EQ(of_repeat.reference(), repeat.reference());
  of_repeat.set_reference(of_first.reference());
  EXPECT_EQ(of_repeat.SerializeAsString(), of_first.SerializeAsString());
  // How many there are by then depends on what notifications saw in one go.
  std::string mail;
  EXPECT_TRUE(Eventually([&] {
    deployment_.clock().Advance(absl::Seconds(1));
    mail = FindMailTo("eve@example.org");
    return !mail.empty();
  }));
  EXPECT_THAT(mail, HasSubstr("did not come about"));
  EXPECT_THAT(mail, HasSubstr(repeat.reference()));
}

TEST_F(CorrectEmailTest, OnlyForAWhileAndAFewTimes) {
  ASSERT_OK_AND_ASSIGN(
      const v1::Booking receipt,
      deployment_.Book(session_.id(), "a@example.org", 1, "r1"));
  const auto email = [&] {
    return deployment_.Bookings(session_.id())[0].contact().email();
  };
  for (const char* who : {"b", "c", "d"}) {
    ASSERT_OK(
        Correct(Correction(receipt, absl::StrCat(who, "@example.org"), who)));
    EXPECT_EQ(email(), absl::StrCat(who, "@example.org"));
  }
  ASSERT_OK(Correct(Correction(receipt, "e@example.org", "e")));
  EXPECT_EQ(email(), "d@example.org");
}

// Also where everything is booked, and long after.
TEST_F(CorrectEmailTest,
       AtTheDeskTheRightAddressIsToldAndTheWrongLinksAreDead) {
  ASSERT_OK(deployment_.Book(session_.id(), "wrong@example.org", 10, "r1"));
  const std::string wrong = MailTo("wrong@example.org", 1);
  deployment_.clock().Advance(absl::Hours(1));
  const v1::Booking booked = deployment_.Bookings(session_.id())[0];
  const v1::CorrectEmailRequest request =
      Another(booked, " right@example.org ", "c1");
  ASSERT_OK_AND_ASSIGN(const v1::Booking answer, CorrectAtDesk(request));
  EXPECT_EQ(answer.contact().email(), "right@example.org");
  EXPECT_EQ(answer.contact().name(), "Ada Example");
  EXPECT_EQ(answer.places(), 10);
  const std::string mail = MailTo("right@example.org", 2);
  EXPECT_THAT(mail, HasSubstr(booked.reference()));
  EXPECT_OK(Resolve(Deployment::TokenIn(mail, "/manage/")));
  EXPECT_THAT(Resolve(Deployment::TokenIn(wrong, "/manage/")),
              HasReason("LINK_NOT_VALID"));
  EXPECT_THAT(ResolveJoin(Deployment::TokenIn(wrong, "/j/")),
              HasReason("LINK_NOT_VALID"));

  ASSERT_OK_AND_ASSIGN(const v1::Booking again, CorrectAtDesk(request));
  EXPECT_EQ(again.SerializeAsString(), answer.SerializeAsString());
  EXPECT_EQ(deployment_.Seats(session_.id()).left(), 0);
}

TEST_F(CorrectEmailTest, AtTheDeskAFirstAddressGetsTheLinkToJoin) {
  ASSERT_OK_AND_ASSIGN(const v1::Booking booked, BookByPhone());
  ASSERT_OK(CorrectAtDesk(Another(booked, "ada@example.org", "c1")));
  const std::string mail = MailTo("ada@example.org", 1);
  EXPECT_THAT(mail, HasSubstr(booked.reference()));
  EXPECT_OK(ResolveJoin(Deployment::TokenIn(mail, "/j/")));
  const v1::Booking now = deployment_.Bookings(session_.id())[0];
  EXPECT_EQ(now.contact().phone(), "07700 900123");
}

TEST_F(CorrectEmailTest, AtTheDeskWhatCannotBeIsSaid) {
  ASSERT_OK_AND_ASSIGN(const v1::Booking booked, BookByPhone());
  ASSERT_OK(deployment_.Book(session_.id(), "bob@example.org", 1, "r1"));
  EXPECT_THAT(CorrectAtDesk(Another(booked, "BOB@example.org", "c1")),
              HasReason("CONTACT_ALREADY_BOOKED"));
  const v1::CorrectEmailRequest good = Another(booked, "c@example.org", "c2");
  const auto with = [&](auto spoil) {
    v1::CorrectEmailRequest request = good;
    spoil(request);
    return CorrectAtDesk(request).status();
  };
  using Request = v1::CorrectEmailRequest;
  EXPECT_THAT(with([](Request& r) { r.clear_id(); }),
              HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(with([](Request& r) { r.clear_request_id(); }),
              HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(with([](Request& r) { r.clear_booking(); }),
              HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(with([](Request& r) {
                r.mutable_booking()->mutable_contact()->set_email("c");
              }),
              HasReason("FIELD_INVALID"));
  EXPECT_THAT(with([](Request& r) { r.set_id(9); }),
              HasReason("BOOKING_NOT_FOUND"));
  EXPECT_THAT(with([](Request& r) { r.set_etag("\"1\""); }),
              HasReason("ETAG_MISMATCH"));
  EXPECT_OK(CorrectAtDesk(good));
}

TEST_F(CorrectEmailTest, BadInputIsNamed) {
  ASSERT_OK_AND_ASSIGN(
      const v1::Booking receipt,
      deployment_.Book(session_.id(), "a@example.org", 1, "r1"));
  const v1::CorrectEmailRequest good =
      Correction(receipt, "b@example.org", "c1");
  const auto with = [&](auto spoil) {
    v1::CorrectEmailRequest request = good;
    spoil(request);
    return Correct(request).status();
  };
  using Request = v1::CorrectEmailRequest;
  EXPECT_THAT(with([](Request& r) { r.clear_request_id(); }),
              HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(with([](Request& r) { r.clear_reference(); }),
              HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(with([](Request& r) { r.set_reference("123456789"); }),
              HasReason("FIELD_TOO_LONG"));
  EXPECT_THAT(with([](Request& r) {
                r.mutable_booking()->mutable_contact()->clear_email();
              }),
              HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(with([](Request& r) {
                r.mutable_booking()->mutable_contact()->set_email("b");
              }),
              HasReason("FIELD_INVALID"));
  EXPECT_THAT(with([](Request& r) { r.mutable_booking()->set_session_id(9); }),
              HasReason("BOOKING_NOT_FOUND"));
  ASSERT_OK(Correct(good));
  EXPECT_THAT(with([](Request& r) {
                r.mutable_booking()->mutable_contact()->set_name("Bob");
              }),
              HasReason("REQUEST_ID_REUSED"));
  v1::CancelBookingRequest cancel;
  cancel.set_id(deployment_.Bookings(session_.id())[0].id());
  ASSERT_OK(deployment_.Call<Registration>(
      "cwpctl", kOperator, &Registration::Stub::CancelBooking, cancel));
  EXPECT_THAT(Correct(Correction(receipt, "c@example.org", "c2")),
              HasReason("BOOKING_CANCELLED"));
}

}  // namespace
}  // namespace cwp
