// Bookings that did not come about for now, or of which nobody knows.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/telemetry/log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/booking_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(BookingPagesTest, TryingAgainIsTheSameRequest) {
  services_.registration.create.Return(
      Unavailable("OUTCOME_UNKNOWN", "the commit was interrupted"));
  const HttpAnswer page = Confirm();
  sealed_ = HiddenIn(page.body, "answers", "book/confirm");
  v1::Booking booking;
  booking.set_reference("7K2M9QPT");
  services_.registration.create.Return(booking);
  EXPECT_EQ(ConfirmAgain().code, 303);
  const std::vector<v1::CreateBookingRequest> asked = requests();
  EXPECT_EQ(asked.front().request_id(), asked.back().request_id());
}

absl::Status Overloaded() {
  return MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "no",
                   {{"retry_after_ms", "1200"}});
}

TEST_F(BookingPagesTest, WhatWasNotLetInIsNotDoneAndTheFormIsKept) {
  services_.registration.create.Return(Overloaded());
  const HttpAnswer page = Confirm();
  EXPECT_EQ(page.Header("Retry-After"), "2");
  EXPECT_THAT(page.body, Not(HasSubstr("do not know yet")));
  sealed_ = HiddenIn(page.body, "answers", "book/confirm");
  v1::Booking booking;
  booking.set_reference("7K2M9QPT");
  services_.registration.create.Return(booking);
  EXPECT_EQ(ConfirmAgain().code, 303);
  EXPECT_EQ(requests().front().SerializeAsString(),
            requests().back().SerializeAsString());
}

// The page is the handler's own, and still the log says why.
TEST_F(BookingPagesTest, WhyItIsToBeTriedAgainIsInTheLog) {
  Mutex mu;
  std::string lines;
  SetLogSink([&](absl::string_view line) {
    MutexLock lock(mu);
    absl::StrAppend(&lines, line, "\n");
  });
  services_.registration.create.Return(Overloaded());
  const HttpAnswer page = Confirm();
  SetLogSink(nullptr);
  EXPECT_EQ(page.code, 503);
  MutexLock lock(mu);
  EXPECT_THAT(lines, HasSubstr("\"code\":503"));
  EXPECT_THAT(lines, HasSubstr("\"reason\":\"OVERLOADED\""));
}

// That the second request is turned away says nothing of the first.
TEST_F(BookingPagesTest, WhatNobodyKnewIsNotCalledUndoneLater) {
  services_.registration.create.Return(Unavailable("OUTCOME_UNKNOWN", "no"));
  HttpAnswer page = Confirm();
  services_.registration.create.Return(Overloaded());
  for (int i = 0; i < 2; ++i) {
    const std::string unknown = HiddenIn(page.body, "unknown", "book/confirm");
    EXPECT_EQ(unknown, "yes");
    page = Post(BookPath(kOpen) + "/confirm",
                {{"answers", sealed_}, {"unknown", unknown}});
    EXPECT_EQ(page.code, 503);
    EXPECT_THAT(page.body, HasSubstr("we do not know yet"));
    EXPECT_THAT(page.body, Not(HasSubstr("not booked yet")));
  }
}

TEST_F(BookingPagesTest, NothingIsLostWhileRegistrationIsDown) {
  const HttpAnswer check = Check(GoodAnswers());
  sealed_ = HiddenIn(check.body, "answers", "book/confirm");
  services_.StopRegistration();
  const HttpAnswer page = ConfirmAgain();
  EXPECT_EQ(page.code, 503);
  EXPECT_THAT(page.body, HasSubstr("Your answers are safe."));
  EXPECT_THAT(HiddenIn(page.body, "answers", "book/confirm"), Not(IsEmpty()));
}

}  // namespace
}  // namespace cwp::web
