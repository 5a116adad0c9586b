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
using ::testing::StartsWith;

// "Wrong address?", in the browser that booked.
class CorrectEmailTest : public BookingPagesTest {
 protected:
  void SetUp() override {
    BookingPagesTest::SetUp();
    services_.registration.correct.Return(v1::Booking());
    const HttpAnswer booked = Confirm();
    booked_ = booked.Header("Location");
    Keep(booked);
  }

  // As a browser keeps the cookie of an answer.
  void Keep(const HttpAnswer& answer) {
    cookie_ = answer.Header("Set-Cookie");
    EXPECT_THAT(cookie_, StartsWith("__Host-booked="));
    EXPECT_THAT(cookie_, HasSubstr("; SameSite=Strict"));
    EXPECT_THAT(cookie_, HasSubstr("; HttpOnly"));
    cookie_ = cookie_.substr(0, cookie_.find(';'));
  }

  HttpAnswer Look(const std::string& path) {
    return Get(path, {{"Cookie", cookie_}});
  }
  HttpAnswer Correct(const std::string& email) {
    return Post(booked_ + "/email", {{"contact_email", email}},
                {{"Cookie", cookie_}});
  }

  std::vector<v1::CorrectEmailRequest> corrections() {
    return services_.registration.correct.requests();
  }

  std::string booked_;
  std::string cookie_;
};

TEST_F(CorrectEmailTest, TheAddressIsShownAndPutRight) {
  const HttpAnswer confirmation = Look(booked_);
  EXPECT_THAT(confirmation.body, HasSubstr("<strong>ada@example.org</strong>"));
  EXPECT_THAT(confirmation.body, HasSubstr("href=\"" + booked_ + "/email\""));
  const HttpAnswer form = Look(booked_ + "/email");
  EXPECT_EQ(form.code, 200);
  EXPECT_THAT(form.body, HasSubstr("ada@example.org"));
  EXPECT_EQ(form.Header("Cache-Control"), "no-store");
  EXPECT_THAT(corrections(), IsEmpty());

  const HttpAnswer answer = Correct(" eda@example.org ");
  EXPECT_EQ(answer.code, 303);
  EXPECT_EQ(answer.Header("Location"), booked_);
  EXPECT_THAT(answer.Header("Set-Cookie"), Not(HasSubstr("example.org")));
  ASSERT_THAT(corrections(), SizeIs(1));
  const v1::CorrectEmailRequest sent = corrections()[0];
  EXPECT_EQ(sent.reference(), "7K2M9QPT");
  EXPECT_EQ(sent.booking().contact().email(), "eda@example.org");
  v1::Booking expected = requests()[0].booking();
  expected.mutable_contact()->set_email("eda@example.org");
  EXPECT_EQ(sent.booking().SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(services_.registration.correct.callers()[0].kind(),
            rpc::v1::Caller::PUBLIC);
  Keep(answer);
  EXPECT_THAT(Look(booked_).body,
              HasSubstr("<strong>eda@example.org</strong>"));
}

TEST_F(CorrectEmailTest, TheSameFormTwiceIsOneRequestAndAnotherIsAnother) {
  const HttpAnswer first = Correct("eda@example.org");
  Correct("eda@example.org");
  ASSERT_THAT(corrections(), SizeIs(2));
  EXPECT_EQ(corrections()[0].request_id(), corrections()[1].request_id());
  Keep(first);
  Keep(Correct("ada@example.org"));
  Correct("eda@example.org");
  ASSERT_THAT(corrections(), SizeIs(4));
  EXPECT_NE(corrections()[3].request_id(), corrections()[0].request_id());
}

TEST_F(CorrectEmailTest, ThreeTimesAreEnough) {
  for (const char* email :
       {"b@example.org", "c@example.org", "d@example.org"}) {
    const HttpAnswer answer = Correct(email);
    EXPECT_EQ(answer.code, 303);
    Keep(answer);
  }
  const HttpAnswer answer = Correct("e@example.org");
  EXPECT_EQ(answer.code, 410);
  EXPECT_THAT(answer.body, HasSubstr("up to 3 times"));
  EXPECT_THAT(corrections(), SizeIs(3));
  EXPECT_THAT(Look(booked_).body, Not(HasSubstr("This is not my email")));
}

TEST_F(CorrectEmailTest, OnlyInTheSameBrowserForHalfAnHour) {
  EXPECT_THAT(Get(booked_).body, Not(HasSubstr("ada@example.org")));
  EXPECT_EQ(Get(booked_ + "/email").code, 410);
  const std::string kept = cookie_;
  for (const std::string& other :
       {std::string(), kept + "x", std::string("__Host-booked=x")}) {
    cookie_ = other;
    EXPECT_EQ(Correct("eda@example.org").code, 410) << other;
  }
  cookie_ = kept;
  clock_.Advance(absl::Minutes(30) - absl::Seconds(1));
  EXPECT_EQ(Look(booked_ + "/email").code, 200);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Correct("eda@example.org").code, 410);
  EXPECT_THAT(Look(booked_).body, Not(HasSubstr("ada@example.org")));
  EXPECT_THAT(corrections(), IsEmpty());
}

TEST_F(CorrectEmailTest, AnotherBookingsReceiptLeadsNowhere) {
  const std::string kept = cookie_;
  v1::Booking other;
  other.set_reference("ZZZZ9999");
  services_.registration.create.Return(other);
  booked_ = Confirm().Header("Location");
  cookie_ = kept;
  EXPECT_EQ(Correct("eda@example.org").code, 410);
  EXPECT_THAT(corrections(), IsEmpty());
}

TEST_F(CorrectEmailTest, BadAddressesAreRefusedWithWords) {
  for (const char* email : {"", "eda", "eda@", "eda example.org"}) {
    const HttpAnswer page = Correct(email);
    EXPECT_EQ(page.code, 400) << email;
    EXPECT_THAT(page.body, HasSubstr("There is a problem"));
    EXPECT_THAT(page.body, HasSubstr("<a href=\"#contact_email\">"));
  }
  // The one that is there already.
  EXPECT_EQ(Correct("ada@example.org").code, 303);
  EXPECT_THAT(corrections(), IsEmpty());
  EXPECT_EQ(Post(booked_ + "/email", {{"contact_email", "eda@example.org"}},
                 {{"Cookie", cookie_}, {"Sec-Fetch-Site", "cross-site"}})
                .code,
            403);
}

TEST_F(CorrectEmailTest, EveryRefusalHasItsWords) {
  struct Case {
    absl::Status status;
    int code;
    std::string words;
  };
  for (const Case& test : std::vector<Case>{
           {Unavailable("OUTCOME_UNKNOWN", "no"), 503, "Please send it again"},
           {MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL", "no"),
            503, "The address was not changed yet. We cannot save anything"},
           {MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "no"),
            503, "The address was not changed yet. Many people"},
           {FailedPrecondition("BOOKING_CANCELLED", "no"), 409,
            "This booking was cancelled"},
           {FailedPrecondition("NOT_ENOUGH_PLACES", "no"), 409,
            "There are not that many places left"},
           {InvalidArgument("FIELD_INVALID", "no",
                            {{"field", "contact.email"}}),
            400, "Enter an email address in the correct format"}}) {
    services_.registration.correct.Return(test.status);
    const HttpAnswer page = Correct("eda@example.org");
    EXPECT_EQ(page.code, test.code);
    EXPECT_THAT(page.body, HasSubstr(test.words));
    EXPECT_THAT(page.body, HasSubstr("If you need help now"));
    EXPECT_EQ(page.Header("Set-Cookie"), "");
    EXPECT_EQ(page.Header("Retry-After"), test.code == 503 ? "5" : "");
    if (test.code == 503) {
      EXPECT_THAT(page.body, HasSubstr("value=\"eda@example.org\""));
    }
  }
}

// That the second request is turned away says nothing of the first.
TEST_F(CorrectEmailTest, WhatNobodyKnewIsNotCalledUndoneLater) {
  services_.registration.correct.Return(Unavailable("OUTCOME_UNKNOWN", "no"));
  const HttpAnswer page = Correct("eda@example.org");
  const std::string unknown = HiddenIn(page.body, "unknown", "/email");
  EXPECT_EQ(unknown, "yes");
  services_.registration.correct.Return(
      MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "no"));
  const HttpAnswer again =
      Post(booked_ + "/email",
           {{"contact_email", "eda@example.org"}, {"unknown", unknown}},
           {{"Cookie", cookie_}});
  EXPECT_THAT(again.body, HasSubstr("we do not know yet"));
  EXPECT_THAT(again.body, Not(HasSubstr("not changed yet")));
}

}  // namespace
}  // namespace cwp::web
