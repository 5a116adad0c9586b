#include <string>

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FindBookingTest : public WebTest {
 protected:
  HttpAnswer Send(const std::string& email, const Fields& headers = {}) {
    return Post("/find-my-booking", {{"contact_email", email}}, headers);
  }
};

TEST_F(FindBookingTest, TheAnswerIsAlwaysTheSameAndNamesNobody) {
  services_.registration.find.Return(v1::FindMyBookingsResponse());
  EXPECT_EQ(Get("/find-my-booking").code, 200);
  const HttpAnswer answer = Send(" ada@example.org ");
  EXPECT_EQ(answer.code, 303);
  EXPECT_EQ(answer.Header("Location"), "/find-my-booking/sent");
  EXPECT_THAT(Get("/find-my-booking/sent").body,
              HasSubstr("If there are bookings"));
  ASSERT_THAT(services_.registration.find.requests(), SizeIs(1));
  EXPECT_EQ(services_.registration.find.requests()[0].email(),
            "ada@example.org");
}

TEST_F(FindBookingTest, WhatIsNoAddressIsSaidToBeNone) {
  const HttpAnswer page = Send("ada@");
  EXPECT_THAT(page.body, HasSubstr("There is a problem"));
  EXPECT_THAT(page.body, HasSubstr("value=\"ada@\""));
  EXPECT_EQ(Send("ada@example.org", {{"Sec-Fetch-Site", "cross-site"}}).code,
            403);
  EXPECT_THAT(services_.registration.find.requests(), IsEmpty());
}

// Without a break, without width, in between and around.
TEST_F(FindBookingTest, SpacesThatArePastedAreNoPartOfAnAddress) {
  services_.registration.find.Return(v1::FindMyBookingsResponse());
  for (const char* pasted :
       {" ada@example.org\t", "ada @example.org", "\u00a0ada@example.org",
        "ada@\u200bexample.org\ufeff"}) {
    EXPECT_EQ(Send(pasted).code, 303) << pasted;
  }
  for (const v1::FindMyBookingsRequest& request :
       services_.registration.find.requests()) {
    EXPECT_EQ(request.email(), "ada@example.org");
  }
}

TEST_F(FindBookingTest, WhileRegistrationIsDownItCanBeSentAgain) {
  services_.registration.find.Return(Unavailable("SHUTTING_DOWN", "no"));
  const HttpAnswer page = Send("ada@example.org");
  EXPECT_EQ(page.code, 503);
  EXPECT_THAT(page.body, HasSubstr("Your answers are safe"));
  EXPECT_EQ(
      HiddenIn(page.body, "contact_email", "<form action=\"/find-my-booking\""),
      "ada@example.org");
}

}  // namespace
}  // namespace cwp::web
